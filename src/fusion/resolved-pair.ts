import type { Pair } from '../domain/question.js'
import type { Unasked } from '../domain/target.js'
import type { UnchangedLines } from '../domain/unchanged-lines.js'
import type { CellOutcome } from './resolve.js'

/** What came of a pair, or of several that follow each other; `calls` were asked for it in this build. */
export type ResolvedPair =
  /** Their lines would be what they are in the last output: nothing was looked up, and nothing asked. */
  | { readonly kind: 'unchanged'; readonly lines: UnchangedLines; readonly calls: number }
  | {
      readonly kind: 'done'
      readonly pair: Pair
      readonly cells: readonly CellOutcome[]
      readonly calls: number
      /** Places of the variants that something was asked for; the store had the others. */
      readonly asked: ReadonlySet<number>
    }
  /** Nobody was asked for what is missing: `unasked` are the cells. What came is kept. */
  | { readonly kind: 'unasked'; readonly pair: Pair; readonly unasked: Unasked; readonly calls: number }
  /** Some completion could not be had: what is missing is asked again next time. */
  | {
      readonly kind: 'failed'
      readonly pair: Pair
      readonly unresolved: number
      readonly error: Error
      readonly calls: number
    }
