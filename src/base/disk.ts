/**
 * Files of one folder, by paths relative to it.
 *
 * A write is whole or it did not happen: temp file in the same folder → fsync → rename → folder fsync (contract 22).
 * A reader sees the old bytes or the new ones.
 */
import {
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Digest, RunningDigest } from './hash.js'

export interface FileStat {
  readonly size: number
  /** Nanoseconds, as text: they do not fit a double. */
  readonly mtimeNs: string
  readonly ctimeNs: string
  readonly inode: string
}

export interface Written {
  readonly digest: Digest
  readonly bytes: number
}

/** A file on its way: written beside its path, put there whole or not at all. */
export interface FileWriter {
  write(chunk: string | Buffer): void
  /** Makes what was written durable, still under its temporary name. */
  finish(): Written
  /** The bytes reach the path, all at once. After `finish`. */
  place(): void
  /** Leaves the path as it was. Harmless after `place`. */
  discard(): void
}

export interface Disk {
  /** `undefined`: no such file. */
  stat(path: string): FileStat | undefined
  read(path: string): Promise<Buffer | undefined>
  /** In pieces of at most 256 KiB. Throws where the file is not there. */
  readChunks(path: string): Iterable<Buffer>
  create(path: string): FileWriter
  /** Moves a file out of the way; both paths lie in this folder. */
  rename(from: string, to: string): void
  remove(path: string): void
}

let written = 0

/** The disk under `root`. `owner` (a process id) keeps the temp files of two processes apart. */
export function realDisk(root: string, owner: number): Disk {
  const at = (path: string) => join(root, path)
  return {
    stat: (path) => statOf(at(path)),
    read: async (path) => readFile(at(path)).catch(undefinedIfMissing),
    readChunks: (path) => chunksOf(at(path)),
    create: (path) => fileWriter(at(path), `${owner}-${(written += 1)}`),
    rename: (from, to) => {
      renameSync(at(from), at(to))
      syncFolder(dirname(at(to)))
    },
    remove: (path) => rmSync(at(path), { force: true }),
  }
}

function statOf(path: string): FileStat | undefined {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
  if (!stat?.isFile()) return undefined
  return { size: Number(stat.size), mtimeNs: `${stat.mtimeNs}`, ctimeNs: `${stat.ctimeNs}`, inode: `${stat.ino}` }
}

function undefinedIfMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
  throw error
}

function* chunksOf(path: string): Generator<Buffer> {
  const file = openSync(path, 'r')
  try {
    for (;;) {
      const buffer = Buffer.allocUnsafe(256 * 1024)
      const length = readSync(file, buffer)
      if (length === 0) return
      yield buffer.subarray(0, length)
    }
  } finally {
    closeSync(file)
  }
}

/** Chunks are gathered to 64 KiB before they are written: five times faster than a call a line. */
const gatherBytes = 64 * 1024

function fileWriter(path: string, suffix: string): FileWriter {
  mkdirSync(dirname(path), { recursive: true })
  const temporary = join(dirname(path), `.${suffix}.fusionkit-tmp`)
  const digest = new RunningDigest()
  let file: number | undefined = openSync(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC, 0o666)
  let gathered = ''
  let bytes = 0
  const put = (buffer: Buffer) => {
    digest.update(buffer)
    bytes += buffer.length
    let offset = 0
    while (offset < buffer.length) offset += writeSync(file as number, buffer, offset)
  }
  const flush = () => {
    if (gathered !== '') put(Buffer.from(gathered))
    gathered = ''
  }
  const close = () => {
    if (file !== undefined) closeSync(file)
    file = undefined
  }
  return {
    write: (chunk) => {
      if (typeof chunk === 'string') gathered += chunk
      if (typeof chunk !== 'string' || gathered.length >= gatherBytes) flush()
      if (typeof chunk !== 'string') put(chunk)
    },
    finish: () => {
      flush()
      fsyncSync(file as number)
      close()
      return { digest: digest.finish(), bytes }
    },
    place: () => {
      renameSync(temporary, path)
      syncFolder(dirname(path))
    },
    discard: () => {
      close()
      rmSync(temporary, { force: true })
    },
  }
}

/** Makes a rename durable. Windows has no such call for folders: there the file system's journal must do. */
export function syncFolder(path: string): void {
  let folder: number
  try {
    folder = openSync(path, 'r')
  } catch {
    return
  }
  try {
    fsyncSync(folder)
  } catch {
    // EINVAL, EPERM: not a system that syncs folders
  } finally {
    closeSync(folder)
  }
}
