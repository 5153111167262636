/**
 * What target kinds see of the indexes of outputs (store/pair-index.ts, store/record-index.ts): what did not change is copied,
 * and known without being parsed. They may always be missing: then lines are made, and read, one by one.
 */
import type { Digest } from '../base/hash.js'
import type { Pair } from '../domain/question.js'
import type { FusionTarget } from '../domain/target.js'
import type { UnchangedLines } from '../domain/unchanged-lines.js'
import type { CompiledRecipe } from '../fusion/compile-recipe.js'
import type { RecordIdentity } from '../fusion/record-identity.js'
import type { Staged } from './staged.js'

export interface OutputIndexes {
  /** Of a fusion that is being made, and of what it was when it was last made. */
  ofFusion(target: FusionTarget, recipe: CompiledRecipe): FusionIndex
  /** `undefined`: there is none of these bytes. */
  recordsOf(group: string, output: Digest): RecordRows | undefined
  /** Begins the index of an output that has none. */
  indexRecords(group: string, output: Digest): RecordRowsWriter
}

export interface FusionIndex {
  /** `undefined`: nothing can be copied. */
  readonly last: LastOutput | undefined
  /** A pair's lines were written. `reasons`: why its other cells have no text. */
  pair(pair: Pair, lines: readonly string[], rejected: readonly string[], reasons: readonly string[]): void
  /** Lines of the last output were written once more. */
  unchanged(lines: UnchangedLines): void
  readonly files: readonly Staged[]
  /** No more is copied. */
  close(): void
}

/** The output as the last build has left it. */
export interface LastOutput {
  /** The place in it of a pair whose lines would be the same again; `undefined`: there is none. */
  find(pair: Pair): number | undefined
  /** The lines of so many pairs from a place on; `undefined`: somebody has changed them. */
  take(first: number, count: number): UnchangedLines | undefined
  close(): void
}

/** The records of an output, in its order. */
export interface RecordRows {
  readonly count: number
  /** `breathe`: awaited now and then. */
  each(
    breathe: () => Promise<void> | undefined,
    visit: (high: number, low: number, answer: number, bytes: number) => void,
  ): Promise<void>
}

export interface RecordRowsWriter {
  add(identity: RecordIdentity, bytes: number): void
  readonly file: Staged
}
