/**
 * In which state is the store? Looked at, and left as it is: nothing is mended, and LMDB, which writes a table of its readers, is not asked.
 */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { asideOf, closedFile, dataFile, isAsClosed } from './environment-files.js'
import { countEntries } from './lmdb-file/entries.js'
import { ledgerKey } from './ledger.js'
import { isDamaged } from './lmdb-file/damage.js'

export interface StoreFound {
  /**
   * none: nothing was ever kept. closed: as the last one who wrote left it. open: it was not closed, and is whole. unread: it was not
   * closed, and is too large to be looked through in passing. damaged: the next build will set it aside, and take over what is whole.
   */
  readonly state: 'none' | 'closed' | 'open' | 'unread' | 'damaged'
  /** Completions; `undefined`: nobody can tell now. */
  readonly completions: number | undefined
  /** Damaged files that were set aside and taken over: folders of the store. */
  readonly leftovers: readonly string[]
}

/** About half a second's reading. */
const mostBytesToRead = 256 * 1024 * 1024

export function examineStore(folder: string): StoreFound {
  const shelves = ['completions', 'pairs'].map((name) => join(folder, name)).filter(isThere)
  const names = existsSync(folder) ? readdirSync(folder) : []
  const leftovers = names.filter((name) => /\.damaged-\d+$/.test(name)).sort()
  if (shelves.length === 0) return { state: 'none', completions: 0, leftovers }
  const states = new Set(shelves.map(stateOf))
  const state = (['damaged', 'unread', 'open'] as const).find((each) => states.has(each)) ?? 'closed'
  const data = join(folder, 'completions', dataFile)
  const isCounted = state !== 'damaged' && existsSync(data)
  return { state, completions: isCounted ? countEntries(data, ledgerKey) : undefined, leftovers }
}

const isThere = (shelf: string): boolean => existsSync(join(shelf, dataFile)) || existsSync(asideOf(shelf))

function stateOf(shelf: string): Exclude<StoreFound['state'], 'none'> {
  if (existsSync(asideOf(shelf))) return 'damaged' // somebody was killed while he took it over
  const data = join(shelf, dataFile)
  const stat = statSync(data)
  if (!stat.isFile()) return 'damaged'
  if (stat.size === 0) return existsSync(join(shelf, closedFile)) ? 'damaged' : 'open'
  if (isAsClosed(shelf)) return 'closed'
  if (stat.size > mostBytesToRead) return 'unread'
  return isDamaged(data) ? 'damaged' : 'open'
}
