/** The store, to look things up. Where nothing was ever kept it is empty, and no database is loaded for that. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { PeriodShelf, Store } from './completion-store.js'
import { emptyLedger, makeConfirmations } from './confirmations.js'

/** What it is told is forgotten. The system's own table of readers (`lock.mdb`) is all that changes on disk. */
export async function openToRead<Completion, Resolution>(folder: string): Promise<Store<Completion, Resolution>> {
  const isThere = ['completions', 'pairs', 'completions.damaged'].some((shelf) =>
    existsSync(join(folder, shelf, 'data.mdb')),
  )
  if (!isThere) return emptyStore()
  const { openStore } = await import('./completion-store.js')
  return openStore(folder, { readOnly: true })
}

function emptyStore<Completion, Resolution>(): Store<Completion, Resolution> {
  let ledger = emptyLedger
  return {
    completions: emptyShelf(),
    resolutions: emptyShelf(),
    confirmations: makeConfirmations({ read: () => ledger, update: (change) => (ledger = change(ledger)) }),
    damaged: 0,
    mended: undefined,
    rest: async () => {},
    close: async () => {},
  }
}

function emptyShelf<Value>(): PeriodShelf<Value> {
  return {
    get: () => undefined,
    put: () => Promise.reject(new Error('a store that is open for reading keeps nothing')),
    size: () => 0,
  }
}
