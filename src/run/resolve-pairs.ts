/** All pairs of a group: they stream through a window and come out in the order in which they went in, however fast each was answered. */
import { fold } from '../base/fold.js'
import type { Digest } from '../base/hash.js'
import { HashSet64 } from '../base/hash-set.js'
import { inOrder } from '../base/in-order.js'
import { bug } from '../base/unreachable.js'
import type { Pair } from '../domain/question.js'
import type { CompiledRecipe } from '../fusion/compile-recipe.js'
import { type CellOutcome, never, type Taken } from '../fusion/resolution.js'
import type { ResolvedPair, UnchangedPairs } from '../fusion/resolved-pair.js'
import { fromMemo, memoKey, toMemo } from '../fusion/memo.js'
import type { LastOutput } from '../targets/output-index.js'
import { type Cells, completePair, meet, type WaitingPair } from './ask-pair.js'
import type { Resolver } from './resolver.js'
import { placeOf, withRunsOfUnchanged } from './unchanged-pairs.js'

/** In the order of `pairs`; runs of pairs that are copied from the last output (`resolver.last`) come as one. */
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
  const resolved = await completePair(pair, never, recipe, resolver, decided)
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
  const again = whole(await completePair(resolved.pair, taken, recipe, resolver))
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
