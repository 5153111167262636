/** The record of periods (confirmations.ts), and what becomes of it. Pure. */
import type { Identity } from '../domain/completion.js'

/** What one model at one server said between two checks. */
export interface Period {
  readonly id: number
  /** `Server.name`. */
  readonly server: string
  readonly model: string
  /** Whom the entries were asked of, as far as was known. */
  readonly identity: Identity
  /** How many entries; left out: its build was cut off. */
  readonly count?: number
  /** An output may have been made of them all the same, as nobody could be asked. */
  readonly isUsed?: boolean
}

/** All that is on record: JSON. Numbers begin with 1, and none is given out twice. */
export interface Ledger {
  readonly next: number
  readonly pending: readonly Period[]
  readonly memos: readonly { readonly id: number; readonly over: readonly number[] }[]
  readonly dropped: readonly number[]
}

/** Of a store in which nothing was ever pending. */
/** Where the ledger stands among the completions. No digest: those have 32 bytes. */
export const ledgerKey = Buffer.from('periods')

export const emptyLedger: Ledger = { next: 1, pending: [], memos: [], dropped: [] }

/** Where a ledger is kept. */
export interface LedgerKeeper {
  read(): Ledger
  /** Changes what is there now, another process's words included. Durable when it returns the new one. */
  update(change: (ledger: Ledger) => Ledger): Ledger
}

/** A keeper for who only reads: what it is told is forgotten with it. */
export function forgetful(ledger: Ledger): LedgerKeeper {
  let now = ledger
  return { read: () => now, update: (change) => (now = change(now)) }
}

/** With the number of its entries, where that is known. */
export function counted(period: Period, counts: ReadonlyMap<number, number>): Period {
  const count = counts.get(period.id)
  return count === undefined ? period : { ...period, count }
}

/** With a note at these periods that outputs may be made of them. */
export function used(before: Ledger, ids: ReadonlySet<number>): Ledger {
  return {
    ...before,
    pending: before.pending.map((period) => (ids.has(period.id) ? { ...period, isUsed: true } : period)),
  }
}

/** Without these periods: what they have is of their model. A memo is confirmed with the last period under it. */
export function confirmed(before: Ledger, ids: ReadonlySet<number>): Ledger {
  const memos = before.memos
    .map(({ id, over }) => ({ id, over: over.filter((each) => !ids.has(each)) }))
    .filter(({ over }) => over.length > 0)
  return { ...before, pending: before.pending.filter(({ id }) => !ids.has(id)), memos }
}

/** These periods, and memos over them, are misses from now on. Whether or not they are still on record: another process may have confirmed them, before the last of their entries came. */
export function dropped(before: Ledger, ids: ReadonlySet<number>): Ledger {
  const lost = before.memos.filter(({ over }) => over.some((each) => ids.has(each)))
  return {
    ...before,
    pending: before.pending.filter(({ id }) => !ids.has(id)),
    memos: before.memos.filter((each) => !lost.includes(each)),
    dropped: [...new Set([...before.dropped, ...ids, ...lost.map(({ id }) => id)])],
  }
}

/** The periods whose entries are misses. `aside`: those of servers that nobody asks any more. */
export function blockedIn({ memos, dropped: lost }: Ledger, aside: ReadonlySet<number>): ReadonlySet<number> {
  const beside = memos.filter(({ over }) => over.some((each) => aside.has(each)))
  return new Set([...lost, ...aside, ...beside.map(({ id }) => id)])
}
