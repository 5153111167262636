/**
 * Some cells of some pairs, ahead of a build: what is lacking of them is asked for, and kept.
 *
 * Law: nothing is asked that a build would not ask, in the calls that it would make: so whatever comes is paid for once. Nothing is
 * left behind but completions: no pair is remembered, since none is wholly decided.
 */
import type { Digest } from '../base/hash.js'
import { drained } from '../base/drained.js'
import { inOrder } from '../base/in-order.js'
import { bug, unreachable } from '../base/unreachable.js'
import type { Completion } from '../domain/completion.js'
import type { PreviewedText } from '../domain/preview.js'
import type { Pair } from '../domain/question.js'
import { CallFailed } from '../engines/engine.js'
import type { CompiledRecipe } from '../fusion/compile-recipe.js'
import { fromMemo, memoKey } from '../fusion/memo.js'
import { neededFor } from '../fusion/needed-for.js'
import { type CellOutcome, type Lookup, never, type Resolution } from '../fusion/resolution.js'
import { resolvePair } from '../fusion/resolve.js'
import { allOf, answersTo, standing } from './ask-pair.js'
import type { Resolver } from './resolver.js'

export type PreviewResolver = Pick<Resolver, 'completer' | 'resolutions' | 'window' | 'breathe'>

export interface WantedPair {
  readonly pair: Pair
  readonly recipe: CompiledRecipe
  /** Places of the variants that are looked at. */
  readonly wanted: readonly number[]
  /** How it was asked before; left out: nobody knows. */
  readonly before?: CompiledRecipe | undefined
}

/** A wanted cell, when it is known what it comes to. */
export interface SeenCell<Of extends WantedPair = WantedPair> {
  readonly of: Of
  /** The name of its variant. */
  readonly variant: string
  readonly before: PreviewedText | undefined
  readonly now: PreviewedText
}

/** Variant by variant (`names` in order), and inside of each in the order of the pairs, each cell as soon as it is its turn. */
export async function* previewPairs<Of extends WantedPair>(
  pairs: readonly Of[],
  names: readonly string[],
  resolver: PreviewResolver,
): AsyncGenerator<SeenCell<Of>> {
  const seen = pairs.map((of) => ({ of, cells: makeCells(of), before: textsBefore(of, resolver) }))
  const asked = drained(
    inOrder(seen, resolver.window, async ({ of, cells }) => {
      await resolver.breathe?.()
      await askWanted(of, resolver, cells.tell)
    }),
  )
  asked.catch(() => {}) // it is met below, at the first cell that does not come
  for (const variant of names)
    for (const { of, cells, before } of seen) {
      const index = of.recipe.variants.findIndex((cell) => cell.variant.name === variant)
      if (!of.wanted.includes(index)) continue
      const now = await Promise.race([cells.told(index), asked])
      yield { of, variant, before: before(variant), now: now ?? bug(`nothing came of a cell of "${variant}"`) }
    }
  await asked
}

/** What was told of the wanted cells of a pair, each once. */
function makeCells({ wanted }: WantedPair) {
  const resolves = new Map<number, (text: PreviewedText) => void>()
  const cells = new Map(
    wanted.map((index) => [index, new Promise<PreviewedText>((resolve) => resolves.set(index, resolve))]),
  )
  return {
    told: (index: number) => cells.get(index) ?? bug('nobody wants this cell'),
    tell: (index: number, text: PreviewedText) => resolves.get(index)?.(text),
  }
}

/** Looked up before anything is asked: what comes now was not there before. */
function textsBefore(
  { pair, before }: WantedPair,
  resolver: PreviewResolver,
): (variant: string) => PreviewedText | undefined {
  if (before === undefined) return () => undefined
  const outcomes =
    rememberedOf(pair, before, resolver) ?? foundIn(resolvePair(pair, before, resolver.completer.lookup, never))
  return (name) => {
    const outcome = outcomes.get(before.variants.findIndex(({ variant }) => variant.name === name))
    return outcome === undefined ? undefined : inWords(outcome)
  }
}

type Outcomes = ReadonlyMap<number, CellOutcome>

/** A pair that a build has settled before: not all that it was settled by need be there any more. */
function rememberedOf(pair: Pair, recipe: CompiledRecipe, { resolutions }: PreviewResolver): Outcomes | undefined {
  const entry = resolutions.get(memoKey(pair, recipe))
  const cells = entry === undefined ? undefined : fromMemo(entry, recipe)
  return cells && new Map(cells.entries())
}

function foundIn(resolution: Resolution): Outcomes {
  return resolution.kind === 'done'
    ? new Map(resolution.cells.entries())
    : new Map([...resolution.settled, ...resolution.held])
}

/** Asks until all wanted cells are known, or cannot be; tells of each as soon as it can change no more. */
async function askWanted(
  { pair, recipe, wanted }: WantedPair,
  resolver: PreviewResolver,
  tell: (index: number, text: PreviewedText) => void,
): Promise<void> {
  const { completer } = resolver
  const tellAll = (outcomes: Outcomes, otherwise?: PreviewedText) => {
    for (const index of wanted) {
      const outcome = outcomes.get(index)
      const text = outcome === undefined ? otherwise : inWords(outcome)
      if (text !== undefined) tell(index, text)
    }
  }
  const remembered = rememberedOf(pair, recipe, resolver)
  if (remembered !== undefined) return tellAll(remembered)
  const needed = neededFor(wanted, recipe)
  const got = new Map<Digest, Completion>()
  const lookup: Lookup = (key) => got.get(key) ?? completer.lookup(key)
  const resolve = () => resolvePair(pair, recipe, lookup, never, (variant) => !needed.has(variant))
  for (;;) {
    const now = resolve()
    if (now.kind === 'done') return tellAll(foundIn(now))
    if (now.needs.length === 0) return tellAll(foundIn(now), { kind: 'failed', error: 'nobody is to be asked' })
    tellAll(certain(now, recipe, needed))
    const isNeeded = new Set(now.needs.map(({ key }) => key))
    const coming = answersTo(sharing(now, pair, recipe, lookup), recipe, completer, ({ key }) => isNeeded.has(key))
    const lost = await allOf(coming, ({ key, completion }) => got.set(key, standing(completion, recipe)))
    const fatal = lost.find(({ error }) => !(error instanceof CallFailed))
    if (fatal !== undefined) throw fatal.error
    const [failure] = lost
    if (failure !== undefined) return tellAll(foundIn(resolve()), { kind: 'failed', error: failure.error.message })
  }
}

type Unresolved = Extract<Resolution, { kind: 'needs' }>

/** Under `batch: true` with all that a build would ask in the same calls: else it would pay for another one. */
function sharing(now: Unresolved, pair: Pair, recipe: CompiledRecipe, lookup: Lookup): Unresolved['needs'] {
  const all = recipe.batch ? resolvePair(pair, recipe, lookup, never) : now
  return all.kind === 'needs' ? all.needs : []
}

/** The settled cells, and the held ones whose text nothing that is still asked for can take. */
function certain({ settled, held }: Unresolved, { order }: CompiledRecipe, needed: ReadonlySet<number>): Outcomes {
  const outcomes = new Map(settled)
  for (const { index, variant } of order) {
    const text = held.get(index)
    if (text !== undefined) outcomes.set(index, text)
    else if (variant.record && needed.has(index) && !settled.has(index)) break
  }
  return outcomes
}

function inWords(outcome: CellOutcome): PreviewedText {
  switch (outcome.kind) {
    case 'text':
      return { kind: 'text', text: outcome.text, attempt: outcome.attempt }
    case 'rejected': {
      const { reason = 'rejected', detail = '', text = '' } = outcome.rejections.at(-1) ?? {}
      return { kind: 'rejected', reason, detail, text }
    }
    case 'skipped':
      return { kind: 'skipped', because: outcome.because }
    case 'dropped':
    case 'unread':
      return { kind: 'skipped', because: 'overrides' }
    default:
      return unreachable(outcome)
  }
}
