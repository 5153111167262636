/** `plan` does a target by counting what it would ask; sources and cuts are really made, on a disk that forgets. */
import type { PlannedTarget } from '../domain/plan.js'
import type { Group } from '../domain/question.js'
import type { FusionTarget } from '../domain/target.js'
import { fewestCalls } from '../fusion/batch.js'
import type { CompiledRecipe } from '../fusion/compile-recipe.js'
import { fromMemo, type MemoEntry, memoKey } from '../fusion/memo.js'
import { type Lookup, never, resolvePair } from '../fusion/resolve.js'
import { countPairs, pairsOf } from '../questions/pairs.js'
import { loadFusion } from '../targets/fusion.js'
import type { FusionParts } from '../targets/fusion.js'
import type { Shelf } from '../store/completion-store.js'
import type { LastOutput } from '../targets/output-index.js'
import type { Trial } from './hopeless.js'
import { makeDoer, readerOf, type Workshop } from './make-doer.js'
import { lastOutput } from './output-indexes.js'
import type { BuildParts } from './parts.js'
import type { Doer } from './stages.js'

export interface CountParts {
  readonly compile: FusionParts['compile']
  readonly lookup: Lookup
  readonly resolutions: Pick<Shelf<MemoEntry>, 'get'>
  /** What a build before has found out of its variants; `undefined`: they are asked for all the same. */
  trialOf?(recipe: CompiledRecipe, target: FusionTarget): Trial | undefined
}

export function countDoer(
  parts: BuildParts,
  workshop: () => Promise<Workshop>,
  count: () => Promise<CountParts>,
  planned: PlannedTarget[],
): Doer {
  const maker = makeDoer({ ...parts, emit: () => {} }, workshop)
  return {
    preflight: maker.preflight,
    stop: () => {},
    run: async (target, reasons) => {
      const cells = target.kind === 'fusion' ? await cellsOf(target, parts, await count()) : nothing
      planned.push({ target: target.id, kind: target.kind, state: 'stale', reasons, ...cells })
      return target.kind === 'fusion' || target.kind === 'merged' ? { kind: 'planned' } : maker.run(target, reasons)
    },
    wait: (target, on) => {
      planned.push({ target: target.id, kind: target.kind, state: 'maybe', reasons: [], ...nothing })
      return { kind: 'waiting', for: on }
    },
  }
}

type Counts = Pick<PlannedTarget, 'cells' | 'cached' | 'toAsk' | 'calls' | 'givenUp'>

const nothing: Counts = { cells: 0, cached: 0, toAsk: 0, calls: 0 }

async function cellsOf(target: FusionTarget, parts: BuildParts, count: CountParts): Promise<Counts> {
  const { group, recipe } = await loadFusion(target, readerOf(parts))
  const compiled = await count.compile(recipe, target.group)
  const last = lastOutput(target, compiled, parts)
  try {
    return countCells(target, group, compiled, last, parts, count)
  } finally {
    last?.close()
  }
}

function countCells(
  target: FusionTarget,
  group: Group,
  recipe: CompiledRecipe,
  last: LastOutput | undefined,
  { signal }: BuildParts,
  count: CountParts,
): Counts {
  const cells = countPairs(group, target.rule.pairs) * recipe.variants.length
  const trial = count.trialOf?.(recipe, target)
  let [toAsk, calls, givenUp] = [0, 0, 0]
  for (const pair of pairsOf(group, target.rule.pairs)) {
    signal.throwIfAborted()
    if (last?.find(pair) !== undefined || isRemembered(memoKey(pair, recipe), recipe, count)) continue
    const resolution = resolvePair(pair, recipe, count.lookup, never, trial?.givenUp)
    if (resolution.kind !== 'needs') continue
    const left = trial?.leftAlone(resolution.unanswered) ?? []
    const unanswered = resolution.unanswered.filter((variant) => !left.includes(variant))
    givenUp += left.length
    toAsk += unanswered.length
    calls += fewestCalls({ ...resolution, unanswered }, recipe)
  }
  return { cells, cached: cells - toAsk - givenUp, toAsk, calls, ...(givenUp === 0 ? {} : { givenUp }) }
}

function isRemembered(key: ReturnType<typeof memoKey>, recipe: CompiledRecipe, { resolutions }: CountParts): boolean {
  const entry = resolutions.get(key)
  return entry !== undefined && fromMemo(entry, recipe) !== undefined
}
