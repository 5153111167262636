/**
 * What do we remember of models? Completions, and resolved pairs: two shelves, each an LMDB
 * environment of its own. (In one file their pages would lie mixed, and a rebuild, which reads pairs alone, would map them all.)
 *
 * Law: an entry is found under the digest of everything that it depends on, so it is never stale and never overwritten with
 * something else; it counts as kept when its `put` has resolved. Each value carries a CRC-32 (sealed.ts): a torn or flipped entry
 * is a miss. So is one whose period was dropped, because another model may have said it (confirmations.ts); it is overwritten when
 * it is asked again. The records of periods stand among the completions, under a key that is no digest.
 * Nobody deletes from here but `clean --cache`.
 */
import { join } from 'node:path'
import type { Digest } from '../base/hash.js'
import { type Confirmations, emptyLedger, type Ledger, type LedgerKeeper, makeConfirmations } from './confirmations.js'
import { type Environment, openEnvironment } from './environment.js'
import { sealed, unsealed } from './sealed.js'
import { markUnconfirmed } from './unconfirmed-mark.js'

export interface Shelf<Value> {
  /** `undefined`: not there, or damaged. */
  get(key: Digest): Value | undefined
  /** Resolves when the entry survives a crash. */
  put(key: Digest, value: Value): Promise<void>
  size(): number
}

export interface PeriodShelf<Value> extends Shelf<Value> {
  /** `period`: what the entry stands and falls with (`Confirmations.stampOf`); left out: nothing. */
  put(key: Digest, value: Value, period?: number): Promise<void>
}

export interface Store<Completion, Resolution> {
  readonly completions: PeriodShelf<Completion>
  /** They stand and fall with the completions that are pending when they are put. */
  readonly resolutions: Shelf<Resolution>
  /** Which completions are known to be of the model that they are said to be of. Read-only, what it is told is forgotten. */
  readonly confirmations: Confirmations
  /** Entries that were damaged and are asked again. */
  readonly damaged: number
  /** Nothing is looked up for a while: memory that look-ups have taken is given back. */
  rest(): Promise<void>
  close(): Promise<void>
}

/** Opens (or makes) the store in `folder`; several processes may have it open at once. Read-only, a shelf that is not there is empty. */
export function openStore<Completion, Resolution>(
  folder: string,
  options?: { readonly readOnly: boolean },
): Store<Completion, Resolution> {
  const readOnly = options?.readOnly ?? false
  const damaged = new Set<string>()
  const completions = openEnvironment(join(folder, 'completions'), { readOnly })
  // The phrasings of one pair repeat each other: LZ4 makes them three to four times smaller, and the mapped pages with them.
  const resolutions = openEnvironment(join(folder, 'resolutions'), { readOnly, compression: { threshold: 256 } })
  const confirmations = makeConfirmations(
    completions === undefined || readOnly ? forgetting(ledgerOf(completions?.get(ledgerKey))) : keeperOf(completions),
  )
  const parts = { damaged, confirmations }
  return {
    completions: completions === undefined ? emptyShelf() : shelf<Completion>(completions, parts, () => 0),
    resolutions:
      resolutions === undefined ? emptyShelf() : shelf<Resolution>(resolutions, parts, confirmations.memoStamp),
    confirmations,
    get damaged() {
      return damaged.size
    },
    rest: async () => {
      for (const environment of [completions, resolutions]) await environment?.rest()
    },
    close: async () => {
      confirmations.close()
      if (!readOnly) markUnconfirmed(folder, confirmations.pending.length > 0)
      for (const environment of [completions, resolutions]) await environment?.close()
    },
  }
}

function emptyShelf<Value>(): Shelf<Value> {
  return {
    get: () => undefined,
    put: () => Promise.reject(new Error('a store that is open for reading keeps nothing')),
    size: () => 0,
  }
}

interface ShelfParts {
  readonly damaged: Set<string>
  readonly confirmations: Pick<Confirmations, 'isBlocked'>
}

function shelf<Value>(
  environment: Environment,
  { damaged, confirmations }: ShelfParts,
  usualPeriod: () => number,
): PeriodShelf<Value> {
  return {
    get: (key) => {
      const bytes = environment.get(Buffer.from(key, 'hex'))
      if (bytes === undefined) return undefined
      const entry = unsealed(bytes)
      if (entry === undefined) {
        damaged.add(key)
        return undefined
      }
      return entry.period !== 0 && confirmations.isBlocked(entry.period) ? undefined : (entry.value as Value)
    },
    put: async (key, value, period = usualPeriod()) => {
      await environment.put(Buffer.from(key, 'hex'), sealed(value, period))
    },
    size: () => environment.count() - Number(environment.get(ledgerKey) !== undefined),
  }
}

/** No digest: those have 32 bytes. */
const ledgerKey = Buffer.from('periods')

/** A damaged ledger is as if all had been confirmed: what is lost with it is which of the last answers were doubtful. */
function ledgerOf(bytes: Buffer | undefined): Ledger {
  const ledger = bytes === undefined ? undefined : (unsealed(bytes)?.value as Ledger | undefined)
  return ledger ?? emptyLedger
}

function keeperOf(completions: Environment): LedgerKeeper {
  return {
    read: () => ledgerOf(completions.get(ledgerKey)),
    update: (change) => {
      let ledger = emptyLedger
      completions.updateSync(ledgerKey, (bytes) => {
        ledger = change(ledgerOf(bytes))
        return sealed(ledger, 0)
      })
      return ledger
    },
  }
}

function forgetting(ledger: Ledger): LedgerKeeper {
  let now = ledger
  return { read: () => now, update: (change) => (now = change(now)) }
}
