/** The ledger of periods (ledger.ts) as it stands among the completions: so it is durable with them. */
import { emptyLedger, type Ledger, type LedgerKeeper, ledgerKey } from './ledger.js'
import { sealed, unsealed } from './sealed.js'
import type { SoundEnvironment } from './sound-environment.js'
import { isMarkedUnconfirmed, markUnconfirmed } from './unconfirmed-mark.js'

/** Whether one stands among these entries. */
export function isLedgerIn(entries: Pick<SoundEnvironment, 'has'>): boolean {
  return entries.has(ledgerKey)
}

/** The one that stands there. A damaged ledger is as if all had been confirmed: what is lost with it is which of the last answers were doubtful. */
export function ledgerIn(completions: Pick<SoundEnvironment, 'get'> | undefined): Ledger {
  return ledgerOf(completions?.get(ledgerKey))
}

function ledgerOf(bytes: Buffer | undefined): Ledger {
  const value = bytes === undefined ? undefined : unsealed(ledgerKey, bytes)?.value
  return isLedger(value) ? value : emptyLedger
}

/** One that another version keeps otherwise is as if it were damaged. */
function isLedger(value: unknown): value is Ledger {
  const { next, pending, memos, dropped } = (value ?? {}) as Partial<Record<keyof Ledger, unknown>>
  return typeof next === 'number' && [pending, memos, dropped].every(Array.isArray)
}

/** Keeps it there. Whoever is killed leaves the mark that there may be something to confirm: it is there before the first record is. */
export function keeperOf(completions: SoundEnvironment, folder: string): LedgerKeeper {
  let isMarked = isMarkedUnconfirmed(folder)
  return {
    read: () => ledgerIn(completions),
    update: (change) => {
      if (!isMarked) markUnconfirmed(folder, true)
      isMarked = true
      let ledger = emptyLedger
      completions.update(ledgerKey, (bytes) => {
        ledger = change(ledgerOf(bytes))
        return sealed(ledgerKey, ledger, 0)
      })
      return ledger
    },
  }
}
