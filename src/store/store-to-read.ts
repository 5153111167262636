/** The store, to look things up. Where nothing was ever kept it is empty, and no database is loaded for that. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Store } from './completion-store.js'
import { makeConfirmations } from './confirmations.js'
import { emptyShelf } from './empty-shelf.js'
import { emptyLedger, forgetful } from './ledger.js'

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
  return {
    completions: emptyShelf,
    resolutions: emptyShelf,
    confirmations: makeConfirmations(forgetful(emptyLedger)),
    damaged: 0,
    mended: undefined,
    rest: async () => {},
    close: async () => {},
  }
}
