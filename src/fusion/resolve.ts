/**
 * What does a pair become? A pure function of its completions.
 *
 * It renders the prompts of the cells that it can already render, looks their completions up, cleans and checks the texts, moves on
 * to the next attempt where a text is a duplicate or fails a check, and returns the prompts that it still lacks, or the final texts.
 * Never touches: disk, network, clock. A prompt is asked for only when every outcome of the others leaves it needed,
 * so the set of calls does not depend on the order of answers. A user's word on a cell (an override) goes before all that a model
 * says, and keeps its text before all other cells.
 */
import { fold } from '../base/fold.js'
import type { Digest } from '../base/hash.js'
import type { Completion, CompletionRequest } from '../domain/completion.js'
import type { Word } from '../domain/override.js'
import type { Pair } from '../domain/question.js'
import { cleanText } from './clean.js'
import type { CompiledRecipe } from './compile-recipe.js'
import type { CompiledVariant } from './compile-variant.js'
import { cutOff, type Failure, failureOf, isFinal, isOutgrown, noText } from './judge-answer.js'
import { requestOf, scopeOf } from './prompts.js'
import type { CellOutcome, GivenUp, Lookup, Need, Note, Rejection, Resolution, Step, Taken } from './resolution.js'
import type { PairWords } from './words.js'

const none: GivenUp = () => false

const unnoted: Note = () => {}

/**
 * What the pair comes to by what `lookup` knows. `givenUp`: of whom nothing more is asked; left out: of nobody. Throws `UserError` where a
 * template cannot be filled for this pair.
 */
export function resolvePair(
  pair: Pair,
  recipe: CompiledRecipe,
  lookup: Lookup,
  taken: Taken,
  givenUp: GivenUp = none,
  note: Note = unnoted,
): Resolution {
  const words = recipe.words.of(pair)
  const walk: Walk = {
    pair,
    recipe,
    lookup,
    taken,
    givenUp,
    note,
    scope: scopeOf(pair, recipe),
    words,
    settled: new Map(),
    texts: new Set(words?.texts),
    held: new Map(),
    needs: [],
  }
  let earlierAreSettled = true
  for (const cell of recipe.order) {
    const outcome = cellOutcome(cell, walk, earlierAreSettled)
    if (outcome !== undefined) settle(cell, outcome, walk)
    else if (makesRecord(cell, walk)) earlierAreSettled = false
  }
  const { settled, held, needs } = walk
  if (settled.size < recipe.variants.length) {
    const unanswered = recipe.variants.filter((cell) => !settled.has(cell.index) && !held.has(cell.index))
    return { kind: 'needs', needs, unanswered: unanswered.map(({ index }) => index), settled, held }
  }
  return { kind: 'done', cells: recipe.variants.map(({ index }) => settled.get(index) as CellOutcome) }
}

/** One walk over the cells of a pair; what it has found out so far. */
interface Walk {
  readonly pair: Pair
  readonly recipe: CompiledRecipe
  readonly lookup: Lookup
  readonly taken: Taken
  readonly givenUp: GivenUp
  readonly note: Note
  /** What templates may read: the pair, and the texts accepted so far. */
  readonly scope: Record<string, unknown>
  readonly words: PairWords | undefined
  /** By the variant's place in the file. */
  readonly settled: Map<number, CellOutcome>
  /** Folded texts of the cells that become records: the overridden ones, and those that are settled. */
  readonly texts: Set<string>
  /** Good texts that an earlier cell may still take, by the variant's place. */
  readonly held: Map<number, CellOutcome>
  readonly needs: Need[]
}

function settle(cell: CompiledVariant, outcome: CellOutcome, { settled, scope, texts }: Walk): void {
  settled.set(cell.index, outcome)
  const text = textOf(outcome)
  if (text !== undefined) scope[cell.variant.name] = text
  if (outcome.kind === 'text' && cell.variant.record) texts.add(fold(outcome.text))
}

const textOf = (outcome: CellOutcome): string | undefined =>
  outcome.kind === 'text' || outcome.kind === 'dropped' ? outcome.text : undefined

const wordOn = (cell: CompiledVariant, { words }: Walk): Word | undefined => words?.byVariant.get(cell.index)

const makesRecord = (cell: CompiledVariant, walk: Walk): boolean =>
  cell.variant.record && wordOn(cell, walk)?.kind !== 'drop'

function cellOutcome(cell: CompiledVariant, walk: Walk, earlierAreSettled: boolean): CellOutcome | undefined {
  const word = wordOn(cell, walk)
  if (word?.kind === 'text') return { kind: 'text', text: word.text, attempt: 0, rejections: [] }
  if (walk.words?.unread.has(cell.index) === true) return { kind: word === undefined ? 'unread' : 'dropped' }
  const outcome = modelOutcome(cell, walk, earlierAreSettled)
  if (word === undefined || outcome === undefined) return outcome
  return outcome.kind === 'text' ? { kind: 'dropped', text: outcome.text } : { kind: 'dropped' }
}

/** `undefined`: not decided yet. What is needed to decide it, if anything can be said already, is in `needs`. */
function modelOutcome(cell: CompiledVariant, walk: Walk, earlierAreSettled: boolean): CellOutcome | undefined {
  const { recipe, settled } = walk
  for (const parent of cell.parents) {
    const outcome = settled.get(parent)
    if (outcome === undefined) return undefined
    if (textOf(outcome) === undefined) return { kind: 'skipped', because: recipe.variants[parent]?.variant.name ?? '' }
  }
  const batched = batchedText(cell, walk)
  if (batched !== undefined) return accepted(cell, batched, 1, [], walk, earlierAreSettled)
  const rejections: Rejection[] = []
  for (let attempt = 1; attempt <= recipe.maxAttempts; attempt += 1) {
    const answer = answerOf(cell, attempt, walk)
    if (answer === undefined) return undefined
    const text = cleanText(answer.completion.text)
    const failure = failureOf(cell, answer, text, walk.pair) ?? duplicateOf(cell, text, walk)
    walk.note({ variant: cell.index, attempt, ...answer, text, failure })
    if (failure === undefined) return accepted(cell, text, attempt, rejections, walk, earlierAreSettled)
    rejections.push({ attempt, ...failure, text })
    if (isFinal(answer.completion)) break
  }
  return { kind: 'rejected', rejections }
}

/** A good text, where no earlier cell may still take it. */
function accepted(
  cell: CompiledVariant,
  text: string,
  attempt: number,
  rejections: readonly Rejection[],
  walk: Walk,
  earlierAreSettled: boolean,
): CellOutcome | undefined {
  const outcome = { kind: 'text', text, attempt, rejections } as const
  if (!makesRecord(cell, walk) || earlierAreSettled) return outcome
  walk.held.set(cell.index, outcome)
  return undefined
}

/**
 * The text that came in one call with others, where it is good. It goes before all that was asked for alone: so it stays, whatever
 * is stored later. A bad one is no attempt: the cell is asked for alone, from the first attempt on.
 */
function batchedText(cell: CompiledVariant, walk: Walk): string | undefined {
  if (!cell.batchable) return undefined
  const { recipe, pair, scope, lookup, note } = walk
  const request = requestOf(cell, recipe, pair, scope, 1, false)
  const completion = lookup(recipe.batchKeyOf(request))
  if (completion === undefined) return undefined
  const answer: Answer = { how: 'batch', request, completion }
  const text = cleanText(completion.text)
  const failure = completion.end === 'stop' ? failureOf(cell, answer, text, walk.pair) : noText
  const problem = failure ?? duplicateOf(cell, text, walk)
  note({ variant: cell.index, attempt: 1, ...answer, text, failure: problem })
  return problem === undefined ? text : undefined
}

interface Answer {
  readonly how: Step['how']
  readonly request: CompletionRequest
  readonly completion: Completion
}

/** A completion that was cut off is asked for once more with twice the tokens; what that gives stands. */
function answerOf(cell: CompiledVariant, attempt: number, walk: Walk): Answer | undefined {
  const { recipe, pair, scope, lookup, needs, givenUp, note } = walk
  for (const doubled of [false, true]) {
    const request = requestOf(cell, recipe, pair, scope, attempt, doubled)
    const key = recipe.keyOf(request)
    const completion = lookup(key)
    if (completion === undefined || isOutgrown(completion, recipe)) {
      // two variants may ask the same
      if (!givenUp(cell.index) && !needs.some((need) => need.key === key)) {
        const batchKey = attempt === 1 && !doubled ? batchKeyOf(cell, request, walk) : undefined
        needs.push({ variant: cell.index, key, request, ...(batchKey === undefined ? {} : { batchKey }) })
      }
      return undefined
    }
    const answer: Answer = { how: doubled ? 'doubled' : 'alone', request, completion }
    if (completion.end !== 'length' || doubled) return answer
    note({ variant: cell.index, attempt, ...answer, text: cleanText(completion.text), failure: cutOff })
  }
  return undefined
}

/** `undefined`: it was asked for in one call with others already, or cannot be. */
function batchKeyOf(cell: CompiledVariant, request: CompletionRequest, { recipe, lookup }: Walk): Digest | undefined {
  if (!cell.batchable) return undefined
  const key = recipe.batchKeyOf(request)
  const completion = lookup(key)
  return completion === undefined || isOutgrown(completion, recipe) ? key : undefined
}

function duplicateOf(cell: CompiledVariant, text: string, walk: Walk): Failure | undefined {
  const { texts, taken } = walk
  if (!makesRecord(cell, walk)) return undefined
  const folded = fold(text)
  if (texts.has(folded)) return { reason: 'duplicate', detail: 'another variant of the pair has this text' }
  if (taken(folded)) return { reason: 'duplicate', detail: 'an earlier pair of the group has this text' }
  return undefined
}
