/**
 * What do we remember of models? Completions, and resolved pairs: two shelves, each an LMDB
 * environment of its own. (In one file their pages would lie mixed, and a rebuild, which reads pairs alone, would map them all.)
 *
 * Law: an entry is found under the digest of everything that it depends on, so it is never stale and never overwritten with
 * something else; it counts as kept when its `put` has resolved. Each value carries a CRC-32 (sealed.ts): a torn or flipped entry
 * is a miss. So is one whose period was dropped, because another model may have said it (confirmations.ts); it is overwritten when
 * it is asked again. The records of periods stand among the completions (stored-ledger.ts). A file that is damaged as a whole is set
 * aside, and what is whole in it taken over (sound-environment.ts).
 * Nobody deletes from here but `clean --cache`.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Digest } from '../base/hash.js'
import { type Confirmations, makeConfirmations } from './confirmations.js'
import { emptyShelf, keepNothing } from './empty-shelf.js'
import { forgetful } from './ledger.js'
import { openSound, openSoundToRead, type SoundEnvironment } from './sound-environment.js'
import { sealed, type SealOptions, unsealed } from './sealed.js'
import { isLedgerIn, keeperOf, ledgerIn } from './stored-ledger.js'
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
  /** The file of completions was damaged and set aside: how many are left, and the folder in the store where it lies now. */
  readonly mended: { readonly entries: number; readonly keptAs: string } | undefined
  /** Nothing is looked up for a while: memory that look-ups have taken is given back. */
  rest(): Promise<void>
  close(): Promise<void>
}

/**
 * Opens (or makes) the store in `folder`; several processes may have it open at once. Read-only, a shelf that is not there is empty.
 * Throws what the system refuses.
 */
export function openStore<Completion, Resolution>(
  folder: string,
  options?: { readonly readOnly: boolean },
): Store<Completion, Resolution> {
  return options?.readOnly === true ? readerOf(folder) : keeperIn(folder)
}

function keeperIn<Completion, Resolution>(folder: string): Store<Completion, Resolution> {
  const environment = openSound(join(folder, 'completions'))
  const pairs = openSound(join(folder, 'pairs'))
  rmSync(join(folder, 'resolutions'), { recursive: true, force: true }) // pairs as older versions kept them: made again, for no call
  const parts = { damaged: new Set<string>(), confirmations: makeConfirmations(keeperOf(environment, folder)) }
  const { confirmations } = parts
  const completions = shelf<Completion>(environment, parts, () => 0, { deflates: false })
  return {
    completions,
    resolutions: shelf<Resolution>(pairs, parts, confirmations.memoStamp, { deflates: true }),
    confirmations,
    get damaged() {
      return parts.damaged.size
    },
    mended: environment.mended && { ...environment.mended, entries: completions.size() },
    rest: async () => {
      await environment.rest()
      await pairs.rest()
    },
    close: async () => {
      if (!environment.hasFailed) confirmations.close()
      if (confirmations.pending.length === 0) markUnconfirmed(folder, false)
      await environment.close()
      await pairs.close()
    },
  }
}

function readerOf<Completion, Resolution>(folder: string): Store<Completion, Resolution> {
  const environment = openSoundToRead(join(folder, 'completions'))
  const pairs = openSoundToRead(join(folder, 'pairs'))
  const confirmations = makeConfirmations(forgetful(ledgerIn(environment)))
  const parts = { damaged: new Set<string>(), confirmations }
  const readable = <Value>(from: typeof environment): PeriodShelf<Value> =>
    from === undefined ? emptyShelf : shelf<Value>({ ...from, put: keepNothing }, parts, () => 0, { deflates: false })
  return {
    completions: readable<Completion>(environment),
    resolutions: readable<Resolution>(pairs),
    confirmations,
    get damaged() {
      return parts.damaged.size
    },
    mended: undefined,
    rest: async () => {},
    close: async () => {
      confirmations.close()
      await environment?.close()
      await pairs?.close()
    },
  }
}

interface ShelfParts {
  readonly damaged: Set<string>
  readonly confirmations: Pick<Confirmations, 'isBlocked'>
}

function shelf<Value>(
  entries: Pick<SoundEnvironment, 'get' | 'put' | 'has' | 'size'>,
  { damaged, confirmations }: ShelfParts,
  usualPeriod: () => number,
  how: SealOptions,
): PeriodShelf<Value> {
  return {
    get: (key) => {
      const name = Buffer.from(key, 'hex')
      const bytes = entries.get(name)
      if (bytes === undefined) return undefined
      const entry = unsealed(name, bytes)
      if (entry === undefined) {
        damaged.add(key)
        return undefined
      }
      return entry.period !== 0 && confirmations.isBlocked(entry.period) ? undefined : (entry.value as Value)
    },
    put: async (key, value, period = usualPeriod()) => {
      const name = Buffer.from(key, 'hex')
      await entries.put(name, sealed(name, value, period, how))
    },
    size: () => entries.size() - Number(isLedgerIn(entries)),
  }
}
