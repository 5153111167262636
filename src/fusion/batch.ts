/**
 * Several needs of one pair in one call: a structured reply with a text for each (`batch: true`).
 *
 * Pure. What comes of the call is taken apart here into one completion for each member, kept under its batch key: also for a member
 * that the reply lacks, so that it is never asked for in a batch again. Texts stay raw; resolving cleans and judges them.
 */
import { canonicalJson, type Digest } from '../base/hash.js'
import type { JsonObject } from '../base/json.js'
import { rootOf } from '../base/root-of.js'
import type { Completion, CompletionRequest, Message } from '../domain/completion.js'
import { batchMessages, shareable } from './batch-messages.js'
import type { CompiledRecipe, CompiledVariant } from './compile-recipe.js'
import { seedFor } from './prompts.js'
import type { Need, Resolution } from './resolve.js'

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
const largestBatch = 16
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
function textsOf(reads: readonly string[]): readonly string[] {
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

/**
 * The least number of calls for what a pair lacks. A cell that waits for the text of another shares a call with those that wait for
 * the same; of two that ask the same one may need none. (Two steps that are no records may come out alike, and then their readers ask
 * the same, too: nobody can know that beforehand.)
 */
export function fewestCalls(
  { needs, unanswered }: Extract<Resolution, { kind: 'needs' }>,
  recipe: CompiledRecipe,
): number {
  const asking = needs.map(({ variant }) => variant)
  const known = waitingIn.get(recipe.variants) ?? new Map<string, number>()
  waitingIn.set(recipe.variants, known)
  const name = `${asking.join()} ${unanswered.join()}`
  const waiting = known.get(name) ?? fewestForWaiting(asking, unanswered, recipe)
  known.set(name, waiting)
  return (recipe.batch ? callsOf(needs, recipe).length : needs.length) + waiting
}

/** By which cells ask and which have no answer: most pairs of all groups lack the same. */
const waitingIn = new WeakMap<CompiledRecipe['variants'], Map<string, number>>()

function fewestForWaiting(
  askingVariants: readonly number[],
  unanswered: readonly number[],
  recipe: CompiledRecipe,
): number {
  const asking = new Set(askingVariants.map((variant) => recipe.variants[variant]?.asks))
  const waiting = recipe.variants.filter(({ index, asks }) => unanswered.includes(index) && !asking.has(asks))
  const classes = new Map<string, Set<Digest>>()
  for (const cell of waiting) {
    const name = classOf(cell)
    classes.set(name, (classes.get(name) ?? new Set()).add(cell.asks))
  }
  return [...classes.values()].reduce((sum, { size }) => sum + Math.ceil(size / largestBatch), 0)
}

/** What the variants that may share a call have in common, before any text is there. */
function classOf({ batchable, asks, variant }: CompiledVariant): string {
  const { model, sampling, system, prompt } = variant
  return canonicalJson([model, sampling, batchable ? [system.text, textsOf(prompt.reads)] : asks])
}

/** One completion for each member, by its batch key. Its tokens are its share of the call's: together they are what was paid. */
export function completionsOf(
  { members }: Batch,
  completion: Completion,
): readonly (readonly [key: Digest, completion: Completion])[] {
  const texts = textsIn(completion.text)
  return members.map(({ need, batchKey, name }, index) => {
    const text = upToStop(texts.get(name) ?? '', need.request.sampling.stop ?? [])
    return [batchKey, { ...ended(text, completion), ...tokensOf(completion, index, members.length) }] as const
  })
}

function ended(text: string, { end, contextTokens }: Completion): Completion {
  if (text.trim() !== '') return { text, end: 'stop' }
  const context = contextTokens === undefined ? {} : { contextTokens }
  return { text: '', end: end === 'stop' || end === 'length' ? 'empty' : end, ...context }
}

function tokensOf({ promptTokens, completionTokens }: Completion, index: number, count: number): Partial<Completion> {
  const share = (total: number) => Math.floor(total / count) + (index < total % count ? 1 : 0)
  return {
    ...(promptTokens === undefined ? {} : { promptTokens: share(promptTokens) }),
    ...(completionTokens === undefined ? {} : { completionTokens: share(completionTokens) }),
  }
}

function upToStop(text: string, stops: readonly string[]): string {
  const ends = stops.map((stop) => text.indexOf(stop)).filter((end) => end >= 0)
  return ends.length === 0 ? text : text.slice(0, Math.min(...ends))
}

const textMember = /\s*("(?:[^"\\]|\\.)*")\s*:\s*("(?:[^"\\]|\\.)*")\s*(?:,|(?=\}))/sy

/**
 * The texts that stand whole at the beginning of the first JSON object, by name; of a name that comes twice the first. So a reply
 * that was cut off, or that has words or a fence around it, still gives what it holds.
 */
function textsIn(reply: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>()
  textMember.lastIndex = reply.indexOf('{') + 1
  for (let found = textMember.exec(reply); found !== null; found = textMember.exec(reply)) {
    const [name, text] = [found[1], found[2]].map(unquoted)
    if (name === undefined || text === undefined) break
    if (!texts.has(name)) texts.set(name, text)
  }
  return texts
}

/** `undefined`: it only looked like a JSON text (a bad escape, a line break). */
function unquoted(quoted: string | undefined): string | undefined {
  try {
    return JSON.parse(quoted ?? '') as string
  } catch {
    return undefined
  }
}
