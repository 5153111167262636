/** Cells of one target that got no answer, all with the same error. */
export interface CellFailure {
  /** Word by word, as it was first met. */
  readonly error: string
  readonly cells: number
  readonly first: FailedCell
}

/** Where a call failed. */
export interface FailedCell {
  readonly group: string
  readonly variant: string
  /** Of the pair. */
  readonly questions: readonly [string, string]
}

/** Cells of a build that got no answer, all with the same error. */
export interface Failure extends CellFailure {
  readonly reason: 'no-answer'
  readonly targets: readonly string[]
  /** The command that tries them again. */
  readonly again: string
}
