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
  /** They are of now. `false`: the last known ones, to be confirmed before anything is asked under their names. */
  readonly isOfNow: boolean
  /** Nobody could be asked: why. `undefined`: they are of now, or nobody was to be asked. */
  readonly unconfirmed: EngineUnavailable | undefined
}

/** A build with nothing to do waits no longer than this for an answer. */
const quickDeadlineMs = 500

export function engineKindOf(project: Project): EngineKind {
  return engineKinds.find(({ name }) => name === project.engine.kind) ?? bug(`no engine "${project.engine.kind}"`)
}

export function modelsOf(project: Project): readonly string[] {
  const recipes = new Set(project.groups.flatMap((rule) => Object.values(rule.recipes)))
  return [...new Set([...recipes].flatMap(({ variants }) => variants.map(({ model }) => model)))].sort()
}

type Known = ReadonlyMap<string, Identity>

/** Answers that a look ahead got, and that the build which follows takes up instead of asking once more. */
const asked = new WeakMap<Project, Promise<Known>>()

/** Who answers now, with no patience. Rejects with `EngineUnavailable` where nobody does. */
export function askQuickly(project: Project, ports: EnginePorts): Promise<Known> {
  const answer = engineKindOf(project).identify(project.engine, modelsOf(project), ports, quickDeadlineMs)
  asked.set(project, answer)
  return answer
}

function takeUp(project: Project): Promise<Known> | undefined {
  const answer = asked.get(project)
  asked.delete(project)
  return answer
}

/**
 * `isOffline`: nobody is asked. Throws `UserError` (exit 3) where a model was never known and nobody answers, unless it may stay
 * unknown (`mayBeUnknown`): what only looks, and asks nothing, has no need of it.
 */
export async function identitiesOf(
  project: Project,
  log: BuildLog,
  ports: EnginePorts,
  { isOffline, mayBeUnknown }: { readonly isOffline: boolean; readonly mayBeUnknown: boolean },
): Promise<Identities> {
  const models = modelsOf(project)
  const kind = engineKindOf(project)
  // by the engine, too: a name means other weights to another engine
  const inLog = (model: string) => `${kind.name} ${model}`
  const known = new Map(
    models.flatMap((model) =>
      ((identity) => (identity === undefined ? [] : [[model, identity] as const]))(log.identities.get(inLog(model))),
    ),
  )
  const isKnown = known.size === models.length
  const lastKnown = () => new Map(models.map((model) => [model, known.get(model) ?? { id: 'unknown', label: model }]))
  if (isOffline && (isKnown || mayBeUnknown)) return { byModel: lastKnown(), isOfNow: false, unconfirmed: undefined }
  try {
    const deadlineMs = isKnown || mayBeUnknown ? quickDeadlineMs : 10 * quickDeadlineMs
    const byModel = await (takeUp(project) ?? kind.identify(project.engine, models, ports, deadlineMs))
    for (const [model, identity] of byModel) log.recordIdentity(inLog(model), identity)
    return { byModel, isOfNow: true, unconfirmed: undefined }
  } catch (error) {
    if (!(error instanceof EngineUnavailable)) throw error
    if (!isKnown && !mayBeUnknown) throw new UserError([error.diagnostic], 3)
    return { byModel: lastKnown(), isOfNow: false, unconfirmed: error }
  }
}
