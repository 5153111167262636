/**
 * What does a file hold, without reading it again?
 *
 * Law (contract 12): an entry is believed when size, mtime, ctime (ns) and inode are all equal, never because one time is later
 * than another. A file that was touched (its bytes, or its times) within two seconds of being hashed may change once more in the
 * same tick of the clock, so its entry is not believed yet: it is hashed again.
 */
import { readFileSync } from 'node:fs'
import type { Disk, FileStat } from '../base/disk.js'
import { type Digest, RunningDigest } from '../base/hash.js'
import { isJsonObject } from '../base/json.js'
import { sealedJson, unsealedJson } from '../base/sealed-json.js'
import { writeWhole } from '../base/whole-file.js'

export interface StatCache {
  /** The digest of a file's content; `undefined`: no such file. */
  digestOf(path: string): Digest | undefined
  /** What was just written there, so that it is not read again in this run. */
  know(path: string, digest: Digest): void
  /** Keeps what a build found that looked at all files and had nothing to do; it holds as long as they stay as they are. */
  conclude(conclusion: Conclusion): void
  /** Writes the cache if it changed. A failure to write is no failure of the build. */
  save(): void
}

/** Nothing was to be done: for the same `key`, and the same files. */
export interface Conclusion {
  /** Of everything that it depends on beside the files of the cache. */
  readonly key: Digest
  readonly targets: number
  /** Records in the merged file. */
  readonly records: number | undefined
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

/** What was concluded in an earlier run, where each file that it looked at then is as it was. Hashes nothing. */
export function standingConclusion(path: string, disk: Pick<Disk, 'stat'>): Conclusion | undefined {
  const { files, conclusion } = readCache(path)
  if (conclusion === undefined) return undefined
  const stands = Object.entries(files).every(([file, entry]) => {
    const stat = entry[5] ? disk.stat(file) : undefined
    return stat !== undefined && isSame(entry, stat)
  })
  return stands ? conclusion : undefined
}

export function openStatCache(path: string, disk: Disk, options: StatCacheOptions): StatCache {
  const cached = options.hashAll ? nothing : readCache(path)
  const entries = new Map<string, Entry>(Object.entries(cached.files))
  /** Hashed or written in this run: believed as long as the stat is the same. */
  const seenNow = new Set<string>()
  const used = new Set<string>()
  let changed = false
  let concluded: Conclusion | undefined

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
    conclude: (conclusion) => {
      if ([...used].every((file) => entries.get(file)?.[5] === true)) concluded = conclusion
    },
    save: () => {
      if (!options.write) return
      if (concluded !== undefined) {
        const isKnown = !changed && used.size === entries.size && isEqual(concluded, cached.conclusion)
        if (!isKnown)
          writeCache(
            path,
            [...entries].filter(([file]) => used.has(file)),
            concluded,
          )
        return
      }
      // A build that ended early has not looked at all files: only what is gone is forgotten.
      const kept = [...entries].filter(([file]) => used.has(file) || disk.stat(file) !== undefined)
      if (changed || kept.length < entries.size) writeCache(path, kept)
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

function isEqual(one: Conclusion, other: Conclusion | undefined): boolean {
  return one.key === other?.key && one.targets === other.targets && one.records === other.records
}

function digestOfChunks(chunks: Iterable<Buffer>): Digest {
  const digest = new RunningDigest()
  for (const chunk of chunks) digest.update(chunk)
  return digest.finish()
}

interface Cached {
  readonly files: Readonly<Record<string, Entry>>
  readonly conclusion?: Conclusion | undefined
}

const nothing: Cached = { files: {} }

/** Not there, damaged, or of another version: files are hashed again. */
function readCache(path: string): Cached {
  try {
    const cached = unsealedJson(readFileSync(path, 'utf8'))
    if (!isJsonObject(cached) || !isJsonObject(cached['files'])) return nothing
    const { files, conclusion } = cached as unknown as Cached
    return Object.values(files).every((entry) => Array.isArray(entry) && entry.length === 6)
      ? { files, conclusion }
      : nothing
  } catch {
    return nothing
  }
}

function writeCache(path: string, entries: readonly (readonly [string, Entry])[], conclusion?: Conclusion): void {
  try {
    const cached: Cached = { files: Object.fromEntries(entries), conclusion }
    writeWhole(path, sealedJson(cached), { isSynced: false })
  } catch {
    // a read-only folder: the next build hashes again
  }
}
