/** Who answers? The digest of each model's weights, asked of the engine; the last known one where it cannot be asked (contract 15, 37). */
import { bug } from '../base/unreachable.js'
import type { Identity } from '../domain/completion.js'
import { UserError } from '../domain/diagnostic.js'
import type { Project } from '../domain/project.js'
import { type EngineKind, EngineUnavailable, type EnginePorts } from '../engines/engine.js'
import { engineKinds } from '../engines/index.js'
import type { BuildLog } from '../store/build-log.js'

export interface Identities {
  readonly byModel: ReadonlyMap<string, Identity>
  /** Nobody could be asked: why. `undefined`: they are of now. */
  readonly unconfirmed: EngineUnavailable | undefined
}

/** A build with nothing to do waits no longer than this for an answer. */
const quickDeadlineMs = 500

export function engineKindOf(project: Project): EngineKind {
  return engineKinds.find(({ name }) => name === project.engine.kind) ?? bug(`no engine "${project.engine.kind}"`)
}

export function modelsOf(project: Project): readonly string[] {
  const recipes = project.groups.flatMap((rule) => Object.values(rule.recipes))
  return [...new Set(recipes.flatMap(({ variants }) => variants.map(({ model }) => model)))].sort()
}

/** `isOffline`: nobody is asked. Throws `UserError` (exit 3) where a model was never known and nobody answers. */
export async function identitiesOf(
  project: Project,
  log: BuildLog,
  ports: EnginePorts,
  isOffline: boolean,
): Promise<Identities> {
  const models = modelsOf(project)
  const known = new Map(
    models.flatMap((model) =>
      ((identity) => (identity === undefined ? [] : [[model, identity] as const]))(log.identities.get(model)),
    ),
  )
  const isKnown = known.size === models.length
  if (isOffline && isKnown) return { byModel: known, unconfirmed: undefined }
  const kind = engineKindOf(project)
  try {
    const byModel = await kind.identify(project.engine, models, ports, isKnown ? quickDeadlineMs : 10 * quickDeadlineMs)
    for (const [model, identity] of byModel) log.recordIdentity(model, identity)
    return { byModel, unconfirmed: undefined }
  } catch (error) {
    if (!(error instanceof EngineUnavailable)) throw error
    if (!isKnown) throw new UserError([error.diagnostic], 3)
    return { byModel: known, unconfirmed: error }
  }
}
