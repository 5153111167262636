/**
 * Which answers are known to be of the model under whose digest they stand?
 *
 * Who answers for a tag may change while it is asked, and shows only when somebody asks. So what a model at a server says belongs to
 * a *period*, the span between two checks; its number is sealed into each entry. A period is pending until a check that began after
 * it says who answers: the same one, and it is confirmed (its record goes); another one, and it is dropped (its entries are misses).
 *
 * Law: a period's record is durable before its first entry. So whatever is cut off, an entry whose period has no record was confirmed.
 * A memo belongs to a period of its own, which stands over all those that were pending while it lasted, and shares their fate.
 */
import type { Identity } from '../domain/completion.js'
import { blockedIn, confirmed, counted, dropped, type Ledger, type LedgerKeeper, type Period, used } from './ledger.js'

export interface Confirmations {
  /** Not yet confirmed, oldest first; those of builds before included. */
  readonly pending: readonly Period[]
  /** The number for one entry of the present period, which begins with its first entry. */
  stampOf(server: string, model: string, identity: Identity): number
  /** The number for a memo; 0: nothing that it can be made of is pending. */
  memoStamp(): number
  /** Entries of this period are misses. */
  isBlocked(period: number): boolean
  /** A check of a server begins: what comes from now on belongs to new periods. Returns those of which the check will speak. */
  begin(server: string): readonly Period[]
  confirm(periods: readonly Period[]): void
  /** For good. Returns how many entries that were, as far as is known. */
  drop(periods: readonly Period[]): number
  /** Notes that outputs may be made of them although they are pending. */
  use(periods: readonly Period[]): void
  /** Nobody asks these servers any more: their entries are misses as long as this lasts, and stay pending. */
  setAside(periods: readonly Period[]): void
  /** Notes how many entries the pending periods have, for whoever has to drop them later. */
  close(): void
}

/** What is known by what `keeper` has on record, and is noted there. */
export function makeConfirmations(keeper: LedgerKeeper): Confirmations {
  const book = openBook(keeper)
  const counts = new Map<number, number>()
  /** Server, then model → the period that is being filled. */
  const open = new Map<string, Map<string, number>>()

  function start(server: string, model: string, identity: Identity): number {
    const id = book.startPeriod(server, model, identity)
    const models = open.get(server) ?? new Map<string, number>()
    open.set(server, models.set(model, id))
    return id
  }

  return {
    get pending() {
      return book.ledger.pending
    },
    stampOf: (server, model, identity) => {
      const id = open.get(server)?.get(model) ?? start(server, model, identity)
      counts.set(id, (counts.get(id) ?? 0) + 1)
      return id
    },
    memoStamp: book.memoStamp,
    isBlocked: (period) => book.blocked.size > 0 && book.blocked.has(period),
    begin: (server) => {
      open.delete(server)
      return book.ledger.pending.filter((period) => period.server === server)
    },
    confirm: (periods) => {
      if (periods.length > 0) book.update((before) => confirmed(before, idsOf(periods)))
    },
    drop: (periods) => {
      if (periods.length === 0) return 0
      const ids = idsOf(periods)
      for (const models of open.values()) for (const [model, id] of models) if (ids.has(id)) models.delete(model)
      book.update((before) => dropped(before, ids))
      return periods.reduce((sum, { id, count = 0 }) => sum + count + (counts.get(id) ?? 0), 0)
    },
    use: (periods) => {
      const ids = idsOf(periods.filter(({ isUsed }) => isUsed !== true))
      if (ids.size > 0) book.update((before) => used(before, ids))
    },
    setAside: (periods) => book.setAside(idsOf(periods)),
    close: () => {
      if (!book.ledger.pending.some(({ id }) => counts.has(id))) return
      book.update((before) => ({ ...before, pending: before.pending.map((period) => counted(period, counts)) }))
    },
  }
}

/** The ledger as it is now, and what follows from it for look-ups. */
function openBook(keeper: LedgerKeeper) {
  let ledger = keeper.read()
  /** The memos' period that is being filled. */
  let memo: number | undefined
  let aside: ReadonlySet<number> = new Set()
  let blocked = blockedIn(ledger, aside)

  function update(change: (before: Ledger) => Ledger): void {
    ledger = keeper.update(change)
    blocked = blockedIn(ledger, aside)
    if (memo !== undefined && !ledger.memos.some(({ id }) => id === memo)) memo = undefined
  }

  function startMemo(over: readonly number[]): number {
    update((before) => {
      memo = before.next
      return { ...before, next: memo + 1, memos: [...before.memos, { id: memo, over }] }
    })
    return memo ?? 0
  }

  return {
    get ledger() {
      return ledger
    },
    get blocked() {
      return blocked
    },
    update,
    startPeriod: (server: string, model: string, identity: Identity): number => {
      let id = 0
      update((before) => {
        id = before.next
        const memos = before.memos.map((each) => (each.id === memo ? { ...each, over: [...each.over, id] } : each))
        return { ...before, next: id + 1, pending: [...before.pending, { id, server, model, identity }], memos }
      })
      return id
    },
    memoStamp: (): number => {
      if (ledger.pending.length === 0) return 0
      if (memo !== undefined) return memo
      const over = ledger.pending.map(({ id }) => id).filter((id) => !aside.has(id))
      return over.length === 0 ? 0 : startMemo(over)
    },
    setAside: (ids: ReadonlySet<number>): void => {
      aside = ids
      blocked = blockedIn(ledger, aside)
      memo = undefined
    },
  }
}

function idsOf(periods: readonly Period[]): ReadonlySet<number> {
  return new Set(periods.map(({ id }) => id))
}
