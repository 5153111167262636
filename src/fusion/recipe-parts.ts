/** What a recipe is compiled with: who answers, what that engine reads, and how texts are judged. */
import type { Frame } from '../base/hash.js'
import type { Check } from '../checks/check.js'
import type { CompletionRequest, Identity } from '../domain/completion.js'

export interface RecipeParts {
  readonly group: string
  readonly checks: readonly Check[]
  /** model → who answers for it. */
  readonly identities: ReadonlyMap<string, Identity>
  readonly reads: (request: CompletionRequest) => readonly Frame[]
  /** What of the engine's settings may change a text; left out: nothing. */
  readonly readsOfSettings?: readonly Frame[]
  /** Whether the engine answers by style: elsewhere a style is one more name of a variant, and no text may hang on it. */
  readonly readsStyle: boolean
  /** How much fits a prompt: what was too long for less is asked again. */
  readonly contextTokens: number
}
