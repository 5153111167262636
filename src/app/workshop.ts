/** What is needed to make stale targets: the store, the engine's lane, the target kinds. Loaded when the first one is met. */
import { join } from 'node:path'
import { endedOrAborted, following } from '../base/abort.js'
import { makeBreath } from '../base/breath.js'
import { bug } from '../base/unreachable.js'
import type { Completion } from '../domain/completion.js'
import type { Recipe } from '../domain/project.js'
import type { FusionTarget, TargetId } from '../domain/target.js'
import { EngineUnavailable } from '../engines/engine.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import type { CompiledRecipe } from '../fusion/compile-recipe.js'
import type { MemoEntry } from '../fusion/memo.js'
import { storeIsMended, tooManyFailures } from '../messages/targets.js'
import type { Budget } from '../run/budget.js'
import { makeCompleter } from '../run/completer.js'
import type { FailFast } from '../run/fail-fast.js'
import { graceAfter } from '../run/grace.js'
import type { Workshop } from '../run/make-doer.js'
import { makeModelWatch, type ModelWatch } from '../run/model-watch.js'
import { type Asked, askModelByModel, type PassReports, type PassTarget } from '../run/model-passes.js'
import { lastOutput, outputIndexes } from '../run/output-indexes.js'
import type { BuildParts } from '../run/parts.js'
import { resolvePairs } from '../run/resolve-pairs.js'
import type { Resolver } from '../run/resolver.js'
import type { BuildLog } from '../store/build-log.js'
import { openStore, type Store } from '../store/completion-store.js'
import { pairsOf } from '../questions/pairs.js'
import { checkData } from '../targets/check-data.js'
import { asFailed } from '../targets/cell-failures.js'
import { loadFusion } from '../targets/fusion.js'
import type { MakeTools, TargetKinds } from '../targets/target-kind.js'
import { targetKinds } from '../targets/index.js'
import { takeOver } from './confirm-models.js'
import { engineKindOf, type Identities } from './identities.js'
import { storeFolder } from './layout.js'
import { lazyEngine } from './lazy-engine.js'
import { recipeCompilerOf } from './recipes.js'
import type { Surroundings } from './surroundings.js'
import { trialsIn } from './trials.js'

/** Pairs under way at once: enough to keep any lane full, few enough that memory does not grow with the dataset. */
const window = 256
/** The usual grace (`Surroundings.graceMs`). */
const usualGraceMs = 5_000

/** What a build may spend. */
export interface Limits {
  /** `undefined`: as much as it takes. */
  readonly budget: Budget | undefined
  /** Variants are asked for to the end, however many of their texts are rejected. */
  readonly keepsGoing: boolean
  /** Ends the build at its first failure; `undefined`: the rest goes on. */
  readonly failFast: FailFast | undefined
}

export type FusionStore = Store<Completion, MemoEntry>

export interface OpenWorkshop extends Workshop {
  readonly store: FusionStore
  /** Completions that came in this build. */
  readonly calls: number
  /** Names of the variants that were given up. */
  hopeless(): readonly string[]
  isClosed(): boolean
  /** Resolves when what earlier builds could not confirm is judged: nothing may be looked up before. */
  ready(): Promise<void>
  /** Resolves when what came is confirmed, or nobody can be asked; rejects where another model answers. */
  settle(): Promise<void>
  /** What could not be confirmed, and why. */
  readonly unconfirmed: ModelWatch['unconfirmed']
  close(): Promise<void>
}

export function openWorkshop(
  root: string,
  parts: BuildParts,
  identities: Identities,
  surroundings: Surroundings,
  limits: Limits,
): OpenWorkshop {
  const store = openedStore(root, parts)
  const asking = openAsking(root, parts, identities, surroundings, store, limits)
  const { completer, watch, resolver } = asking
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
  let isClosed = false
  return {
    store,
    get calls() {
      return completer.calls
    },
    hopeless: () => trials?.hopeless ?? [],
    isClosed: () => isClosed,
    indexes: (create) => outputIndexes(parts, create),
    check: checkData,
    stop: () => void completer.close(),
    kinds: {
      ...kinds,
      fusion: settled(failingFast(kinds.fusion, failFast), asking.settle, parts.keepsPartial),
      merged: rested(kinds.merged, store),
    },
    mayStart: ({ id }) => failFast?.first === undefined || failFast.first.target === id,
    ready: asking.ready,
    settle: async () => void (await asking.settle()),
    get unconfirmed() {
      return watch.unconfirmed
    },
    askAhead: async (fusions, read) => {
      if (isFree) return
      const targets = fusions.map((fusion) => passTargetOf(fusion, read, compile, watching, parts))
      ahead = await askModelByModel(targets, firstModelOf(fusions), resolver, passReports(parts))
    },
    close: async () => {
      isClosed = true
      await asking.close()
      await store.close()
    },
  }
}

function openedStore(root: string, { emit }: BuildParts): FusionStore {
  const store: FusionStore = openStore(join(root, storeFolder))
  if (store.mended === undefined) return store
  const { entries, keptAs } = store.mended
  emit({ kind: 'diagnostic', diagnostic: storeIsMended(entries, `${storeFolder}/${keptAs}`) })
  return store
}

/** All that asks, and how it comes to its end: what is in flight comes in, also after Ctrl-C, for as long as the grace lasts. */
function openAsking(
  root: string,
  parts: BuildParts,
  identities: Identities,
  surroundings: Surroundings,
  store: FusionStore,
  { budget, failFast }: Limits,
) {
  const { signal } = parts
  /** Ends with the build, or earlier, when no more may be asked. */
  const { controller: stop, forget } = following([signal])
  const watch = watchOf(parts, store, surroundings, (error) => stop.abort(error))
  const grace = graceAfter(signal, surroundings.graceMs ?? usualGraceMs)
  const { lanes, servers, close } = lazyEngine(root, parts, identities, surroundings, watch, grace.over)
  const over = failFast?.over
  const completer = makeCompleter({ completions: watch.answers, lanes, signal: stop.signal, budget, over, givingUp })
  const resolutions = until(stop.signal, store.resolutions)
  let ready: Promise<void> | undefined
  return {
    completer,
    watch,
    resolver: { completer, resolutions, window, breathe: makeBreath(signal) },
    ready: async () => (ready ??= endedOrAborted(takeOver(store, identities, watch, servers), signal)),
    settle: async () => endedOrAborted(watch.settle(), signal),
    close: async () => {
      await completer.close()
      await watch.close(grace.over)
      await grace.waitFor(close())
      grace.cancel()
      forget()
    },
  }
}

/** Who looks on while the pairs of a target are resolved. */
type Watching = (recipe: CompiledRecipe, target: FusionTarget) => Pick<Resolver, 'trial' | 'failed'>

function givingUp(calls: number, failure: Error): EngineUnavailable {
  return new EngineUnavailable(tooManyFailures(calls, failure.message), failure)
}

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

/** A pair that was resolved from answers which were dropped meanwhile is not remembered. */
function until(stop: AbortSignal, { get, put, size }: FusionStore['resolutions']): FusionStore['resolutions'] {
  return { get, size, put: async (key, entry) => (stop.aborted ? undefined : put(key, entry)) }
}

/** What holds the models of a project to what they were when the build began. */
export function watchOf(
  parts: BuildParts,
  { completions, confirmations }: FusionStore,
  { clock, nowMs }: Surroundings,
  stop: (error: Error) => void,
): ModelWatch {
  const say = (diagnostic: Diagnostic) => parts.emit({ kind: 'diagnostic', diagnostic })
  const doubt = () => doubtFusions(parts.log)
  return makeModelWatch({ completions, confirmations, identities: parts.identities, clock, nowMs, say, stop, doubt })
}

/** Outputs that were committed while nobody could be asked are made again: of what is left, so nothing is asked twice. */
function doubtFusions(log: BuildLog): void {
  for (const built of log.targets.values())
    if (built.kind === 'fusion' && built.incomplete === undefined)
      log.record({ ...built, incomplete: { failedCells: 0 } }, log.componentsOf(built))
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
