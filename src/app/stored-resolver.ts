/** To resolve pairs from what is stored alone: nobody is asked, and nothing is remembered. */
import type { Resolver } from '../run/resolver.js'
import { storedOnly } from '../run/stored-only.js'
import type { Shelf } from '../store/completion-store.js'
import type { FusionStore } from './asking.js'

/** Pairs under way at once: nothing is waited for, so more of them would be no faster. */
export const storedWindow = 64

/** The same shelf, on which nothing is put. */
export function readOnly<Value>(shelf: Shelf<Value>): Shelf<Value> {
  return { ...shelf, put: async () => {} }
}

export function storedResolver({
  completions,
  resolutions,
}: Pick<FusionStore, 'completions' | 'resolutions'>): Resolver {
  return {
    completer: storedOnly((key) => completions.get(key)),
    resolutions: readOnly(resolutions),
    window: storedWindow,
  }
}
