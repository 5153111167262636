import type { Latest } from '../domain/event.js'
import type { Pair } from '../domain/question.js'
import type { Unasked } from '../domain/target.js'
import type { UnchangedLines } from '../domain/unchanged-lines.js'
import type { CellOutcome } from './resolution.js'

/** Pairs that follow each other, whose lines would be what they are in the last output: nothing was looked up, and nothing asked. */
export interface UnchangedPairs {
  readonly kind: 'unchanged'
  readonly lines: UnchangedLines
}

/** What came of a pair; `calls` were asked for it in this build. */
export type ResolvedPair =
  | {
      readonly kind: 'done'
      readonly pair: Pair
      readonly cells: readonly CellOutcome[]
      readonly calls: number
      /** Places of the variants that something was asked for; the store had the others. */
      readonly asked: ReadonlySet<number>
    }
  /** Nobody was asked for what is missing: `unasked` are the cells. What came is kept. */
  | {
      readonly kind: 'unasked'
      readonly pair: Pair
      readonly unasked: Unasked
      readonly calls: number
      readonly settled: Settled
    }
  /** Some completion could not be had: what is missing is asked again next time. */
  | {
      readonly kind: 'failed'
      readonly pair: Pair
      readonly unresolved: number
      /** The name of the one whose call failed. */
      readonly variant: string
      readonly settled: Settled
      readonly error: Error
      readonly calls: number
    }

/** The cells that are decided although others are not, by the variant's place: no answer to come changes them. */
type Settled = ReadonlyMap<number, CellOutcome>

/** `cells`: so many more of the pair are answered, of which the store had `reused`. */
export type Came = (
  pair: Pair,
  more: { readonly cells: number; readonly reused: number; readonly calls: number; readonly latest?: Latest },
) => void
