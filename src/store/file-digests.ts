/**
 * What do files hold that lie anywhere, and may be gigabytes? Remembered by the law of the stat cache (stat-cache.ts), but
 * read while everything else has its turn.
 */
import { digestOfFile } from '../base/digest-of-file.js'
import { fileStat, lineOf } from '../base/file-stat.js'
import type { Digest } from '../base/hash.js'
import { bug } from '../base/unreachable.js'
import { openStatCache, type StatCacheOptions } from './stat-cache.js'

export interface FileDigests {
  /** `path`: absolute. `undefined`: no such file. Written down at once: what took minutes to find out must not be lost. */
  digestOf(path: string): Promise<Digest | undefined>
}

/** Nothing is read through it: that would stop everything else. */
const anywhere = { stat: fileStat, readChunks: () => bug('a file was read at one go') }

/** What is remembered at `path`. */
export function openFileDigests(path: string, options: StatCacheOptions): FileDigests {
  const stats = openStatCache(path, anywhere, options)
  const underWay = new Map<string, Promise<Digest | undefined>>()

  /** A file that changes while it is read holds what nobody knows: it is read again. */
  async function hash(file: string): Promise<Digest | undefined> {
    const before = lineOf(fileStat(file))
    const digest = await digestOfFile(file)
    if (digest === undefined) return undefined
    if (lineOf(fileStat(file)) !== before) return hash(file)
    stats.know(file, digest)
    stats.save()
    return digest
  }

  return {
    digestOf: async (file) => {
      const known = stats.known(file) ?? underWay.get(file)
      if (known !== undefined) return known
      const hashing = hash(file).finally(() => underWay.delete(file))
      underWay.set(file, hashing)
      return hashing
    },
  }
}
