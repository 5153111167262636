/** What is there to answer? Servers are asked what they have, and none is waited for long. */
import type { FoundModels } from '../../domain/beginning.js'
import { UserError } from '../../domain/diagnostic.js'
import { listModels } from '../list-models.js'
import type { Surroundings } from '../surroundings.js'
import { suitableModels } from './pick-model.js'

/** Somebody waits for it, and mostly it is a server of this machine. */
const deadlineMs = 1_500

/** The places of an engine; what its settings in the environment lack is a problem of a place, too. */
export async function lookForModels(
  engine: string,
  root: string,
  surroundings: Pick<Surroundings, 'env'>,
): Promise<readonly FoundModels[]> {
  try {
    const { engines } = await listModels(undefined, engine, root, surroundings, deadlineMs)
    return engines.flatMap(({ places }) =>
      places.map(({ models, ...place }) => ({
        engine,
        ...place,
        models: suitableModels(models),
        all: models.length,
      })),
    )
  } catch (error) {
    const problem = error instanceof UserError ? error.diagnostics[0] : undefined
    if (problem === undefined) throw error
    return [{ engine, place: '', models: [], all: 0, problem }]
  }
}
