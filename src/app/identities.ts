/** Who answers? The digest of each model's weights, asked of the engine; the last known one where it cannot be asked. */
import { endedOrAborted } from '../base/abort.js'
import { bug } from '../base/unreachable.js'
import type { Identity } from '../domain/completion.js'
import { UserError } from '../domain/diagnostic.js'
import type { EngineSettings, Project } from '../domain/project.js'
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

export function engineKindOf({ engine }: Pick<Project, 'engine'>): EngineKind {
  return engineKinds.find(({ name }) => name === engine.kind) ?? bug(`no engine "${engine.kind}"`)
}

export function modelsOf(project: Project): readonly string[] {
  const recipes = new Set(project.groups.flatMap((rule) => Object.values(rule.recipes)))
  return [...new Set([...recipes].flatMap(({ variants }) => variants.map(({ model }) => model)))].sort()
}

/** The name of a model in what is remembered: with its engine, since a name means other weights to another engine. */
export const modelOfEngine = (engine: string, model: string): string => `${engine} ${model}`

type Known = ReadonlyMap<string, Identity>

/** Answers that a look ahead got, and that the build which follows takes up instead of asking once more. */
const asked = new Map<string, Promise<Known>>()

const questionOf = (engine: EngineSettings, models: readonly string[]) => JSON.stringify([engine, models])

/** Who answers now, with no patience. `models`: as `modelsOf` has them. Rejects with `EngineUnavailable` where nobody does. */
export function askQuickly(engine: EngineSettings, models: readonly string[], ports: EnginePorts): Promise<Known> {
  const answer = engineKindOf({ engine }).identify(engine, models, ports, quickDeadlineMs)
  asked.set(questionOf(engine, models), answer)
  return answer
}

/** The answer that a look ahead got, which is then forgotten: it is of that moment. */
export function takeUp(engine: EngineSettings, models: readonly string[]): Promise<Known> | undefined {
  const question = questionOf(engine, models)
  const answer = asked.get(question)
  asked.delete(question)
  return answer
}

/**
 * `isOffline`: nobody is asked. An aborted signal ends the waiting, with its reason. Throws `UserError` (exit 3) where a model was never
 * known and nobody answers, unless it may stay unknown (`mayBeUnknown`): what only looks, and asks nothing, has no need of it.
 */
export async function identitiesOf(
  project: Project,
  log: BuildLog,
  ports: EnginePorts,
  { isOffline, mayBeUnknown }: { readonly isOffline: boolean; readonly mayBeUnknown: boolean },
  signal: AbortSignal,
): Promise<Identities> {
  const models = modelsOf(project)
  const kind = engineKindOf(project)
  const inLog = (model: string) => modelOfEngine(kind.name, model)
  const known = new Map(
    models.flatMap((model) => {
      const identity = log.identities.get(inLog(model))
      return identity === undefined ? [] : [[model, identity] as const]
    }),
  )
  const isKnown = known.size === models.length
  const lastKnown = () => new Map(models.map((model) => [model, known.get(model) ?? { id: 'unknown', label: model }]))
  if (isOffline && (isKnown || mayBeUnknown)) return { byModel: lastKnown(), isOfNow: false, unconfirmed: undefined }
  try {
    const deadlineMs = isKnown || mayBeUnknown ? quickDeadlineMs : 10 * quickDeadlineMs
    const asking = takeUp(project.engine, models) ?? kind.identify(project.engine, models, ports, deadlineMs)
    const byModel = await endedOrAborted(asking, signal)
    for (const [model, identity] of byModel) log.recordIdentity(inLog(model), identity)
    return { byModel, isOfNow: true, unconfirmed: undefined }
  } catch (error) {
    if (!(error instanceof EngineUnavailable)) throw error
    if (!isKnown && !mayBeUnknown) throw new UserError([error.diagnostic], 3)
    return { byModel: lastKnown(), isOfNow: false, unconfirmed: error }
  }
}
