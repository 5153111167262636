/** What can a pair come to, and what is it resolved with? The words that `resolvePair` shares with all who call it. */
import type { Digest } from '../base/hash.js'
import type { Completion, CompletionRequest } from '../domain/completion.js'
import type { Failure } from './judge-answer.js'

export interface Need {
  /** Whose it is: the variant's place in the file. */
  readonly variant: number
  readonly key: Digest
  readonly request: CompletionRequest
  /** Set where it may be asked for in one call with others: what came of that is stored under this key. */
  readonly batchKey?: Digest
}

/** Why an attempt was not good. */
export interface Rejection extends Failure {
  readonly attempt: number
  /** The cleaned text, or what there was of one. */
  readonly text: string
}

export type CellOutcome =
  | {
      readonly kind: 'text'
      readonly text: string
      /** From 1. 0: no model's, but a user's word (`isOverridden`). */
      readonly attempt: number
      readonly rejections: readonly Rejection[]
    }
  /** A user wants no record of it. `text`: what its readers read; left out: it has none, or nobody reads it. */
  | { readonly kind: 'dropped'; readonly text?: string }
  /** A step that is asked of nobody: a user has said of all that would read it. */
  | { readonly kind: 'unread' }
  | { readonly kind: 'rejected'; readonly rejections: readonly Rejection[] }
  /** It reads a cell that has no text. */
  | { readonly kind: 'skipped'; readonly because: string }

export const isOverridden = (cell: CellOutcome): boolean => cell.kind === 'text' && cell.attempt === 0

export type Resolution =
  | {
      readonly kind: 'needs'
      /** Empty where all that is missing is asked of nobody. */
      readonly needs: readonly Need[]
      /** Places of the variants that still lack a completion, or read one that does. Others only wait for what an earlier cell will be given. */
      readonly unanswered: readonly number[]
      /** What is decided already, by the variant's place. */
      readonly settled: ReadonlyMap<number, CellOutcome>
      /** Good texts that an earlier cell may still take, by the variant's place. */
      readonly held: ReadonlyMap<number, CellOutcome>
    }
  /** In the order of the recipe's variants. */
  | { readonly kind: 'done'; readonly cells: readonly CellOutcome[] }

/** `undefined`: not asked yet. */
export type Lookup = (key: Digest) => Completion | undefined

/** Whether an earlier pair of the group was given this (folded) text. */
export type Taken = (folded: string) => boolean

export const never: Taken = () => false

/** Whether nothing more is asked of the variant at this place: what is stored of it counts all the same. */
export type GivenUp = (variant: number) => boolean

/** One completion of a cell: what was asked, what came, and what was made of it. */
export interface Step {
  /** Place of the variant. */
  readonly variant: number
  readonly attempt: number
  /** batch: in one call with others. doubled: once more with twice the tokens. */
  readonly how: 'alone' | 'batch' | 'doubled'
  readonly request: CompletionRequest
  readonly completion: Completion
  /** As it was cleaned. */
  readonly text: string
  /** `undefined`: it is good. */
  readonly failure: Failure | undefined
}

/** Told of each step as it is taken: `explain` shows the way that a build goes. */
export type Note = (step: Step) => void
