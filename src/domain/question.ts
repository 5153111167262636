import type { JsonObject } from '../base/json.js'
import type { RelPath } from './path.js'

/** A row of a source or of a group: a base question. */
export interface Question {
  readonly question: string
  /** `undefined`: the row has none. */
  readonly answer: string | undefined
  /** The row as it stood in the file: `{{ row1.level }}` reads it. */
  readonly row: JsonObject
  readonly path: RelPath
  /** From 1. */
  readonly line: number
}

/** A named list of questions; questions are only paired inside their group. */
export interface Group {
  readonly name: string
  /** The key under `groups` that it came from. */
  readonly from: string
  /** In file order, each question once. */
  readonly questions: readonly Question[]
}

/** Two questions of one group, in file order. */
export interface Pair {
  readonly first: Question
  readonly second: Question
}
