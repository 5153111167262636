/** Is an answer good? How it ended, and what the checks say of its text. Pure; duplicates are another matter (resolve.ts). */
import type { Candidate } from '../checks/check.js'
import type { Completion, CompletionRequest } from '../domain/completion.js'
import type { Pair } from '../domain/question.js'
import type { CompiledRecipe } from './compile-recipe.js'
import type { CompiledVariant } from './compile-variant.js'

/** Why an answer is not good. */
export interface Failure {
  /** The name of a check, or duplicate, length, thinking, repeat, refused, prompt-too-long. */
  readonly reason: string
  readonly detail: string
}

/** "Too long" is an answer only for a context of that size. */
export function isOutgrown(completion: Completion, recipe: CompiledRecipe): boolean {
  return completion.end === 'prompt-too-long' && (completion.contextTokens ?? 0) < recipe.contextTokens
}

/** Another seed cannot help: the prompt itself is too long, or the engine has nothing further to say. */
export const isFinal = ({ end }: Completion): boolean => isFinalEnd(end)

/** `reason`: of a rejection, or how an answer ended. */
export function isFinalEnd(reason: string): boolean {
  return reason === 'prompt-too-long' || reason === 'refused'
}

export const cutOff: Failure = { reason: 'length', detail: 'cut off: asked once more with twice the tokens' }

export const noText: Failure = { reason: 'empty', detail: 'the shared reply has no text for it' }

const badEnds: { readonly [end in Completion['end']]?: string } = {
  length: 'cut off, with twice the tokens, too',
  thinking: 'all its tokens went into thinking',
  repeat: 'stopped for repeating itself',
  refused: 'who was asked will not answer this, or has no further text for this pair',
  'prompt-too-long': 'the prompt does not fit the context',
}

/** Why what came of a request is not good: how it ended, or the first check that the cleaned text fails. `undefined`: it is good. */
export function failureOf(
  cell: CompiledVariant,
  { request, completion }: { readonly request: CompletionRequest; readonly completion: Completion },
  text: string,
  { first, second }: Pair,
): Failure | undefined {
  const detail = badEnds[completion.end]
  if (detail !== undefined) return { reason: completion.end, detail }
  const candidate: Candidate = {
    text,
    completion,
    q1: first.question,
    q2: second.question,
    language: request.language,
    get prompt() {
      return request.messages.at(-1)?.content ?? ''
    },
  }
  for (const check of cell.checksIn(request.language)) {
    const why = check.judge(candidate)
    if (why !== undefined) return { reason: check.name, detail: why }
  }
  return undefined
}
