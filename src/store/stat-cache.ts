/**
 * What does a file hold, without reading it again?
 *
 * Law: an entry is believed when size, mtime, ctime (ns) and inode are all equal, never because one time is later
 * than another. A file that was touched (its bytes, or its times) within two seconds of being hashed may change once more in the
 * same tick of the clock, so its entry is not believed yet: it is hashed again.
 */
import type { Disk } from '../base/disk.js'
import type { FileStat } from '../base/file-stat.js'
import { type Digest, RunningDigest } from '../base/hash.js'
import { isJsonObject } from '../base/json.js'
import { readSealed, saveSealed } from '../base/sealed-file.js'

export interface StatCache {
  /** The digest of a file's content; `undefined`: no such file. */
  digestOf(path: string): Digest | undefined
  /** As `digestOf`, of a file that need not be read for it; `undefined`: it would have to be, or is not there. */
  known(path: string): Digest | undefined
  /** Another run begins, in the same process. */
  anew(): void
  /** What was just written there, so that it is not read again in this run. */
  know(path: string, digest: Digest): void
  /**
   * The files that were looked at in this run, as they were when they were hashed: each holds what was seen of it as long as its stat
   * is this one. `undefined`: one of them was touched too short a time before, or has changed since it was looked at first.
   */
  settled(): ReadonlyMap<string, FileStat> | undefined
  /** Writes the cache if it changed. A failure to write is no failure of the build. */
  save(): void
}

/** size, mtime, ctime, inode, digest, whether it may be believed in a later run */
type Entry = readonly [
  size: number,
  mtimeNs: string,
  ctimeNs: string,
  inode: string,
  digest: Digest,
  isSettled: boolean,
]

const settleMs = 2_000

export interface StatCacheOptions {
  readonly nowMs: () => number
  /** `--paranoid`: believe nothing, hash all. */
  readonly hashAll: boolean
  readonly write: boolean
}

/** The cache at `path`, of the files of `disk`. */
export function openStatCache(
  path: string,
  disk: Pick<Disk, 'stat' | 'readChunks'>,
  options: StatCacheOptions,
): StatCache {
  const memory = makeMemory(options.hashAll ? nothing : readCache(path), options.nowMs)
  const used = new Set<string>()
  let hasChanged = false
  let isSteady = true

  function keep(file: string, digest: Digest, stat: FileStat): void {
    memory.keep(file, digest, stat)
    used.add(file)
    hasChanged = true
  }

  return {
    known: (file) => {
      const stat = disk.stat(file)
      return stat === undefined ? undefined : memory.believed(file, stat)
    },
    digestOf: (file) => {
      const stat = disk.stat(file)
      if (stat === undefined) return undefined
      const isFirstLook = !used.has(file)
      used.add(file)
      const known = memory.believed(file, stat)
      if (known !== undefined) return known
      const before = digestIn(memory.entries.get(file))
      const digest = digestOfChunks(disk.readChunks(file))
      isSteady &&= isFirstLook || digest === before
      keep(file, digest, stat)
      return digest
    },
    anew: () => {
      memory.anew()
      used.clear()
      isSteady = true
    },
    know: (file, digest) => {
      const stat = disk.stat(file)
      if (stat !== undefined) keep(file, digest, stat)
    },
    settled: () => {
      const looked = [...used].map((file) => [file, memory.entries.get(file)] as const)
      if (!isSteady || !looked.every((each): each is readonly [string, Entry] => isSettled(each[1]))) return undefined
      return new Map(looked.map(([file, [size, mtimeNs, ctimeNs, inode]]) => [file, { size, mtimeNs, ctimeNs, inode }]))
    },
    save: () => {
      if (!options.write) return
      // A build that ended early has not looked at all files: only what is gone is forgotten.
      const kept = [...memory.entries].filter(([file]) => used.has(file) || disk.stat(file) !== undefined)
      if (hasChanged || kept.length < memory.entries.size) saveSealed(path, { files: Object.fromEntries(kept) })
    },
  }
}

/** What is remembered, and what of it may be believed. */
function makeMemory(cached: Cached, nowMs: () => number) {
  const entries = new Map<string, Entry>(Object.entries(cached))
  /** Hashed or written in this run: believed as long as the stat is the same. */
  const seenNow = new Set<string>()
  return {
    entries: entries as ReadonlyMap<string, Entry>,
    /** `undefined`: what is remembered, if anything, is of another stat, or may not be believed yet. */
    believed: (file: string, stat: FileStat): Digest | undefined => {
      const entry = entries.get(file)
      const mayBeBelieved = entry !== undefined && isSame(entry, stat) && (isSettled(entry) || seenNow.has(file))
      return mayBeBelieved ? digestIn(entry) : undefined
    },
    keep: (file: string, digest: Digest, { size, mtimeNs, ctimeNs, inode }: FileStat): void => {
      const isOld = [mtimeNs, ctimeNs].every((timeNs) => Math.abs(nowMs() - msOf(timeNs)) > settleMs)
      entries.set(file, [size, mtimeNs, ctimeNs, inode, digest, isOld])
      seenNow.add(file)
    },
    anew: () => seenNow.clear(),
  }
}

const digestIn = (entry: Entry | undefined): Digest | undefined => entry?.[4]
const isSettled = (entry: Entry | undefined): boolean => entry?.[5] === true

const msOf = (nanoseconds: string): number => Number(BigInt(nanoseconds) / 1_000_000n)

function isSame([size, mtimeNs, ctimeNs, inode]: Entry, stat: FileStat): boolean {
  return size === stat.size && mtimeNs === stat.mtimeNs && ctimeNs === stat.ctimeNs && inode === stat.inode
}

function digestOfChunks(chunks: Iterable<Buffer>): Digest {
  const digest = new RunningDigest()
  for (const chunk of chunks) digest.update(chunk)
  return digest.finish()
}

type Cached = Readonly<Record<string, Entry>>

const nothing: Cached = {}

/** Not there, damaged, or of another version: files are hashed again. */
function readCache(path: string): Cached {
  const cached = readSealed(path)
  if (!isJsonObject(cached) || !isJsonObject(cached['files'])) return nothing
  const files = cached['files'] as unknown as Cached
  return Object.values(files).every((entry) => Array.isArray(entry) && entry.length === 6) ? files : nothing
}
