/** What would `build` do? Build's own code, on a disk and a log that forget. */
import { join } from 'node:path'
import { endedOrAborted } from '../base/abort.js'
import { defined } from '../base/defined.js'
import { once } from '../base/once.js'
import type { Completion } from '../domain/completion.js'
import { UserError } from '../domain/diagnostic.js'
import type { Pace } from '../domain/pace.js'
import type { Plan, PlannedTarget } from '../domain/plan.js'
import type { MemoEntry } from '../fusion/memo.js'
import { type Engine, EngineUnavailable } from '../engines/engine.js'
import { estimateOf } from '../plan/estimate.js'
import type { CountParts } from '../run/count-cells.js'
import { countDoer, type Counting } from '../run/count-doer.js'
import type { BuildParts } from '../run/parts.js'
import { runStages } from '../run/stages.js'
import { readPaces } from '../store/paces.js'
import { openToRead } from '../store/store-to-read.js'
import type { FusionStore } from './asking.js'
import { type BuildOptions, compose } from './compose.js'
import { engineKindOf, type Identities, modelOfEngine } from './identities.js'
import { pacesFile, storeFolder } from './layout.js'
import type { LoadedConfig } from './load-project.js'
import { makingOfSources } from './making-of-sources.js'
import type { Surroundings } from './surroundings.js'
import { recipeCompilerOf } from './recipes.js'

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
    ...defined({ estimate }),
    ...(isApproximate ? { approximate: true, sampledCells } : {}),
  }
}

/** As the builds of this folder have measured it. */
function pacesIn({ root, project }: LoadedConfig): (model: string) => Pace | undefined {
  const paces = readPaces(join(root, pacesFile))
  return (model) => paces.get(modelOfEngine(project.engine.kind, model))
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
  const [{ watchOf }, { takeOver }] = await Promise.all([import('./asking.js'), import('./confirm-models.js')])
  const unheard = { ...parts, emit: () => {} }
  const watch = watchOf(
    () => unheard,
    store,
    surroundings,
    () => {},
  )
  try {
    await endedOrAborted(takeOver(store, identities, watch, servers), parts.signal)
  } catch (error) {
    throw error instanceof EngineUnavailable ? new UserError([error.diagnostic], 3) : error
  } finally {
    await engine?.close()
  }
}

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
