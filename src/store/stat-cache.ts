/**
 * What does a file hold, without reading it again?
 *
 * Law (contract 12): an entry is believed when size, mtime, ctime (ns) and inode are all equal, never because one time is later
 * than another. A file that was touched (its bytes, or its times) within two seconds of being hashed may change once more in the
 * same tick of the clock, so its entry is not believed yet: it is hashed again.
 */
import { readFileSync, renameSync, writeFileSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Disk, FileStat } from '../base/disk.js'
import { type Digest, RunningDigest } from '../base/hash.js'

export interface StatCache {
  /** The digest of a file's content; `undefined`: no such file. */
  digestOf(path: string): Digest | undefined
  /** What was just written there, so that it is not read again in this run. */
  know(path: string, digest: Digest): void
  /** Writes the cache if it changed. A failure to write is no failure of the build. */
  save(): void
}

/** size, mtime, ctime, inode, digest, whether it may be believed in a later run */
type Entry = readonly [size: number, mtimeNs: string, ctimeNs: string, inode: string, digest: Digest, settled: boolean]

const settleMs = 2_000

export interface StatCacheOptions {
  readonly nowMs: () => number
  /** `--paranoid`: believe nothing, hash all. */
  readonly hashAll: boolean
  readonly write: boolean
}

export function openStatCache(path: string, disk: Disk, options: StatCacheOptions): StatCache {
  const entries = new Map<string, Entry>(options.hashAll ? [] : readEntries(path))
  /** Hashed or written in this run: believed as long as the stat is the same. */
  const seenNow = new Set<string>()
  const used = new Set<string>()
  let changed = false

  return {
    digestOf: (file) => {
      const stat = disk.stat(file)
      if (stat === undefined) return undefined
      used.add(file)
      const entry = entries.get(file)
      if (entry !== undefined && isSame(entry, stat) && (entry[5] || seenNow.has(file))) return entry[4]
      const digest = digestOfChunks(disk.readChunks(file))
      keep(file, digest, stat)
      return digest
    },
    know: (file, digest) => {
      const stat = disk.stat(file)
      if (stat !== undefined) keep(file, digest, stat)
    },
    save: () => {
      if (!options.write) return
      // A build that ended early has not looked at all files: only what is gone is forgotten.
      const kept = [...entries].filter(([file]) => used.has(file) || disk.stat(file) !== undefined)
      if (changed || kept.length < entries.size) writeEntries(path, kept)
    },
  }

  function keep(file: string, digest: Digest, stat: FileStat): void {
    const { size, mtimeNs, ctimeNs, inode } = stat
    const isSettled = [mtimeNs, ctimeNs].every((timeNs) => Math.abs(options.nowMs() - msOf(timeNs)) > settleMs)
    entries.set(file, [size, mtimeNs, ctimeNs, inode, digest, isSettled])
    seenNow.add(file)
    used.add(file)
    changed = true
  }
}

const msOf = (nanoseconds: string): number => Number(BigInt(nanoseconds) / 1_000_000n)

function isSame([size, mtimeNs, ctimeNs, inode]: Entry, stat: FileStat): boolean {
  return size === stat.size && mtimeNs === stat.mtimeNs && ctimeNs === stat.ctimeNs && inode === stat.inode
}

function digestOfChunks(chunks: Iterable<Buffer>): Digest {
  const digest = new RunningDigest()
  for (const chunk of chunks) digest.update(chunk)
  return digest.finish()
}

function readEntries(path: string): [string, Entry][] {
  try {
    return Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Record<string, Entry>).filter(
      ([, entry]) => entry.length === 6,
    )
  } catch {
    return [] // not there, or damaged: files are hashed again
  }
}

function writeEntries(path: string, entries: readonly (readonly [string, Entry])[]): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(`${path}.tmp`, JSON.stringify(Object.fromEntries(entries)))
    renameSync(`${path}.tmp`, path)
  } catch {
    // a read-only folder: the next build hashes again
  }
}
