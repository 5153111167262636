/** One of several, as a user picks it. */
export interface Choice {
  /** What is told to whoever asked. */
  readonly value: string
  readonly label: string
  /** Shown beside it. */
  readonly hint?: string
}

export interface Question {
  readonly asks: string
  /** At least one. The first is what is meant by Enter alone. */
  readonly choices: readonly Choice[]
}

/** Asks whoever sits at the terminal. `undefined`: they want to end (Ctrl-C, Esc), and nothing is to be done. */
export type Choose = (question: Question) => Promise<string | undefined>
