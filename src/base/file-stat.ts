/** What a file's name leads to, without reading it. A module of its own: a build with nothing to do needs no more of the disk. */
import { type BigIntStats, statSync } from 'node:fs'

export interface FileStat {
  readonly size: number
  /** Nanoseconds, as text: they do not fit a double. */
  readonly mtimeNs: string
  readonly ctimeNs: string
  readonly inode: string
}

/** `undefined`: no such file. Links are followed. */
export function fileStat(path: string): FileStat | undefined {
  const stat = statIfThere(path)
  if (!stat?.isFile()) return undefined
  return { size: Number(stat.size), mtimeNs: `${stat.mtimeNs}`, ctimeNs: `${stat.ctimeNs}`, inode: `${stat.ino}` }
}

/** The same as a line of text, "" where there is no such file; two are equal exactly where the stats are. */
export function statLine(path: string): string {
  const stat = statIfThere(path)
  return stat?.isFile() ? `${stat.size} ${stat.mtimeNs} ${stat.ctimeNs} ${stat.ino}` : ''
}

export function lineOf(stat: FileStat | undefined): string {
  return stat === undefined ? '' : `${stat.size} ${stat.mtimeNs} ${stat.ctimeNs} ${stat.inode}`
}

function statIfThere(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined // a file stands where a folder was
    throw error
  }
}
