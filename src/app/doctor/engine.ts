import type { Check } from '../../domain/check-up.js'
import { UserError } from '../../domain/diagnostic.js'
import type { EngineSettings } from '../../domain/project.js'
import type { EngineKind } from '../../engines/engine.js'
import { engineKinds } from '../../engines/index.js'
import {
  checkOfDiagnostic,
  embeddedEngine,
  enginePlace,
  enginesFound,
  engineTooSlow,
} from '../../messages/doctor-engines.js'
import { enginePorts } from '../engine-ports.js'
import { modelsOf } from '../identities.js'
import { listModels } from '../list-models.js'
import type { LoadedConfig } from '../load-project.js'
import { inTime } from './in-time.js'
import type { Looking } from './looking.js'

/** How long one request may take. */
const quickMs = 3_000
/** How long all of it may take: llama.cpp wakes a GPU up. */
const longestMs = 15_000

/** The engine of the config, or that of the command line; without both, what there is on this machine. */
export async function checkEngine(config: LoadedConfig | undefined, looking: Looking): Promise<readonly Check[]> {
  const { engine, model, gpu } = looking.overrides
  if (config !== undefined) {
    const { project } = config
    return checkUp(project.engine, { models: modelsOf(project), gpu: project.gpu }, looking)
  }
  const kind = engineKinds.find(({ name }) => name === engine)
  if (kind?.needs !== undefined) return [] // what it needs is what the config lacks: that is said already
  if (kind !== undefined)
    return checkUp({ kind: kind.name }, { models: model === undefined ? [] : [model], gpu: gpu ?? true }, looking)
  return findEngines(looking)
}

type Wanted = Parameters<NonNullable<EngineKind['checkUp']>>[1]

async function checkUp(settings: EngineSettings, wanted: Wanted, looking: Looking): Promise<readonly Check[]> {
  const { root, surroundings } = looking
  const kind = engineKinds.find(({ name }) => name === settings.kind)
  if (kind?.checkUp === undefined) return [embeddedEngine(settings.kind)]
  const ports = enginePorts(root, surroundings, { write: false })
  try {
    const checks = kind.checkUp(settings, wanted, ports, quickMs)
    return await inTime(checks, longestMs, looking, () => [engineTooSlow(settings.kind, longestMs / 1_000)])
  } catch (error) {
    if (error instanceof UserError) return addressChecks(error)
    throw error
  }
}

/** A setting, or a variable of the environment, that is no address. */
function addressChecks({ diagnostics }: UserError): readonly Check[] {
  return diagnostics.map((each) => checkOfDiagnostic('address', each))
}

async function findEngines({ root, surroundings }: Looking): Promise<readonly Check[]> {
  try {
    const { engines } = await listModels(undefined, undefined, root, surroundings)
    const found = engines.flatMap(({ engine, places }) =>
      places
        .filter(({ problem }) => problem === undefined)
        .map(({ place, models }) => enginePlace(engine, place, models.length)),
    )
    return [enginesFound(found)]
  } catch (error) {
    if (error instanceof UserError) return addressChecks(error)
    throw error
  }
}
