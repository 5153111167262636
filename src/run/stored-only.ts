import type { Digest } from '../base/hash.js'
import type { Completion } from '../domain/completion.js'
import { NotAsked } from './budget.js'
import type { Completer } from './completer.js'

const refuse = () => Promise.reject(new NotAsked('nobody is to be asked'))

/** A completer that asks nobody: what is not stored is left alone, as after the end of a budget. */
export function storedOnly(lookup: (key: Digest) => Completion | undefined): Completer {
  return { lookup, complete: refuse, completeBatch: refuse, isUnderWay: () => false, calls: 0, close: async () => {} }
}
