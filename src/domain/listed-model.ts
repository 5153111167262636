/** Which models are there to be used? */
import type { Diagnostic } from './diagnostic.js'

/** What is not known of a model is left out. */
export interface ListedModel {
  /** As `model:` of a config takes it. */
  readonly name: string
  readonly sizeBytes?: number
  /** What its weights are, in hex. */
  readonly digest?: string
  /** The most that a prompt and its answer may have together. */
  readonly contextTokens?: number
  /** Whether it can complete a prompt at all: one that only embeds texts cannot. */
  readonly completes?: boolean
  /** Whether it can think before it answers. */
  readonly thinks?: boolean
  /** Who really answers, where that is not the server itself. */
  readonly remote?: string
}

/** A server, or a folder, and what it has. */
export interface ModelPlace {
  /** An address, or a path. */
  readonly place: string
  readonly models: readonly ListedModel[]
  /** Why nothing can be said of it; left out: it was looked at. */
  readonly problem?: Diagnostic
}

export interface ModelList {
  readonly v: 1
  readonly engines: readonly {
    readonly engine: string
    /** It is the engine of the project's config. */
    readonly isOfProject: boolean
    readonly places: readonly ModelPlace[]
  }[]
  /** The models that the project's config asks; left out: there is no config. */
  readonly asked?: readonly string[]
}
