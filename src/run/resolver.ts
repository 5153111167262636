import type { MemoEntry } from '../fusion/memo.js'
import type { Came, ResolvedPair } from '../fusion/resolved-pair.js'
import type { Shelf } from '../store/completion-store.js'
import type { LastOutput } from '../targets/output-index.js'
import type { Completer } from './completer.js'
import type { Trial } from './hopeless.js'

/** What pairs are resolved with. */
export interface Resolver {
  readonly completer: Completer
  readonly resolutions: Shelf<MemoEntry>
  /** How many pairs may be under way at once. */
  readonly window: number
  /** The one model that may be asked; left out: any. */
  readonly onlyOf?: string
  /** Awaited for every pair: lets the process hear of Ctrl-C where all is stored. Left out: it need not. */
  readonly breathe?: () => Promise<void> | undefined
  /** Told of a pair that failed, at once. Left out: nobody wants to know before its turn. */
  readonly failed?: ((pair: Extract<ResolvedPair, { kind: 'failed' }>) => void) | undefined
  /** Told of all that comes for a pair, ahead of its turn. Left out: nobody looks on. */
  readonly came?: Came | undefined
  /** Finds out which variants are worth asking; left out: all are. */
  readonly trial?: Trial | undefined
  /** What pairs are copied from whose lines would be the same again; left out: each is resolved. */
  readonly last?: LastOutput | undefined
}
