import type { Disk } from '../../src/base/disk.js'
import { overlayDisk } from '../../src/base/overlay-disk.js'

const nothing: Disk = {
  stat: () => undefined,
  read: async () => undefined,
  readChunks: (path) => {
    throw new Error(`there is no ${path}`)
  },
  open: () => undefined,
  create: () => {
    throw new Error('nothing is written below')
  },
  rename: () => {},
  remove: () => {},
}

/** A disk in memory, which also knows what lies on it and really moves files. */
export interface MemoryDisk extends Disk {
  put(path: string, text: string): void
  putBytes(path: string, bytes: Buffer): void
  text(path: string): string | undefined
  bytes(path: string): Buffer | undefined
  paths(): string[]
}

export function memoryDisk(): MemoryDisk {
  const disk = overlayDisk(nothing)
  const known = new Set<string>()
  const putBytes = (path: string, bytes: string | Buffer) => {
    const writer = disk.create(path)
    writer.write(bytes)
    writer.finish()
    writer.place()
    known.add(path)
  }
  const bytesOf = (path: string): Buffer | undefined =>
    disk.stat(path) === undefined ? undefined : Buffer.concat([...disk.readChunks(path)])
  const put: (path: string, text: string) => void = putBytes
  return {
    ...disk,
    put,
    putBytes,
    text: (path) => bytesOf(path)?.toString(),
    bytes: bytesOf,
    readChunks: (path) => inSmallPieces(disk.readChunks(path)),
    paths: () => [...known].filter((path) => disk.stat(path) !== undefined).sort(),
    create: (path) => {
      const writer = disk.create(path)
      return {
        ...writer,
        place: () => {
          writer.place()
          known.add(path)
        },
      }
    },
    rename: (from, to) => {
      putBytes(to, bytesOf(from) ?? '')
      disk.remove(from)
    },
  }
}

/** As a disk may give it at worst: a piece is good until the next one is asked for. */
function* inSmallPieces(chunks: Iterable<Buffer>): Generator<Buffer> {
  const buffer = Buffer.alloc(61)
  for (const chunk of chunks)
    for (let at = 0; at < chunk.length; at += buffer.length) yield buffer.subarray(0, chunk.copy(buffer, 0, at))
}
