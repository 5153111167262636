/**
 * How many cells of a fusion have no text yet, and how many calls that takes?
 *
 * All pairs are looked at as long as there are few enough. Else some of each group are, drawn by hash, so that the same project always
 * says the same, and speak for the others.
 */
import type { PlannedTarget } from '../domain/plan.js'
import type { Recipe } from '../domain/project.js'
import type { Group, Pair } from '../domain/question.js'
import type { FusionTarget } from '../domain/target.js'
import { fewestCalls } from '../fusion/fewest-calls.js'
import type { CompiledRecipe } from '../fusion/compile-recipe.js'
import { fromMemo, type MemoEntry, memoKey } from '../fusion/memo.js'
import { type Lookup, never } from '../fusion/resolution.js'
import { resolvePair } from '../fusion/resolve.js'
import { countPairs, somePairsOf } from '../questions/pairs.js'
import type { Shelf } from '../store/completion-store.js'
import type { FusionParts } from '../targets/fusion.js'
import type { Trial } from './hopeless.js'

export interface CountParts {
  readonly compile: FusionParts['compile']
  readonly lookup: Lookup
  /** Left out: no pair is remembered. */
  readonly resolutions?: Pick<Shelf<MemoEntry>, 'get'>
  /** What a build before has found out of its variants; `undefined`: they are asked for all the same. */
  trialOf?(recipe: CompiledRecipe, target: FusionTarget): Trial | undefined
}

/** A fusion that is to be counted, as it was read. */
export interface Counted {
  readonly target: FusionTarget
  readonly group: Group
  readonly recipe: Recipe
}

export interface CellCounts {
  readonly counts: Pick<
    PlannedTarget,
    'cells' | 'cached' | 'toAsk' | 'calls' | 'givenUp' | 'approximate' | 'sampledCells'
  >
  /** Calls, by the model that they ask. */
  readonly callsOf: ReadonlyMap<string, number>
}

/** Of a group that speaks for itself at least so many pairs are looked at. */
const fewestPairs = 8

/** Pairs × variants, recorded or not. */
export function cellsOf({ target, group, recipe }: Counted): number {
  return countPairs(group, target.rule.pairs) * recipe.variants.length
}

/** `share`: of the pairs, to be looked at. 1: all. */
export async function countCells(counted: Counted, share: number, parts: CountParts): Promise<CellCounts> {
  const { target, group } = counted
  const recipe = await parts.compile(counted.recipe, target.group)
  const all = countPairs(group, target.rule.pairs)
  const some = share >= 1 ? all : Math.min(all, Math.max(fewestPairs, Math.round(all * share)))
  const tally = tallyOf(somePairsOf(group, target.rule.pairs, some), recipe, parts, parts.trialOf?.(recipe, target))
  const cells = cellsOf(counted)
  if (some === all) return countsOf(tally, cells, 1)
  const { counts, callsOf } = countsOf(tally, cells, all / some)
  return { counts: { ...counts, approximate: true, sampledCells: some * recipe.variants.length }, callsOf }
}

interface Tally {
  readonly toAsk: number
  readonly calls: number
  readonly givenUp: number
  /** Cells to ask, by model. */
  readonly askedOf: ReadonlyMap<string, number>
}

function tallyOf(pairs: Iterable<Pair>, recipe: CompiledRecipe, parts: CountParts, trial: Trial | undefined): Tally {
  /** Cells to ask, by variant. */
  const asked = recipe.variants.map(() => 0)
  let [toAsk, calls, givenUp] = [0, 0, 0]
  for (const pair of pairs) {
    if (isRemembered(pair, recipe, parts)) continue
    const resolution = resolvePair(pair, recipe, parts.lookup, never, trial?.givenUp)
    if (resolution.kind !== 'needs') continue
    const left = trial?.leftAlone(resolution.unanswered) ?? []
    const unanswered =
      left.length === 0 ? resolution.unanswered : resolution.unanswered.filter((variant) => !left.includes(variant))
    givenUp += left.length
    toAsk += unanswered.length
    calls += fewestCalls({ ...resolution, unanswered }, recipe)
    for (const variant of unanswered) asked[variant] = (asked[variant] ?? 0) + 1
  }
  return { toAsk, calls, givenUp, askedOf: byModel(asked, recipe) }
}

function byModel(asked: readonly number[], { variants }: CompiledRecipe): ReadonlyMap<string, number> {
  const askedOf = new Map<string, number>()
  for (const { index, variant } of variants) {
    const cells = asked[index] ?? 0
    if (cells > 0) askedOf.set(variant.model, (askedOf.get(variant.model) ?? 0) + cells)
  }
  return askedOf
}

function isRemembered(pair: Pair, recipe: CompiledRecipe, { resolutions }: CountParts): boolean {
  const entry = resolutions?.get(memoKey(pair, recipe))
  return entry !== undefined && fromMemo(entry, recipe) !== undefined
}

/** `factor`: how many pairs each that was looked at stands for. */
function countsOf(tally: Tally, cells: number, factor: number): CellCounts {
  const scaled = (count: number) => Math.round(count * factor)
  const [toAsk, calls, givenUp] = [scaled(tally.toAsk), scaled(tally.calls), scaled(tally.givenUp)]
  const cached = Math.max(0, cells - toAsk - givenUp) // two may be rounded up
  return {
    counts: { cells, cached, toAsk, calls, ...(givenUp === 0 ? {} : { givenUp }) },
    callsOf: new Map([...tally.askedOf].map(([model, asked]) => [model, (asked / tally.toAsk) * calls])),
  }
}
