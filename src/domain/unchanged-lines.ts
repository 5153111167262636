/** The lines of pairs that follow each other in the last output of a fusion, as they stand there: they are copied. */
export interface UnchangedLines {
  readonly output: Buffer
  /** In the list of the rejected. */
  readonly rejected: Buffer
  /** What is counted of them, pair by pair. */
  readonly pairs: readonly IndexedPair[]
  /** What the index of that output says of them, as it stands there. */
  readonly index: { readonly pairs: Buffer; readonly records: Buffer }
}

export interface IndexedPair {
  readonly records: number
  /** Why its other cells have no text, in the order of the variants. */
  readonly reasons: readonly string[]
}
