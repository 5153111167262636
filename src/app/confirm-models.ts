import type { Identity } from '../domain/completion.js'
import type { Project } from '../domain/project.js'
import { type EnginePorts, EngineUnavailable, type Server } from '../engines/engine.js'
import { modelMoved } from '../messages/engine-state.js'
import type { ModelWatch } from '../run/model-watch.js'
import type { Confirmations } from '../store/confirmations.js'
import { engineKindOf, type Identities, modelsOf } from './identities.js'

const deadlineMs = 10_000

/**
 * Before the first call of a build whose models could not be checked at its start: now the engine must say who it is.
 * A model that is another one by now ends the build, before an answer is stored under the wrong name; the next build starts with the new one.
 */
export async function confirmModels(
  project: Project,
  { byModel, isOfNow }: Identities,
  ports: EnginePorts,
): Promise<void> {
  if (isOfNow) return
  const now = await engineKindOf(project).identify(project.engine, modelsOf(project), ports, deadlineMs)
  for (const [model, identity] of now) {
    const before = byModel.get(model)
    if (before?.id !== identity.id)
      throw new EngineUnavailable(modelMoved(model, before?.label ?? 'unknown', identity.label, 0))
  }
}

/**
 * Before anything is looked up: judges what earlier builds could not confirm. Where they confirmed all, or what they did not could not be
 * met in this build, no engine is opened for it.
 */
export async function takeOver(
  { confirmations }: { readonly confirmations: Pick<Confirmations, 'pending'> },
  { byModel, isOfNow }: Identities,
  watch: Pick<ModelWatch, 'takeOver'>,
  servers: () => Promise<readonly Server[]>,
): Promise<void> {
  const ids = new Set([...byModel.values()].map(({ id }) => id))
  const concerns = (model: string, { id }: Identity) => byModel.has(model) || ids.has(id)
  if (!confirmations.pending.some(({ model, identity }) => concerns(model, identity))) return
  await watch.takeOver(await servers(), isOfNow)
}
