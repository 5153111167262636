import type { Checks, Language, Sampling } from '../domain/project.js'

/** Built-in prompts of one language. A set that was released never changes: a better one gets the next number. */
export interface PromptSet {
  readonly language: Language
  /** For every variant that has no `system` of its own. */
  readonly system: string
  /** In the order in which their records are written. */
  readonly variants: Readonly<Record<string, PromptSetVariant>>
}

export interface PromptSetVariant {
  readonly prompt: string
  /** Few-shot turns: the values that the prompt reads, and beside them the reply, `text`. */
  readonly examples?: readonly Readonly<Record<string, string>>[]
  readonly sampling?: Partial<Sampling>
  readonly checks?: Checks
}
