/** What a file's name leads to, without reading it. A module of its own: a build with nothing to do needs no more of the disk. */
import { type BigIntStats, constants, statSync } from 'node:fs'

export interface FileStat {
  readonly size: number
  /** Nanoseconds, as text: they do not fit a double. */
  readonly mtimeNs: string
  readonly ctimeNs: string
  readonly inode: string
}

/** `undefined`: no such file. Links are followed. */
export function fileStat(path: string): FileStat | undefined {
  const stat = statOfFile(path)
  if (stat === undefined) return undefined
  return { size: Number(stat.size), mtimeNs: `${stat.mtimeNs}`, ctimeNs: `${stat.ctimeNs}`, inode: `${stat.ino}` }
}

/** The same as a line of text, "" where there is no such file; two are equal exactly where the stats are. */
export function statLine(path: string): string {
  const stat = statOfFile(path)
  return stat === undefined ? '' : `${stat.size} ${stat.mtimeNs} ${stat.ctimeNs} ${stat.ino}`
}

/** The line of a stat that was taken before, as `statLine` has it. */
export function lineOf(stat: FileStat | undefined): string {
  return stat === undefined ? '' : `${stat.size} ${stat.mtimeNs} ${stat.ctimeNs} ${stat.inode}`
}

function statOfFile(path: string): BigIntStats | undefined {
  try {
    const stat = statSync(path, options)
    // `isFile()` makes three big integers, and this runs for each of two thousand files
    return stat === undefined || (Number(stat.mode) & constants.S_IFMT) !== constants.S_IFREG ? undefined : stat
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined // a file stands where a folder was
    throw error
  }
}

const options = { bigint: true, throwIfNoEntry: false } as const
