/**
 * Which overrides concern which group? As it was found out once, so that a build with nothing to do reads no question file to know it.
 *
 * Law: an entry is good for the same bytes of the overrides, the same variants, and the same questions and rules of the group: all of
 * these are in its keys. Anyone may delete the file.
 */
import type { Digest } from '../base/hash.js'
import { isJsonObject } from '../base/json.js'
import { readSealed, saveSealed } from '../base/sealed-file.js'

/** What concerns a group, and the lines of the file (from 1) that say so. */
export interface KnownConcern {
  readonly digest: Digest
  readonly lines: readonly number[]
}

export interface ConcernCache {
  /** What is known of this state of the overrides, by group; nothing where it is another one. */
  of(overrides: Digest): ReadonlyMap<string, KnownConcern>
  /** A failure to write is no failure of the build. */
  save(overrides: Digest, groups: ReadonlyMap<string, KnownConcern>): void
}

/** Of most groups nothing is said: they stand in the file as `0`. */
interface Cached {
  readonly overrides: Digest
  readonly groups: Readonly<Record<string, 0 | readonly [digest: Digest, ...lines: number[]]>>
}

/** The cache at `path`. `nothing`: the digest of what says nothing of a group. With `write: false` nothing is kept. */
export function openConcernCache(path: string, nothing: Digest, { write }: { readonly write: boolean }): ConcernCache {
  return {
    of: (overrides) => {
      const cached = readCache(path)
      return new Map(cached?.overrides === overrides ? entriesOf(cached, nothing) : [])
    },
    save: (overrides, groups) => {
      if (!write) return
      const entries = [...groups].map(([name, { digest, lines }]) => [
        name,
        lines.length === 0 ? 0 : [digest, ...lines],
      ])
      const cached = { overrides, groups: Object.fromEntries(entries) as Cached['groups'] } satisfies Cached
      saveSealed(path, cached)
    },
  }
}

function entriesOf({ groups }: Cached, nothing: Digest): (readonly [string, KnownConcern])[] {
  return Object.entries(groups).map(([name, entry]) => {
    const [digest, ...lines] = entry === 0 ? [nothing] : entry
    return [name, { digest, lines }]
  })
}

/** Not there, or damaged: it is found out again. */
function readCache(path: string): Cached | undefined {
  const cached = readSealed(path)
  if (!isJsonObject(cached) || !isJsonObject(cached['groups'])) return undefined
  const isWhole = Object.values(cached['groups']).every(
    (entry) => entry === 0 || (Array.isArray(entry) && typeof entry[0] === 'string'),
  )
  return isWhole ? (cached as unknown as Cached) : undefined
}
