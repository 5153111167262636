import type { CellFailure, Failure } from '../../domain/failure.js'

/** More targets than these in one command: all are tried, which asks no more. */
const mostNamed = 8

/** What went wrong in a build, each error once: of which cells, in which targets, and the command that tries them again. */
export function failuresOf(
  byTarget: ReadonlyMap<string, readonly CellFailure[]>,
  again: (targets: readonly string[]) => string,
): readonly Failure[] {
  const byError = new Map<string, CellFailure & { readonly targets: readonly string[] }>()
  for (const [target, failures] of byTarget)
    for (const failure of failures) {
      const known = byError.get(failure.error) ?? { ...failure, cells: 0, targets: [] }
      const { cells, targets } = known
      byError.set(failure.error, { ...known, cells: cells + failure.cells, targets: [...targets, target] })
    }
  return [...byError.values()].map((failure) => ({
    ...failure,
    reason: 'no-answer',
    again: again(failure.targets.length > mostNamed ? [] : failure.targets),
  }))
}
