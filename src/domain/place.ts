/** Where something stands in a file: enough to print a code frame without the file. JSON, since it is cached with the config. */
export interface Place {
  /** Relative to the project folder, as a user would type it. */
  readonly path: string
  /** From 1. `undefined`: the file as a whole. */
  readonly line?: number
  /** From 1, in UTF-16 units. */
  readonly column?: number
  /** How many units to underline; at least 1. */
  readonly length?: number
  /** The text of that line. */
  readonly lineText?: string
}

/** Where the first of these settings stands that is there at all; each is the keys on the way to it. `undefined`: none is. */
export type FindSetting = (ways: readonly (readonly string[])[]) => Place | undefined
