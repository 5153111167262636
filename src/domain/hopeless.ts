/** Why nothing more is asked of a variant. */
export interface Hopeless {
  /** What its cells were rejected for: the name of a check, or duplicate, length, thinking, repeat, refused, prompt-too-long. */
  readonly reason: string
  readonly rejected: number
  readonly judged: number
  /** Two that were rejected, at most: what the model said, and what was wrong with it. */
  readonly texts: readonly { readonly text: string; readonly detail: string }[]
}
