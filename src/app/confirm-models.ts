import type { Project } from '../domain/project.js'
import { EngineUnavailable } from '../engines/engine.js'
import { modelMoved } from '../messages/engine-state.js'
import { engineKindOf, type Identities, modelsOf } from './identities.js'
import type { Surroundings } from './surroundings.js'

const deadlineMs = 10_000

/**
 * Before the first call of a build whose models could not be checked at its start: now the engine must say who it is.
 * A model that is another one by now ends the build, before an answer is stored under the wrong name; the next build starts with the new one.
 */
export async function confirmModels(
  project: Project,
  { byModel, isOfNow }: Identities,
  surroundings: Surroundings,
): Promise<void> {
  if (isOfNow) return
  const now = await engineKindOf(project).identify(project.engine, modelsOf(project), surroundings, deadlineMs)
  for (const [model, identity] of now) {
    const before = byModel.get(model)
    if (before?.id !== identity.id)
      throw new EngineUnavailable(modelMoved(model, before?.label ?? 'unknown', identity.label, 0))
  }
}
