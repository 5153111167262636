/** What is needed to make stale targets: what asks, and the target kinds. Loaded when the first one is met. */
import { bug } from '../base/unreachable.js'
import type { Recipe } from '../domain/project.js'
import type { FusionTarget, TargetId } from '../domain/target.js'
import type { CompiledRecipe } from '../fusion/compile-recipe.js'
import type { FailFast } from '../run/fail-fast.js'
import type { Workshop } from '../run/make-doer.js'
import { type Asked, askModelByModel, type PassReports, type PassTarget } from '../run/model-passes.js'
import { lastOutput, outputIndexes } from '../run/output-indexes.js'
import type { BuildParts } from '../run/parts.js'
import { resolvePairs } from '../run/resolve-pairs.js'
import type { Resolver } from '../run/resolver.js'
import { pairsOf } from '../questions/pairs.js'
import { checkData } from '../targets/check-data.js'
import { asFailed } from '../targets/cell-failures.js'
import { loadFusion } from '../targets/fusion.js'
import type { MakeTools, TargetKinds } from '../targets/target-kind.js'
import { targetKinds } from '../targets/index.js'
import type { FusionStore, JoinedAsking, Limits } from './asking.js'
import { engineKindOf } from './identities.js'
import { recipeCompilerOf } from './recipes.js'
import { trialsIn } from './trials.js'

export interface OpenWorkshop extends Workshop {
  /** Completions that came in this build. */
  readonly calls: number
  /** Names of the variants that were given up. */
  hopeless(): readonly string[]
}

export function openWorkshop(parts: BuildParts, asking: JoinedAsking, limits: Limits): OpenWorkshop {
  const { completer, resolver, store } = asking
  const compile = recipeCompilerOf(parts)
  const trials = trialsIn(resolver, parts, limits.keepsGoing)
  const { failFast } = limits
  /** Thousands a second, and no pair waits for its turn: nobody needs to be told of each. */
  const isFree = engineKindOf(parts.project).isFree === true
  const watching: Watching = (recipe, target) => ({
    trial: trials?.of(recipe, target),
    failed: failFast && ((pair) => failFast.failed(target.id, pair)),
  })
  let ahead: ReadonlyMap<TargetId, Asked> = new Map()
  const kinds = targetKinds({
    compile,
    resolve: (pairs, recipe, target, last, came) =>
      resolvePairs(pairs, recipe, { ...resolver, ...watching(recipe, target), last, came: isFree ? undefined : came }),
    askedAhead: (target) => ahead.get(target) ?? { calls: 0, cells: 0 },
  })
  return {
    get calls() {
      return completer.calls
    },
    hopeless: () => trials?.hopeless ?? [],
    indexes: (create) => outputIndexes(parts, create),
    check: checkData,
    stop: () => void completer.close(),
    kinds: {
      ...kinds,
      fusion: settled(failingFast(kinds.fusion, failFast), asking.settle, parts.keepsPartial),
      merged: rested(kinds.merged, store),
    },
    mayStart: ({ id }) => failFast?.first === undefined || failFast.first.target === id,
    askAhead: async (fusions, read) => {
      if (isFree) return
      const targets = fusions.map((fusion) => passTargetOf(fusion, read, compile, watching, parts))
      ahead = await askModelByModel(targets, firstModelOf(fusions), resolver, passReports(parts))
    },
  }
}

/** Who looks on while the pairs of a target are resolved. */
type Watching = (recipe: CompiledRecipe, target: FusionTarget) => Pick<Resolver, 'trial' | 'failed'>

function passTargetOf(
  target: FusionTarget,
  read: MakeTools['read'],
  compile: (recipe: Recipe, group: string) => Promise<CompiledRecipe>,
  watching: Watching,
  parts: BuildParts,
): PassTarget {
  return {
    id: target.id,
    open: async () => {
      const { group, recipe } = await loadFusion(target, read)
      const compiled = await compile(recipe, target.group)
      const last = lastOutput(target, compiled, parts)
      return { pairs: pairsOf(group, target.rule.pairs), recipe: compiled, ...watching(compiled, target), last }
    },
  }
}

/** One that reads the pair alone: nothing can come before it. */
function firstModelOf(fusions: readonly FusionTarget[]): string {
  const variants = fusions.flatMap(({ rule }) => Object.values(rule.recipes).flatMap((recipe) => recipe.variants))
  return variants.find(({ parents }) => parents.length === 0)?.model ?? bug('fusions without a first variant')
}

function passReports({ emit }: BuildParts): PassReports {
  return {
    started: (model) => emit({ kind: 'model-started', model }),
    progress: (model, { pairs, calls, latest }) =>
      emit({ kind: 'model-progress', model, pairs, calls, ...(latest && { latest }) }),
    ended: (model, counts) =>
      emit({ kind: 'model-ended', model, outcome: counts ? { kind: 'asked', ...counts } : { kind: 'aborted' } }),
  }
}

/** What failed in a pass is told by the target that it was for: nothing is asked any more, so its making would not meet it again. */
function failingFast(kind: TargetKinds['fusion'], failFast: FailFast | undefined): TargetKinds['fusion'] {
  if (failFast === undefined) return kind
  return {
    ...kind,
    make: async (target, tools) => {
      const made = await kind.make(target, tools)
      const { first } = failFast
      return made.kind === 'incomplete' && first?.target === target.id ? asFailed(made, first.pair, target.group) : made
    },
  }
}

/**
 * What is committed was confirmed, or said not to be. Then it gets no index: nothing is ever copied that another model may have said,
 * since it may be dropped later, when no build looks at this target.
 */
function settled(
  kind: TargetKinds['fusion'],
  settle: () => Promise<boolean>,
  keepsPartial: boolean,
): TargetKinds['fusion'] {
  return {
    ...kind,
    make: async (target, tools) => {
      const made = await kind.make(target, tools)
      const isConfirmed = (made.kind === 'failed' && !keepsPartial) || (await settle())
      return isConfirmed ? made : { ...made, files: made.files.filter(({ seal }) => seal === undefined) }
    },
  }
}

/** Merging looks nothing up, and wants memory of its own. */
function rested(kind: TargetKinds['merged'], { rest }: FusionStore): TargetKinds['merged'] {
  return {
    ...kind,
    make: async (target, tools) => {
      await rest()
      return kind.make(target, tools)
    },
  }
}
