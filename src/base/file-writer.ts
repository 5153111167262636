/**
 * A write is whole or it did not happen: temp file in the same folder → fsync → rename → folder fsync.
 * A reader sees the old bytes or the new ones.
 */
import { closeSync, constants, fsyncSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { atPath } from './at-path.js'
import { type Digest, RunningDigest } from './hash.js'
import { makeFolder } from './make-folder.js'
import { renameInPlace } from './rename.js'

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
  /** Leaves the path as it was, whatever the disk says to that. Harmless after `place`. */
  discard(): void
}

let written = 0
/** Temp files that this process has not placed or discarded yet. */
const underWay = new Set<string>()

/**
 * Writers of files by their full paths. `owner` (a process id) keeps the temp files of two processes apart; those of processes that are
 * not alive any more (killed before they could clean up) are removed from every folder that is written to.
 */
export function fileWriters(
  owner: number,
  isAlive: (processId: number) => boolean,
): (path: string, isSynced: boolean) => FileWriter {
  const swept = new Set<string>()
  const prepare = (folder: string) => {
    makeFolder(folder)
    if (swept.has(folder)) return
    swept.add(folder)
    sweep(folder, (processId) => processId !== owner && isAlive(processId))
  }
  return (path, isSynced) => fileWriter(path, `${owner}-${(written += 1)}`, prepare, isSynced)
}

function temporaryPath(folder: string, suffix: string): string {
  return join(folder, `.${suffix}.fusionkit-tmp`)
}

/** Removes temp files that nobody writes any more. One of our own process id that we do not know is of an earlier process of that id. */
function sweep(folder: string, isOfOther: (processId: number) => boolean): void {
  for (const name of readdirSync(folder)) {
    const processId = /^\.(\d+)-\d+\.fusionkit-tmp$/.exec(name)?.[1]
    const path = join(folder, name)
    if (processId !== undefined && !underWay.has(path) && !isOfOther(Number(processId))) rmSync(path, { force: true })
  }
}

/** Chunks are gathered to 64 KiB before they are written: five times faster than a call a line. */
const gatherBytes = 64 * 1024

/** Opened by its first 64 KiB, or to be finished: a thousand small files that wait to be placed keep none open. */
function fileWriter(path: string, suffix: string, prepare: (folder: string) => void, isSynced: boolean): FileWriter {
  const temporary = temporaryPath(dirname(path), suffix)
  const digest = new RunningDigest()
  let file: number | undefined
  let gathered = ''
  let bytes = 0
  const opened = (): number => {
    if (file !== undefined) return file
    prepare(dirname(path))
    underWay.add(temporary)
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC
    return (file = atPath(path, () => openSync(temporary, flags, 0o666)))
  }
  const put = (buffer: Buffer) => {
    digest.update(buffer)
    bytes += buffer.length
    let offset = 0
    const to = opened()
    atPath(path, () => {
      while (offset < buffer.length) offset += writeSync(to, buffer, offset)
    })
  }
  const flush = () => {
    if (gathered !== '') put(Buffer.from(gathered))
    gathered = ''
  }
  const close = () => {
    const closing = file
    file = undefined
    if (closing !== undefined) atPath(path, () => closeSync(closing)) // a disk across the network may refuse the bytes only now
  }
  return {
    write: (chunk) => {
      if (typeof chunk === 'string') gathered += chunk
      if (typeof chunk !== 'string' || gathered.length >= gatherBytes) flush()
      if (typeof chunk !== 'string') put(chunk)
    },
    finish: () => {
      flush()
      const written = opened()
      if (isSynced) atPath(path, () => fsyncSync(written))
      close()
      return { digest: digest.finish(), bytes }
    },
    place: () => {
      renameInPlace(temporary, path)
      underWay.delete(temporary)
      if (isSynced) syncFolder(dirname(path))
    },
    discard: () => {
      const isUnderWay = underWay.delete(temporary)
      try {
        close()
        if (isUnderWay) rmSync(temporary, { force: true })
      } catch {
        // swept away by whoever writes to this folder next: the error that led here is the one to tell
      }
    },
  }
}

/** Makes a rename durable. Windows has no such call for folders: there the file system's journal must do. */
export function syncFolder(path: string): void {
  try {
    const folder = openSync(path, 'r')
    try {
      fsyncSync(folder)
    } finally {
      closeSync(folder)
    }
  } catch {
    // EINVAL, EPERM: not a system that syncs folders
  }
}
