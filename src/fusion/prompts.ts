/** What is sent: the messages of a cell's attempt, rendered when they are first read. */
import { digestOfFrames, seedOf } from '../base/hash.js'
import type { Scope } from '../base/template.js'
import type { CompletionRequest, Message } from '../domain/completion.js'
import type { Retry, Sampling } from '../domain/project.js'
import type { Pair } from '../domain/question.js'
import type { CompiledRecipe } from './compile-recipe.js'
import type { CompiledVariant } from './compile-variant.js'
import { filledIn } from './filled-in.js'

/** What the templates of a pair may read; the texts of its variants are added as they are accepted. */
export function scopeOf(pair: Pair, recipe: CompiledRecipe): Record<string, unknown> {
  const { first, second } = pair
  const { group, vars } = recipe.scope
  return {
    group,
    vars,
    q1: first.question,
    q2: second.question,
    a1: first.answer,
    a2: second.answer,
    row1: first.row,
    row2: second.row,
  }
}

/**
 * The request of one attempt (from 1). `doubled`: the same attempt with twice the tokens, after it was cut off.
 */
export function requestOf(
  cell: CompiledVariant,
  recipe: CompiledRecipe,
  pair: Pair,
  scope: Scope,
  attempt: number,
  doubled: boolean,
): CompletionRequest {
  const { variant } = cell
  let messages: readonly Message[] | undefined
  return {
    model: variant.model,
    pair,
    style: variant.style,
    language: recipe.languageOf(pair),
    attempt,
    prefix: cell.asks,
    sampling: samplingOf(variant.sampling, variant.retry, attempt, doubled),
    get messages() {
      return (messages ??= messagesOf(cell, scope))
    },
    get seed() {
      return seedFor(variant.sampling, attempt, this.messages)
    },
  }
}

/** The seed of an attempt (from 1): 31 bits of SHA-256(config's seed, attempt, messages). */
export function seedFor({ seed }: Sampling, attempt: number, messages: readonly Message[]): number {
  return seedOf(digestOfFrames([seed, attempt, ...messages.flatMap(({ role, content }) => [role, content])]))
}

/** A further attempt is a little warmer, so that a duplicate is not simply repeated; never colder than it began. */
function samplingOf(sampling: Sampling, retry: Retry, attempt: number, doubled: boolean): Sampling {
  const { temperature, max_tokens } = sampling
  const warmer = Math.min(
    temperature + retry.temperature_step * (attempt - 1),
    Math.max(temperature, retry.temperature_max),
  )
  const rounded = Math.round(warmer * 10_000) / 10_000
  if (rounded === temperature && !doubled) return sampling // nearly every request: none is made for it
  return { ...sampling, temperature: rounded, max_tokens: doubled ? max_tokens * 2 : max_tokens }
}

function messagesOf(cell: CompiledVariant, scope: Scope): readonly Message[] {
  const { name, prompt, examples } = cell.variant
  const own = { ...scope, variant: name }
  const ask = (values: Scope) => filledIn(cell.prompt, values, `the prompt of "${name}"`, prompt).trim()
  const system = filledIn(cell.system, own, `the system message of "${name}"`, cell.variant.system).trim()
  const turns = examples.flatMap(({ values, text }): Message[] => [
    { role: 'user', content: ask(withValues(own, values)) },
    { role: 'assistant', content: text },
  ])
  const head: Message[] = system === '' ? [] : [{ role: 'system', content: system }]
  return [...head, ...turns, { role: 'user', content: ask(own) }]
}

/** A scope with the values of an example, which are named by dotted paths: "q1", "row1.level". */
function withValues(scope: Scope, values: Readonly<Record<string, string>>): Scope {
  const filled: Record<string, unknown> = { ...scope }
  for (const [path, value] of Object.entries(values)) {
    const [root = '', ...keys] = path.split('.')
    filled[root] = withValue(filled[root], keys, value)
  }
  return filled
}

function withValue(under: unknown, [key, ...keys]: readonly string[], value: string): unknown {
  if (key === undefined) return value
  const members = (typeof under === 'object' && under !== null ? under : {}) as Scope
  return { ...members, [key]: withValue(members[key], keys, value) }
}
