/** What a user says of one cell: it goes before all that a model says. */
export interface Override {
  /** The two questions, in the order of their file. */
  readonly pair: readonly [first: string, second: string]
  /** A variant's name. */
  readonly variant: string
  readonly word: Word
}

export type Word =
  /** The cell's text, as it is written: neither cleaned nor checked. */
  | { readonly kind: 'text'; readonly text: string }
  /** No record of it. What the model says of it is read by other variants all the same. */
  | { readonly kind: 'drop' }

/** The line of an overrides file that says so, with its end: the one place where such a line is written. */
export function overrideLine({ pair, variant, word }: Override): string {
  const said = word.kind === 'drop' ? { drop: true } : { question: word.text }
  return `${JSON.stringify({ pair, variant, ...said })}\n`
}

/** An edit that no override can express. */
export type StrayEdit =
  | { readonly kind: 'no-record' | 'added' | 'moved' | 'blank' }
  | { readonly kind: 'columns'; readonly columns: readonly string[] }
