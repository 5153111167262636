/** What came of writing, and of taking in, the files of a batch. */
export interface BatchExported {
  readonly v: 1
  /** Calls that are missing now. What depends on their answers is not among them. */
  readonly requests: number
  readonly files: readonly { readonly path: string; readonly requests: number; readonly bytes: number }[]
}

export interface BatchImported {
  readonly v: 1
  /** Answers that were not known before. */
  readonly added: number
  /** Those among them that nobody asks for now: they are kept all the same. */
  readonly unwanted: number
  readonly known: number
  /** Lines that say that a call went wrong, that cannot be read, or are of another model. Nothing of them is kept. */
  readonly failed: number
  /** The first of these, with its place; left out: there is none. */
  readonly error?: string
  /** Calls that are missing now. */
  readonly missing: number
}
