/** What does a new project begin with? */
import type { Diagnostic } from './diagnostic.js'
import type { ListedModel } from './listed-model.js'
import type { Language } from './project.js'

/** Who is to answer, as a config says it. */
export interface Answerer {
  readonly engine: string
  readonly model: string
  /** Where its server is; left out: where the engine looks by itself. */
  readonly baseUrl?: string
}

/** A server, or a folder, that was looked at for models. */
export interface FoundModels {
  readonly engine: string
  /** An address, or a path. */
  readonly place: string
  /** Those that can complete a prompt here, the most suitable first. */
  readonly models: readonly ListedModel[]
  /** How many there are, those that suit no prompt included. */
  readonly all: number
  /** Why nothing can be said of it. */
  readonly problem?: Diagnostic
}

/** Why this one is to answer. */
export type AnswererReason =
  | { readonly kind: 'asked-for' }
  /** It was asked for, and is not there yet. */
  | { readonly kind: 'not-there-yet'; readonly found: readonly FoundModels[] }
  /** The smallest that suits, of all that the place has. */
  | { readonly kind: 'smallest'; readonly at: FoundModels }
  /** No model is there. */
  | { readonly kind: 'nobody-there'; readonly found: readonly FoundModels[] }

/** A project as it was begun. Paths are relative to its folder. */
export interface Begun {
  /** As it was named on the command line; left out: the working folder. */
  readonly folder?: string
  readonly language: Language
  readonly answerer: Answerer
  readonly why: AnswererReason
  readonly written: readonly { readonly path: string; readonly questions?: number }[]
  /** Lines were added to it. */
  readonly extended: readonly string[]
  /** Question files that were there, and are used as they are. */
  readonly kept: readonly string[]
  /** How fusionkit is called here. */
  readonly program: string
}
