import type { ListedModel, ModelPlace } from '../../domain/listed-model.js'
import { EngineUnavailable } from '../engine.js'

/** What a server has, for people. That it does not answer is a problem of its place, and nothing that is thrown. */
export async function modelPlace(place: string, list: () => Promise<readonly ListedModel[]>): Promise<ModelPlace> {
  try {
    return { place, models: await list() }
  } catch (error) {
    if (error instanceof EngineUnavailable) return { place, models: [], problem: error.diagnostic }
    throw error
  }
}
