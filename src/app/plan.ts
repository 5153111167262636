/** What would `build` do? Build's own code, on a disk and a log that forget (contract 17). */
import { join } from 'node:path'
import { endedOrAborted } from '../base/abort.js'
import { bug } from '../base/unreachable.js'
import type { Completion } from '../domain/completion.js'
import { UserError } from '../domain/diagnostic.js'
import type { Pace } from '../domain/pace.js'
import type { Plan, PlannedTarget } from '../domain/plan.js'
import type { Target } from '../domain/target.js'
import type { MemoEntry } from '../fusion/memo.js'
import { type Engine, EngineUnavailable } from '../engines/engine.js'
import { estimateOf } from '../plan/estimate.js'
import type { CountParts } from '../run/count-cells.js'
import { countDoer, type Counting } from '../run/count-doer.js'
import type { Workshop } from '../run/make-doer.js'
import type { BuildParts } from '../run/parts.js'
import { type Doer, runStages } from '../run/stages.js'
import { readPaces } from '../store/paces.js'
import { openToRead } from '../store/store-to-read.js'
import { checkData } from '../targets/check-data.js'
import { type BuildOptions, compose } from './compose.js'
import { engineKindOf, type Identities } from './identities.js'
import { pacesFile, storeFolder } from './layout.js'
import type { LoadedConfig } from './load-project.js'
import { type Orphan, orphansOf } from './orphans.js'
import type { Surroundings } from './surroundings.js'
import { recipeCompilerOf } from './recipes.js'
import type { FusionStore } from './workshop.js'

/** Throws `UserError` as `build` would end with it. Takes no lock, writes nothing, asks no model anything. */
export async function planProject(
  config: LoadedConfig,
  options: BuildOptions,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<Plan> {
  const { parts, identities } = await compose(config, options, surroundings, { write: false, emit: () => {}, signal })
  const store = await openToRead<Completion, MemoEntry>(join(config.root, storeFolder))
  try {
    await judgePending(parts, identities, store, surroundings)
    const { doer, counted } = countDoer(parts, makingOfSources)
    const states = await runStages(parts, doer)
    const countParts = once(() => countPartsOf(parts, store, options.keepGoing ?? false))
    const found = await counted(countParts)
    // several groups are met at the same time: what is told is the order of the config
    const order = new Map([...states.keys()].map(({ id }, index) => [id as string, index]))
    const place = ({ planned }: Counting) => order.get(planned.target) ?? states.size
    return planOf(
      states.size,
      found.toSorted((a, b) => place(a) - place(b)),
      pacesIn(config),
    )
  } finally {
    await store.close()
  }
}

/** Puts the counts of all targets together, and says what they will take. */
function planOf(known: number, found: readonly Counting[], paceOf: (model: string) => Pace | undefined): Plan {
  const callsOf = new Map<string, number>()
  let [sampledCells, isApproximate] = [0, false]
  const targets = found.map(({ planned, counts, callsOf: own }): PlannedTarget => {
    for (const [model, calls] of own) callsOf.set(model, (callsOf.get(model) ?? 0) + calls)
    sampledCells += counts.sampledCells ?? counts.cells
    isApproximate ||= counts.approximate ?? false
    const estimate = estimateOf(own, paceOf)
    return estimate === undefined ? { ...planned, ...counts } : { ...planned, ...counts, estimate }
  })
  const estimate = estimateOf(callsOf, paceOf)
  return {
    v: 1,
    known,
    targets,
    ...(estimate === undefined ? {} : { estimate }),
    ...(isApproximate ? { approximate: true, sampledCells } : {}),
  }
}

/** As the builds of this folder have measured it. */
function pacesIn({ root, project }: LoadedConfig): (model: string) => Pace | undefined {
  const paces = readPaces(join(root, pacesFile))
  return (model) => paces.get(`${project.engine.kind} ${model}`)
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => (made ??= { value: make() }).value
}

/** What `build` would report as orphans: files of targets that the config no longer has. */
export async function orphansOfProject(
  config: LoadedConfig,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<readonly Orphan[]> {
  const { parts } = await compose(config, { offline: true }, surroundings, { write: false, emit: () => {}, signal })
  return orphansOf(parts, await targetsOf(parts))
}

/** All targets there are. Of sources and cuts nothing is left behind, of fusions nothing is resolved. */
export async function targetsOf(parts: BuildParts): Promise<readonly Target[]> {
  const { doer } = countDoer(parts, makingOfSources)
  const idle: Doer = {
    ...doer,
    run: async (target, reasons) => (target.kind === 'fusion' ? { kind: 'planned' } : doer.run(target, reasons)),
  }
  return [...(await runStages(parts, idle)).keys()]
}

/** What earlier builds could not confirm is judged as `build` would, and forgotten again. */
async function judgePending(
  parts: BuildParts,
  identities: Identities,
  store: FusionStore,
  surroundings: Surroundings,
): Promise<void> {
  if (store.confirmations.pending.length === 0) return
  const { project } = parts
  let engine: Engine | undefined
  const servers = async () => {
    engine = await engineKindOf(project).open(project.engine, { gpu: project.gpu }, surroundings)
    return engine.servers
  }
  const [{ watchOf }, { takeOver }] = await Promise.all([import('./workshop.js'), import('./confirm-models.js')])
  const watch = watchOf({ ...parts, emit: () => {} }, store, surroundings, () => {})
  try {
    await endedOrAborted(takeOver(store, identities, watch, servers), parts.signal)
  } catch (error) {
    throw error instanceof EngineUnavailable ? new UserError([error.diagnostic], 3) : error
  } finally {
    await engine?.close()
  }
}

/** For sources and cuts, which ask nothing. */
export async function makingOfSources(): Promise<Workshop> {
  const { targetKinds } = await import('../targets/index.js')
  const indexes = () => ({ ofFusion: never, recordsOf: never, indexRecords: never })
  return { check: checkData, indexes, kinds: targetKinds({ compile: never, resolve: never }) }
}

const never = () => bug('plan fuses nothing')

async function countPartsOf(parts: BuildParts, store: FusionStore, keepsGoing: boolean): Promise<CountParts> {
  const isFree = engineKindOf(parts.project).isFree === true
  const trials = isFree
    ? undefined
    : (await import('./trials.js')).trialsIn(store, { ...parts, emit: () => {} }, keepsGoing)
  return {
    trialOf: (recipe, target) => trials?.of(recipe, target),
    compile: recipeCompilerOf(parts),
    lookup: (key) => store.completions.get(key),
    ...(store.resolutions.size() === 0 ? {} : { resolutions: { get: (key) => store.resolutions.get(key) } }),
  }
}
