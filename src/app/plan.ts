/** What would `build` do? Build's own code, on a disk and a log that forget (contract 17). */
import { join } from 'node:path'
import { bug } from '../base/unreachable.js'
import type { Completion } from '../domain/completion.js'
import { UserError } from '../domain/diagnostic.js'
import type { Plan, PlannedTarget } from '../domain/plan.js'
import type { MemoEntry } from '../fusion/memo.js'
import { type Engine, EngineUnavailable } from '../engines/engine.js'
import { compileRecipe } from '../fusion/compile-recipe.js'
import { countDoer, type CountParts } from '../run/count-doer.js'
import type { Workshop } from '../run/make-doer.js'
import type { BuildParts } from '../run/parts.js'
import { type Doer, runStages } from '../run/stages.js'
import { openStore } from '../store/completion-store.js'
import { checkData } from '../targets/check-data.js'
import { targetKinds } from '../targets/index.js'
import { type BuildOptions, compose } from './compose.js'
import { takeOver } from './confirm-models.js'
import { engineKindOf, type Identities } from './identities.js'
import { storeFolder } from './layout.js'
import type { LoadedConfig } from './load-project.js'
import { type Orphan, orphansOf } from './orphans.js'
import type { Surroundings } from './surroundings.js'
import { trialsIn } from './trials.js'
import { type FusionStore, recipePartsOf, watchOf } from './workshop.js'

/** Throws `UserError` as `build` would end with it. Takes no lock, writes nothing, asks no model anything. */
export async function planProject(
  config: LoadedConfig,
  options: BuildOptions,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<Plan> {
  const { parts, identities } = await compose(config, options, surroundings, { write: false, emit: () => {}, signal })
  const store = openStore<Completion, MemoEntry>(join(config.root, storeFolder), { readOnly: true })
  const targets: PlannedTarget[] = []
  try {
    await judgePending(parts, identities, store, surroundings)
    const doer = countDoer(
      parts,
      async () => workshop,
      async () => countParts(parts, store, options.keepGoing ?? false),
      targets,
    )
    const states = await runStages(parts, doer)
    // several groups are counted at the same time: what is told is the order of the config
    const order = new Map([...states.keys()].map(({ id }, index) => [id as string, index]))
    const place = ({ target }: PlannedTarget) => order.get(target) ?? states.size
    return { v: 1, known: states.size, targets: targets.sort((a, b) => place(a) - place(b)) }
  } finally {
    await store.close()
  }
}

/** What `build` would report as orphans: files of targets that the config no longer has. */
export async function orphansOfProject(
  config: LoadedConfig,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<readonly Orphan[]> {
  const { parts } = await compose(config, { offline: true }, surroundings, { write: false, emit: () => {}, signal })
  const nothingCounted = {
    compile: () => bug('orphans need no recipe'),
    lookup: () => undefined,
    resolutions: { get: () => undefined },
  }
  const doer = countDoer(
    parts,
    async () => workshop,
    async () => nothingCounted,
    [],
  )
  const idle: Doer = {
    ...doer,
    run: async (target, reasons) => (target.kind === 'fusion' ? { kind: 'planned' } : doer.run(target, reasons)),
  }
  const states = await runStages(parts, idle)
  return orphansOf(parts, [...states.keys()])
}

/** What earlier builds could not confirm is judged as `build` would, and forgotten again. */
async function judgePending(
  parts: BuildParts,
  identities: Identities,
  store: FusionStore,
  surroundings: Surroundings,
): Promise<void> {
  const { project } = parts
  let engine: Engine | undefined
  const servers = async () => {
    engine = await engineKindOf(project).open(project.engine, { gpu: project.gpu }, surroundings)
    return engine.servers
  }
  const watch = watchOf({ ...parts, emit: () => {} }, store, surroundings, () => {})
  try {
    await takeOver(store, identities, watch, servers)
  } catch (error) {
    throw error instanceof EngineUnavailable ? new UserError([error.diagnostic], 3) : error
  } finally {
    await engine?.close()
  }
}

/** For sources and cuts, which ask nothing. */
const workshop: Workshop = {
  check: checkData,
  indexes: () => ({
    ofFusion: () => bug('plan fuses nothing'),
    recordsOf: () => bug('plan merges nothing'),
    indexRecords: () => bug('plan merges nothing'),
  }),
  kinds: targetKinds({
    compile: () => bug('plan fuses nothing'),
    resolve: () => bug('plan fuses nothing'),
  }),
}

function countParts(parts: BuildParts, store: FusionStore, keepsGoing: boolean): CountParts {
  const trials = trialsIn(store, { ...parts, emit: () => {} }, keepsGoing)
  return {
    trialOf: (recipe, target) => trials?.of(recipe, target),
    compile: (recipe, group) => compileRecipe(recipe, recipePartsOf(parts, group)),
    lookup: (key) => store.completions.get(key),
    resolutions: { get: (key) => store.resolutions.get(key) },
  }
}
