import type { CellFailure } from '../domain/failure.js'
import type { ResolvedPair } from '../fusion/resolved-pair.js'
import type { Made } from './target-kind.js'

type FailedPair = Extract<ResolvedPair, { kind: 'failed' }>

/** Different errors that are kept; a server whose every error is another one must not fill the memory. */
const most = 20

/** Counts what went wrong in a group: each error once, in the order in which it was met. */
export function makeCellFailures(group: string) {
  const byError = new Map<string, CellFailure>()
  return {
    get all(): readonly CellFailure[] {
      return [...byError.values()]
    },
    add: (pair: FailedPair): void => {
      const failure = failureOf(pair, group)
      const known = byError.get(failure.error)
      if (known !== undefined) byError.set(failure.error, { ...known, cells: known.cells + failure.cells })
      else if (byError.size < most) byError.set(failure.error, failure)
    },
  }
}

/** The same target, where one of the pairs that nobody was asked for is known to have failed before. */
export function asFailed(made: Extract<Made, { kind: 'incomplete' }>, pair: FailedPair, group: string): Made {
  const { tally, files } = made
  const { budget, hopeless } = tally.unasked ?? { budget: 0, hopeless: 0 }
  const failed = Math.min(pair.unresolved, budget)
  const unasked = { budget: budget - failed, hopeless }
  return { kind: 'failed', files, tally: { ...tally, failed, unasked }, failures: [failureOf(pair, group)] }
}

function failureOf({ error, unresolved, variant, pair }: FailedPair, group: string): CellFailure {
  const questions = [pair.first.question, pair.second.question] as const
  return { error: error.message, cells: unresolved, first: { group, variant, questions } }
}
