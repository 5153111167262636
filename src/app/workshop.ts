/** What is needed to make stale targets: the store, the engine's lane, the target kinds. Loaded when the first one is met. */
import { join } from 'node:path'
import { following, onAbort } from '../base/abort.js'
import { bug } from '../base/unreachable.js'
import type { Completion } from '../domain/completion.js'
import type { Recipe } from '../domain/project.js'
import type { FusionTarget, TargetId } from '../domain/target.js'
import { type Engine, EngineUnavailable, type Server } from '../engines/engine.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import { type CompiledRecipe, compileRecipe, type RecipeParts } from '../fusion/compile-recipe.js'
import type { MemoEntry } from '../fusion/memo.js'
import { tooManyFailures } from '../messages/targets.js'
import type { Budget } from '../run/budget.js'
import { makeCompleter } from '../run/completer.js'
import { type Lanes, makeLanes } from '../run/lanes.js'
import type { Workshop } from '../run/make-doer.js'
import { makeModelWatch, type ModelWatch } from '../run/model-watch.js'
import { type Asked, askModelByModel, type PassReports, type PassTarget } from '../run/model-passes.js'
import { lastOutput, outputIndexes } from '../run/output-indexes.js'
import type { BuildParts } from '../run/parts.js'
import { resolvePairs } from '../run/resolve-pairs.js'
import type { BuildLog } from '../store/build-log.js'
import { openStore, type Store } from '../store/completion-store.js'
import { pairsOf } from '../questions/pairs.js'
import { checkData } from '../targets/check-data.js'
import { loadFusion } from '../targets/fusion.js'
import type { MakeTools, TargetKinds } from '../targets/target-kind.js'
import { targetKinds } from '../targets/index.js'
import { confirmModels, takeOver } from './confirm-models.js'
import { engineKindOf, type Identities, modelsOf } from './identities.js'
import { storeFolder } from './layout.js'
import type { Surroundings } from './surroundings.js'
import { type ProjectTrials, trialsIn } from './trials.js'

/** Pairs under way at once: enough to keep any lane full, few enough that memory does not grow with the dataset. */
const window = 256
/** What is in flight when a build is told to stop gets this long to come in: it is paid for. */
const graceMs = 5_000

/** What a build may spend. */
export interface Limits {
  /** `undefined`: as much as it takes. */
  readonly budget: Budget | undefined
  /** Variants are asked for to the end, however many of their texts are rejected. */
  readonly keepsGoing: boolean
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
  const store: FusionStore = openStore(join(root, storeFolder))
  /** Ends with the build, or earlier, when no more may be asked. */
  const { controller: stop, forget } = following([parts.signal])
  const watch = watchOf(parts, store, surroundings, (error) => stop.abort(error))
  const engine = engineOf(parts, identities, surroundings, watch)
  const bounds = { signal: stop.signal, budget: limits.budget, givingUp }
  const completer = makeCompleter({ completions: watch.answers, lanes: engine.lanes, ...bounds })
  const resolver = { completer, resolutions: until(stop.signal, store.resolutions), window }
  const compile = (recipe: Recipe, group: string) => compileRecipe(recipe, recipePartsOf(parts, group))
  const trials = trialsIn(resolver, parts, limits.keepsGoing)
  let ahead: ReadonlyMap<TargetId, Asked> = new Map()
  const kinds = targetKinds({
    compile,
    resolve: (pairs, recipe, target, last) =>
      resolvePairs(pairs, recipe, { ...resolver, last, trial: trials?.of(recipe, target) }),
    askedAhead: (target) => ahead.get(target) ?? { calls: 0, cells: 0 },
  })
  let ready: Promise<void> | undefined
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
    kinds: careful(kinds, watch, store),
    ready: async () => (ready ??= takeOver(store, identities, watch, engine.servers)),
    settle: async () => void (await watch.settle()),
    get unconfirmed() {
      return watch.unconfirmed
    },
    askAhead: async (fusions, read) => {
      if (engineKindOf(parts.project).isFree === true) return
      const targets = fusions.map((fusion) => passTargetOf(fusion, read, compile, trials, parts))
      ahead = await askModelByModel(targets, firstModelOf(fusions), resolver, passReports(parts))
    },
    close: async () => {
      isClosed = true
      await completer.close()
      await watch.close()
      await engine.close()
      forget()
      await store.close()
    },
  }
}

function givingUp(calls: number, failure: Error): EngineUnavailable {
  return new EngineUnavailable(tooManyFailures(calls, failure.message), failure)
}

/** How a recipe of this project is compiled. */
export function recipePartsOf({ project, checks, identities }: BuildParts, group: string): RecipeParts {
  return {
    group,
    checks,
    identities,
    reads: (request) => engineKindOf(project).reads(request),
    readsStyle: engineKindOf(project).styles !== undefined,
    contextTokens: Number(project.engine['context_tokens'] ?? 0),
  }
}

function passTargetOf(
  target: FusionTarget,
  read: MakeTools['read'],
  compile: (recipe: Recipe, group: string) => Promise<CompiledRecipe>,
  trials: ProjectTrials | undefined,
  parts: BuildParts,
): PassTarget {
  return {
    id: target.id,
    open: async () => {
      const { group, recipe } = await loadFusion(target, read)
      const compiled = await compile(recipe, target.group)
      const [pairs, trial] = [pairsOf(group, target.rule.pairs), trials?.of(compiled, target)]
      return { pairs, recipe: compiled, trial, last: lastOutput(target, compiled, parts) }
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
    progress: (model, { pairs, calls }) => emit({ kind: 'model-progress', model, pairs, calls }),
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
  { clock }: Surroundings,
  stop: (error: Error) => void,
): ModelWatch {
  const say = (diagnostic: Diagnostic) => parts.emit({ kind: 'diagnostic', diagnostic })
  const doubt = () => doubtFusions(parts.log)
  return makeModelWatch({ completions, confirmations, identities: parts.identities, clock, say, stop, doubt })
}

/** Outputs that were committed while nobody could be asked are made again: of what is left, so nothing is asked twice. */
function doubtFusions(log: BuildLog): void {
  for (const built of log.targets.values())
    if (built.kind === 'fusion' && built.incomplete === undefined)
      log.record({ ...built, incomplete: { failedCells: 0 } }, log.componentsOf(built))
}

function careful(kinds: TargetKinds, watch: ModelWatch, store: FusionStore): TargetKinds {
  return { ...kinds, fusion: settled(kinds.fusion, watch), merged: rested(kinds.merged, store) }
}

/**
 * What is committed was confirmed, or said not to be. Then it gets no index: nothing is ever copied that another model may have said,
 * since it may be dropped later, when no build looks at this target.
 */
function settled(kind: TargetKinds['fusion'], { settle }: ModelWatch): TargetKinds['fusion'] {
  return {
    ...kind,
    make: async (target, tools) => {
      const made = await kind.make(target, tools)
      if (made.kind === 'failed' || (await settle()) || made.kind === 'incomplete') return made
      return { ...made, files: made.files.filter(({ seal }) => seal === undefined) }
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

/** Opened by the first call, or to confirm answers of a build before: what is wholly stored needs no server. */
function engineOf(parts: BuildParts, identities: Identities, surroundings: Surroundings, watch: ModelWatch) {
  const kind = engineKindOf(parts.project)
  const settings = parts.project.engine
  const grace = graceAfter(parts.signal)
  const say = (diagnostic: Diagnostic) => parts.emit({ kind: 'diagnostic', diagnostic })
  let opened: Promise<Engine> | undefined
  let lanes: Promise<Lanes> | undefined

  const engine = async () =>
    (opened ??= kind.open(settings, { gpu: parts.project.gpu, models: modelsOf(parts.project), say }, surroundings))

  /** Nobody is to be asked: all that is wanted is which servers there are, and none of several may answer. */
  async function unseen(): Promise<readonly Server[]> {
    const { servers, close } = await kind.open(settings, { gpu: parts.project.gpu }, surroundings)
    await close()
    return servers
  }

  async function openLanes(): Promise<Lanes> {
    await confirmModels(parts.project, identities, surroundings)
    const { servers } = await engine()
    if (!identities.isOfNow) await watch.takeOver(servers, true)
    const { clock, random } = surroundings
    const patience = kind.patience?.(settings) ?? { retries: 0 }
    const mayMove = servers.some(({ identify }) => identify !== undefined)
    return makeLanes(
      servers.map((server) => patientUntil(grace.signal, server)),
      { ...patience, clock, random, say, hasLoaded: watch.hasLoaded, ...(mayMove ? { confirm: watch.confirm } : {}) },
    )
  }

  return {
    lanes: async () => (lanes ??= openLanes()),
    servers: async () => (identities.isOfNow ? (await engine()).servers : unseen()),
    close: async () => {
      grace.cancel()
      await lanes?.then((open) => open.close()).catch(() => {})
      await opened?.then((open) => open.close()).catch(() => {})
    },
  }
}

/** A call that is under way is ended by the end of the grace alone: it is paid for. */
function patientUntil(grace: AbortSignal, server: Server): Server {
  return { ...server, complete: (request) => server.complete(request, grace) }
}

/** A signal that follows another one five seconds later. */
function graceAfter(signal: AbortSignal): { readonly signal: AbortSignal; readonly cancel: () => void } {
  const late = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const forget = onAbort(signal, () => {
    timer = setTimeout(() => late.abort(signal.reason), graceMs)
  })
  return {
    signal: late.signal,
    cancel: () => {
      forget()
      clearTimeout(timer)
    },
  }
}
