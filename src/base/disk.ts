/** Files of one folder, by paths relative to it. */
import { closeSync, fstatSync, openSync, readFileSync, readSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { atPath } from './at-path.js'
import { type FileStat, fileStat } from './file-stat.js'
import { type FileWriter, fileWriters, syncFolder } from './file-writer.js'
import { renameInPlace } from './rename.js'

/** A file that is read in places. It stays the file that was opened, whatever takes its path meanwhile. */
export interface OpenFile {
  /** Bytes. */
  readonly size: number
  /** Fills `into` from a place of the file. Returns how many bytes there were: fewer at its end. */
  readAt(position: number, into: Buffer): number
  close(): void
}

export interface Disk {
  /** `undefined`: no such file. */
  stat(path: string): FileStat | undefined
  read(path: string): Promise<Buffer | undefined>
  /** In pieces of at most 256 KiB, each of which is good until the next one is asked for. Throws where the file is not there. */
  readChunks(path: string): Iterable<Buffer>
  /** `undefined`: no such file. */
  open(path: string): OpenFile | undefined
  /** `isSynced: false`: whole or not at all for a killed process, but a lost power supply may leave anything. Left out: true. */
  create(path: string, how?: { readonly isSynced: boolean }): FileWriter
  /** Moves a file out of the way; both paths lie in this folder. */
  rename(from: string, to: string): void
  remove(path: string): void
}

/** The disk under `root`. `owner`, `isAlive`: see `fileWriters`. */
export function realDisk(root: string, owner: number, isAlive: (processId: number) => boolean = () => true): Disk {
  const at = (path: string) => `${root}/${path}` // `join` costs a third of a stat
  const writerOf = fileWriters(owner, isAlive)
  return {
    stat: (path) => fileStat(at(path)),
    read: async (path) => readIfThere(at(path)),
    readChunks: (path) => chunksOf(at(path)),
    open: (path) => openFile(at(path)),
    create: (path, { isSynced } = { isSynced: true }) => writerOf(at(path), isSynced),
    rename: (from, to) => {
      renameInPlace(at(from), at(to))
      syncFolder(dirname(at(to)))
    },
    remove: (path) => rmSync(at(path), { force: true }),
  }
}

/** Synchronous inside: of a thousand small files each would wait for a thread ten times as long as it takes to read. */
function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}

function* chunksOf(path: string): Generator<Buffer> {
  const file = openSync(path, 'r')
  try {
    // No larger than the file: of a thousand small ones the buffers would be collected for longer than the files are read.
    const chunkBytes = Math.min(256 * 1024, fstatSync(file).size + 1)
    // One for all pieces: of gigabytes that go through, what was allocated anew would be given back too late.
    const buffer = Buffer.allocUnsafe(chunkBytes)
    for (;;) {
      const length = atPath(path, () => readSync(file, buffer))
      if (length > 0) yield buffer.subarray(0, length)
      if (length < chunkBytes) return // a regular file gives less only at its end
    }
  } finally {
    closeSync(file)
  }
}

function openFile(path: string): OpenFile | undefined {
  if (fileStat(path) === undefined) return undefined
  const file = openSync(path, 'r')
  return {
    size: fstatSync(file).size,
    readAt: (position, into) => {
      let filled = 0
      while (filled < into.length) {
        const length = atPath(path, () => readSync(file, into, filled, into.length - filled, position + filled))
        if (length === 0) break
        filled += length
      }
      return filled
    },
    close: () => closeSync(file),
  }
}
