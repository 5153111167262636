/** Which pairs of a target need no resolving? Those whose lines in the last output would be the same again. */
import type { Pair } from '../domain/question.js'
import type { LastOutput } from '../targets/output-index.js'
import type { Trial } from './hopeless.js'

export type PairOrRun =
  | { readonly kind: 'pair'; readonly pair: Pair }
  /** Pairs that follow each other here and, from `first` on, in the last output. */
  | { readonly kind: 'run'; readonly first: number; readonly pairs: readonly Pair[] }

/** At so many lines of a pair, 200 bytes each, a run is some hundred kilobytes: held in memory while it is copied. */
const longestRun = 128

/** All pairs, in their order. Asks for each when its turn comes, since what is on trial may end meanwhile. */
export function* withRunsOfUnchanged(
  pairs: Iterable<Pair>,
  last: LastOutput,
  trial: Trial | undefined,
): Generator<PairOrRun> {
  let first = 0
  let run: Pair[] = []
  for (const pair of pairs) {
    const place = placeOf(pair, last, trial)
    if (run.length > 0 && (place !== first + run.length || run.length === longestRun)) {
      yield { kind: 'run', first, pairs: run }
      run = []
    }
    if (place === undefined) yield { kind: 'pair', pair }
    else {
      if (run.length === 0) first = place
      run.push(pair)
    }
  }
  if (run.length > 0) yield { kind: 'run', first, pairs: run }
}

/** Its place in the last output. `undefined`: it is resolved, since its lines would be others, or its cells say what variants are worth. */
export function placeOf(pair: Pair, last: LastOutput | undefined, trial: Trial | undefined): number | undefined {
  if (last === undefined || trial?.isOver === false) return undefined
  return last.find(pair)
}
