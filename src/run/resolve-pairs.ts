/**
 * The driver around the pure function: resolve → complete what it needs → resolve again.
 *
 * Pairs stream through a window and come out in the order in which they went in, however fast each was answered.
 */
import { fold } from '../base/fold.js'
import type { Digest } from '../base/hash.js'
import { HashSet64 } from '../base/hash-set.js'
import { inOrder } from '../base/in-order.js'
import { bug } from '../base/unreachable.js'
import type { Completion } from '../domain/completion.js'
import type { Pair } from '../domain/question.js'
import { CallFailed } from '../engines/engine.js'
import { type Batch, callsOf } from '../fusion/batch.js'
import type { CompiledRecipe } from '../fusion/compile-recipe.js'
import type { ResolvedPair, UnchangedPairs } from '../fusion/resolved-pair.js'
import { fromMemo, type MemoEntry, memoKey, toMemo } from '../fusion/memo.js'
import { type CellOutcome, type Need, never, type Resolution, resolvePair, type Taken } from '../fusion/resolve.js'
import type { Shelf } from '../store/completion-store.js'
import type { LastOutput } from '../targets/output-index.js'
import { NotAsked } from './budget.js'
import type { Answered, Completer } from './completer.js'
import type { Trial, When } from './hopeless.js'
import { placeOf, withRunsOfUnchanged } from './unchanged-pairs.js'

export interface Resolver {
  readonly completer: Completer
  readonly resolutions: Shelf<MemoEntry>
  /** How many pairs may be under way at once. */
  readonly window: number
  /** The one model that may be asked; left out: any. */
  readonly onlyOf?: string
  /** Awaited for every pair: lets the process hear of Ctrl-C where all is stored. Left out: it need not. */
  readonly breathe?: () => Promise<void> | undefined
  /** Told of a pair that failed, at once. Left out: nobody wants to know before its turn. */
  readonly failed?: ((pair: Extract<ResolvedPair, { kind: 'failed' }>) => void) | undefined
  /** Finds out which variants are worth asking; left out: all are. */
  readonly trial?: Trial | undefined
  /** What pairs are copied from whose lines would be the same again; left out: each is resolved. */
  readonly last?: LastOutput | undefined
}

export async function* resolvePairs(
  pairs: Iterable<Pair>,
  recipe: CompiledRecipe,
  resolver: Resolver,
): AsyncGenerator<ResolvedPair | UnchangedPairs> {
  const { last, ...resolving } = resolver
  if (last === undefined) yield* resolveAll(pairs, recipe, resolving)
  else yield* copyOrResolve(pairs, recipe, last, resolving)
}

/** Each of them, and none is copied. */
export async function* resolveAll(
  pairs: Iterable<Pair>,
  recipe: CompiledRecipe,
  resolver: Resolver,
): AsyncGenerator<ResolvedPair> {
  const early = inOrder(pairs, resolver.window, async (pair) => {
    await resolver.breathe?.()
    return whole(await resolveAlone(pair, recipe, resolver))
  })
  if (recipe.unique === 'pair') yield* early
  else yield* withoutTaken(early, recipe, resolver)
}

/** What was copied already when somebody changes the last output stays: it was what it should be. The rest is resolved. */
async function* copyOrResolve(
  pairs: Iterable<Pair>,
  recipe: CompiledRecipe,
  last: LastOutput,
  resolver: Resolver,
): AsyncGenerator<ResolvedPair | UnchangedPairs> {
  const early = inOrder(withRunsOfUnchanged(pairs, last, resolver.trial), resolver.window, async (part) => {
    await resolver.breathe?.()
    return part.kind === 'pair' ? whole(await resolveAlone(part.pair, recipe, resolver)) : part
  })
  for await (const part of early) {
    if (part.kind !== 'run') {
      yield part
      continue
    }
    const lines = last.take(part.first, part.pairs.length)
    if (lines === undefined) yield* resolveAll(part.pairs, recipe, resolver)
    else yield { kind: 'unchanged', lines }
  }
}

function whole(resolved: ResolvedPair | WaitingPair): ResolvedPair {
  return resolved.kind === 'waiting' ? bug('a pair waits for a model that it may ask') : resolved
}

/** What was asked for one pair, and which other models it needs now. */
export interface AskedOfModel {
  readonly calls: number
  /** Cells that something was asked for. */
  readonly cells: number
  readonly waitsFor: ReadonlySet<string>
}

/** Asks what the pairs need of one model, and nothing of another. What fails is left for who resolves the pairs: it is told there. */
export async function* askOf(
  model: string,
  pairs: Iterable<Pair>,
  recipe: CompiledRecipe,
  resolver: Resolver,
): AsyncGenerator<AskedOfModel> {
  yield* inOrder(pairs, resolver.window, async (pair) => {
    await resolver.breathe?.()
    if (placeOf(pair, resolver.last, resolver.trial) !== undefined) return nothingAsked
    const { calls, ...one } = await resolveAlone(pair, recipe, { ...resolver, onlyOf: model })
    return {
      calls,
      cells: 'asked' in one ? one.asked.size : calls,
      waitsFor: one.kind === 'waiting' ? one.waitsFor : new Set(),
    }
  })
}

const nothingAsked: AskedOfModel = { calls: 0, cells: 0, waitsFor: new Set() }

/** Only part of a pair may be asked for: the rest needs other models. */
interface WaitingPair {
  readonly kind: 'waiting'
  readonly waitsFor: ReadonlySet<string>
  readonly calls: number
  readonly asked: ReadonlySet<number>
}

/** Under `unique: group` a pair is settled at its turn, when it is known which texts earlier pairs have. */
async function* withoutTaken(
  early: AsyncIterable<ResolvedPair>,
  recipe: CompiledRecipe,
  resolver: Resolver,
): AsyncGenerator<ResolvedPair> {
  const texts = new HashSet64()
  // a user's word stays, so earlier pairs may not have it either
  for (const text of recipe.words.texts) texts.add(text)
  const taken: Taken = (folded) => texts.has(folded)
  for await (const resolved of early) {
    const settled = await atItsTurn(resolved, taken, recipe, resolver)
    if (settled.kind === 'done') {
      meet(settled.cells.entries(), memoKey(settled.pair, recipe), resolver.trial, 'at its turn')
      for (const text of recordTexts(settled.cells.entries(), recipe)) texts.add(text)
    }
    yield settled.kind === 'done' ? settled : { ...settled, settled: untaken(settled.settled, texts, recipe) }
  }
}

/** Ahead of its turn, under *never*: what `unique: pair` means, and what may be remembered. */
function resolveAlone(
  pair: Pair,
  recipe: CompiledRecipe,
  resolver: Resolver,
): ResolvedPair | Promise<ResolvedPair | WaitingPair> {
  const key = memoKey(pair, recipe)
  const entry = resolver.resolutions.get(key)
  const known = entry === undefined ? undefined : fromMemo(entry, recipe)
  if (known === undefined) return resolveAndRemember(pair, key, recipe, resolver)
  meet(known.entries(), key, resolver.trial, 'alone')
  return { kind: 'done', pair, cells: known, calls: 0, asked: new Set() }
}

async function resolveAndRemember(
  pair: Pair,
  key: Digest,
  recipe: CompiledRecipe,
  resolver: Resolver,
): Promise<ResolvedPair | WaitingPair> {
  const decided = (cells: Cells) => meet(cells, key, resolver.trial, 'alone')
  const resolved = await complete(pair, never, recipe, resolver, decided)
  if (resolved.kind === 'done') await resolver.resolutions.put(key, toMemo(resolved.cells, recipe))
  return resolved
}

/** Under `unique: group`: once more with the truth about earlier pairs, where it makes a difference. */
async function atItsTurn(
  resolved: ResolvedPair,
  taken: Taken,
  recipe: CompiledRecipe,
  resolver: Resolver,
): Promise<ResolvedPair> {
  if (resolved.kind !== 'done' || !recordTexts(resolved.cells.entries(), recipe).some(taken)) return resolved
  const again = whole(await complete(resolved.pair, taken, recipe, resolver))
  const calls = again.calls + resolved.calls
  return again.kind === 'done'
    ? { ...again, calls, asked: new Set([...resolved.asked, ...again.asked]) }
    : { ...again, calls }
}

/** What is decided of a pair that is not settled, without the texts that others have; its own ones are taken from now on. */
function untaken(
  settled: Extract<ResolvedPair, { kind: 'failed' }>['settled'],
  texts: HashSet64,
  recipe: CompiledRecipe,
) {
  const isFree = (cell: readonly [number, CellOutcome]) => recordTexts([cell], recipe).every((text) => !texts.has(text))
  const free = new Map([...settled].filter(isFree))
  for (const text of recordTexts(free, recipe)) texts.add(text)
  return free
}

function recordTexts(cells: Cells, recipe: CompiledRecipe): string[] {
  return [...cells].flatMap(([index, cell]) =>
    cell.kind === 'text' && recipe.variants[index]?.variant.record ? [fold(cell.text)] : [],
  )
}

/** What was answered now was answered for this context, whatever the engine says of it: it is not asked again in this build. */
function standing(completion: Completion, { contextTokens }: CompiledRecipe): Completion {
  return completion.end === 'prompt-too-long' ? { ...completion, contextTokens } : completion
}

/** What a call, or another pair's, gives. */
interface Coming {
  /** The place of the (first) variant that it is made for. */
  readonly variant: number
  readonly answers: Promise<readonly Answered[]>
}

/** One for each call. What another pair is asking for already is waited for, and shares no call of this one. */
function answersTo(needs: readonly Need[], recipe: CompiledRecipe, completer: Completer): readonly Coming[] {
  const alone = (need: Need): Coming => ({
    variant: need.variant,
    answers: completer.complete(need).then((answered) => [answered]),
  })
  const together = (batch: Batch): Coming => ({
    variant: batch.members[0]?.need.variant ?? bug('a batch for nobody'),
    answers: completer.completeBatch(batch),
  })
  const [waiting, asking] = [needs.filter(completer.isUnderWay), needs.filter((need) => !completer.isUnderWay(need))]
  return [
    ...waiting.map(alone),
    ...callsOf(asking, recipe).map((call) => (call.kind === 'single' ? alone(call.need) : together(call.batch))),
  ]
}

interface Lost {
  readonly variant: number
  readonly error: Error
}

/** Waits for all, and hands on what comes. Returns what went wrong, in the order of the calls. */
async function allOf(coming: readonly Coming[], came: (answered: Answered) => void): Promise<readonly Lost[]> {
  const ends = coming.map(async ({ variant, answers }): Promise<Lost[]> => {
    try {
      for (const answered of await answers) came(answered)
      return []
    } catch (error) {
      return [{ variant, error: error as Error }]
    }
  })
  return (await Promise.all(ends)).flat()
}

type Cells = Iterable<readonly [variant: number, outcome: CellOutcome]>

function meet(cells: Cells, pair: Digest, trial: Trial | undefined, when: When): void {
  if (trial !== undefined) for (const [variant, outcome] of cells) trial.met(variant, outcome, pair, when)
}

type Unanswered = Pick<Extract<Resolution, { kind: 'needs' }>, 'unanswered' | 'settled'>

/** `decided`: told which cells are decided, as soon as they are, and again whenever there are more. */
async function complete(
  pair: Pair,
  taken: Taken,
  recipe: CompiledRecipe,
  resolver: Resolver,
  decided: (cells: Cells) => void = () => {},
): Promise<ResolvedPair | WaitingPair> {
  const leave = await resolver.trial?.enter()
  try {
    return await ask(pair, taken, recipe, resolver, decided)
  } finally {
    leave?.()
  }
}

async function ask(
  pair: Pair,
  taken: Taken,
  recipe: CompiledRecipe,
  { completer, onlyOf, trial, failed: tell }: Resolver,
  decided: (cells: Cells) => void,
): Promise<ResolvedPair | WaitingPair> {
  const got = new Map<Digest, Completion>()
  const lookup = (key: Digest) => {
    const completion = got.get(key) ?? completer.lookup(key)
    if (completion !== undefined) got.set(key, completion)
    return completion
  }
  const asked = new Set<number>()
  let calls = 0
  for (;;) {
    const resolution = resolvePair(pair, recipe, lookup, taken, trial?.givenUp)
    decided(resolution.kind === 'done' ? resolution.cells.entries() : resolution.settled)
    if (resolution.kind === 'done') return { kind: 'done', pair, cells: resolution.cells, calls, asked }
    if (resolution.needs.length === 0) return leftAlone(resolution)
    const needs = resolution.needs.filter(({ request }) => onlyOf === undefined || request.model === onlyOf)
    if (needs.length === 0) return waiting(resolution)
    const lost = await allOf(answersTo(needs, recipe, completer), (answered) => {
      got.set(answered.key, standing(answered.completion, recipe))
      calls += answered.calls
      if (answered.isOwnCall) asked.add(answered.variant)
    })
    const fatal = lost.find(({ error }) => !(error instanceof CallFailed) && !(error instanceof NotAsked))
    if (fatal !== undefined) throw fatal.error
    const failure = lost.find(({ error }) => error instanceof CallFailed)
    if (failure !== undefined) return failed(failure)
    if (lost.length > 0) return leftAlone(rest())
  }

  /** What came beside a failure is kept, so only the rest counts as unanswered. */
  function rest(): Unanswered {
    const now = resolvePair(pair, recipe, lookup, taken, trial?.givenUp)
    return now.kind === 'needs' ? now : { unanswered: [], settled: new Map(now.cells.entries()) }
  }

  function waiting({ needs, unanswered: cells }: Extract<Resolution, { kind: 'needs' }>): WaitingPair {
    trial?.leftAlone(cells)
    return { kind: 'waiting', waitsFor: new Set(needs.map(({ request }) => request.model)), calls, asked }
  }

  function failed({ variant, error }: Lost): ResolvedPair {
    const { unanswered, settled } = rest()
    const name = recipe.variants[variant]?.variant.name ?? ''
    const one = { kind: 'failed', pair, unresolved: unanswered.length, variant: name, error, calls, settled } as const
    tell?.(one)
    return one
  }

  function leftAlone({ unanswered: cells, settled }: Unanswered): ResolvedPair {
    const hopeless = trial?.leftAlone(cells).length ?? 0
    return { kind: 'unasked', pair, unasked: { budget: cells.length - hopeless, hopeless }, calls, settled }
  }
}
