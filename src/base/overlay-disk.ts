import type { Disk, OpenFile } from './disk.js'
import type { FileStat } from './file-stat.js'
import { digestOf } from './hash.js'
import { bug } from './unreachable.js'

/** A disk whose writes stay in memory and whose reads see them: `plan` runs build's own code on it and leaves nothing behind. */
export function overlayDisk(under: Disk): Disk {
  const files = new Map<string, { readonly bytes: Buffer; readonly stat: FileStat } | undefined>()
  const seen = keeper()
  let serial = 0
  const put = (path: string, bytes: Buffer) => {
    serial += 1
    files.set(path, { bytes, stat: { size: bytes.length, mtimeNs: `${serial}`, ctimeNs: '', inode: '' } })
  }
  return {
    stat: (path) => (files.has(path) ? files.get(path)?.stat : under.stat(path)),
    read: async (path) => (files.has(path) ? files.get(path)?.bytes : (seen.get(path) ?? under.read(path))),
    readChunks: (path) => {
      if (!files.has(path)) return seen.keeping(path, under.readChunks(path))
      const file = files.get(path) ?? bug(`"${path}" is read where it was removed`)
      return [file.bytes]
    },
    open: (path) => {
      if (!files.has(path)) return under.open(path)
      const file = files.get(path)
      return file === undefined ? undefined : openBytes(file.bytes)
    },
    create: (path) => {
      const parts: Buffer[] = []
      return {
        write: (chunk) => void parts.push(Buffer.from(chunk)),
        finish: () => {
          const bytes = Buffer.concat(parts)
          return { digest: digestOf(bytes), bytes: bytes.length }
        },
        place: () => put(path, Buffer.concat(parts)),
        discard: () => {},
      }
    },
    // Only hand-edited outputs are moved aside; the overlay forgets the old name and needs no copy of the new one.
    rename: (from) => void files.set(from, undefined),
    remove: (path) => void files.set(path, undefined),
  }
}

function openBytes(bytes: Buffer): OpenFile {
  return {
    size: bytes.length,
    readAt: (position, into) => bytes.copy(into, 0, position),
    close: () => {},
  }
}

/** So many bytes of small files are kept. */
const mostKept = 16 * 1024 * 1024

/** What is hashed first and read afterwards is read once: of a thousand small files that is a tenth of a plan. */
function keeper() {
  const kept = new Map<string, Buffer>()
  let bytes = 0
  return {
    get: (path: string) => kept.get(path),
    *keeping(path: string, chunks: Iterable<Buffer>): Generator<Buffer> {
      const met: Buffer[] = []
      for (const chunk of chunks) {
        if (met.length < 2) met.push(chunk)
        yield chunk
      }
      const [only, more] = met
      if (only === undefined || more !== undefined || bytes + only.length > mostKept) return
      bytes += only.length
      kept.set(path, only)
    },
  }
}
