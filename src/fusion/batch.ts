/** Several needs of one pair in one call, for a structured reply with a text for each (`batch: true`). Pure; batch-reply.ts reads the reply. */
import { canonicalJson } from '../base/canonical-json.js'
import type { Digest } from '../base/hash.js'
import type { JsonObject } from '../base/json.js'
import { rootOf } from '../base/root-of.js'
import type { CompletionRequest, Message } from '../domain/completion.js'
import { batchMessages, shareable } from './batch-messages.js'
import type { CompiledRecipe } from './compile-recipe.js'
import { seedFor } from './prompts.js'
import type { Need } from './resolution.js'

/** What one call is made for. */
export type Call = { readonly kind: 'single'; readonly need: Need } | { readonly kind: 'batch'; readonly batch: Batch }

export interface Batch {
  /** At least two, in the order of the recipe's cells. */
  readonly members: readonly Member[]
  readonly request: CompletionRequest
}

export interface Member {
  readonly need: Need
  readonly batchKey: Digest
  /** The variant's: the name of its text in the reply. */
  readonly name: string
}

/** More texts in one reply than a small model keeps apart; more needs than this make several calls. */
export const largestBatch = 16
/** Of French among tags and names: rather low, since a prompt that is too long costs more than one more call. */
const charactersPerToken = 2.8

/** The calls that a pair's needs take, whatever their order: those of one model, system message and sampling share one. */
export function callsOf(needs: readonly Need[], recipe: CompiledRecipe): readonly Call[] {
  if (!recipe.batch) return needs.map(single)
  const calls = needs.filter(({ batchKey }) => batchKey === undefined).map(single)
  for (const members of classesOf(needs, recipe)) {
    const together = shareable(members)
    const apart = members.filter((member) => !together.includes(member))
    calls.push(...apart.map(({ need }) => single(need)), ...inBatches(together, recipe.contextTokens))
  }
  return calls
}

const single = (need: Need): Call => ({ kind: 'single', need })

interface Candidate extends Member {
  readonly messages: readonly Message[]
}

/** What may share a call, each class in the order of the recipe's cells. */
function classesOf(needs: readonly Need[], recipe: CompiledRecipe): readonly (readonly Candidate[])[] {
  const classes = new Map<string, Candidate[]>()
  const byVariant = new Map(needs.map((need) => [need.variant, need]))
  for (const { index, variant } of recipe.order) {
    const need = byVariant.get(index)
    if (need?.batchKey === undefined) continue
    const { model, sampling, messages } = need.request
    const system = messages.filter(({ role }) => role === 'system')
    const name = canonicalJson([model, sampling, system, textsOf(variant.prompt.reads)])
    const known = classes.get(name) ?? []
    classes.set(name, [...known, { need, batchKey: need.batchKey, name: variant.name, messages }])
  }
  return [...classes.values()]
}

/** Of what a prompt reads, what the pair decides: prompts over other texts have no text to share. */
export function textsOf(reads: readonly string[]): readonly string[] {
  const roots = reads.map(rootOf)
  return [...new Set(roots)].filter((root) => !['group', 'variant', 'vars'].includes(root))
}

/** As few calls of about one size as the context (in tokens; 0: nobody knows) lets be. */
function inBatches(members: readonly Candidate[], contextTokens: number): readonly Call[] {
  for (let count = Math.ceil(members.length / largestBatch); count <= members.length / 2; count += 1) {
    const batches = inParts(members, count).map((part): Batch => ({ members: part, request: requestOf(part) }))
    if (contextTokens === 0 || batches.every((batch) => tokensIn(batch) <= contextTokens))
      return batches.map((batch) => ({ kind: 'batch', batch }))
  }
  return members.map(({ need }) => single(need))
}

function inParts<Item>(items: readonly Item[], count: number): readonly (readonly Item[])[] {
  const start = (part: number) => Math.round((part * items.length) / count)
  return Array.from({ length: count }, (_, part) => items.slice(start(part), start(part + 1)))
}

/** About: of the prompt, and of replies as long as the two questions. */
function tokensIn({ members, request: { messages, pair } }: Batch): number {
  const prompt = messages.reduce((sum, { content }) => sum + content.length, 0)
  const reply = pair.first.question.length + pair.second.question.length
  return (prompt + reply * members.length) / charactersPerToken
}

function requestOf(members: readonly Candidate[]): CompletionRequest {
  const { model, pair, language, sampling } = (members[0] as Candidate).need.request
  const messages = batchMessages(members, language)
  const { stop: _, ...sent } = sampling // it would end the whole reply: each text is cut at it instead
  return {
    model,
    messages,
    pair,
    style: 'batch',
    language,
    attempt: 1,
    prefix: members.map(({ need }) => need.request.prefix).join(' '),
    seed: seedFor(sampling, 1, messages),
    sampling: { ...sent, max_tokens: sampling.max_tokens * members.length },
    format: formatOf(members.map(({ name }) => name)),
  }
}

function formatOf(names: readonly string[]): JsonObject {
  return {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
    required: [...names],
    additionalProperties: false,
  }
}
