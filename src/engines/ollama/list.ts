/** What the servers have, for people: names and digests from /api/tags, the rest from /api/show of each model. */
import { isJsonObject } from '../../base/json.js'
import type { ListedModel, ModelPlace } from '../../domain/listed-model.js'
import { EngineUnavailable } from '../engine.js'
import { type Client, makeClient } from './client.js'
import type { OllamaHost } from './host.js'
import { listModels, type PulledModel } from './tags.js'

/** One place a host. A host that does not answer says so; nothing is thrown for it. */
export async function listPlaces(hosts: readonly OllamaHost[], deadlineMs: number): Promise<readonly ModelPlace[]> {
  return Promise.all(hosts.map(async (host) => placeOf(host, deadlineMs)))
}

async function placeOf(host: OllamaHost, deadlineMs: number): Promise<ModelPlace> {
  const client = makeClient(host, undefined)
  try {
    const pulled = await listModels(host, deadlineMs, 1)
    const signal = AbortSignal.timeout(deadlineMs)
    return { place: host.url, models: await Promise.all(pulled.map(async (model) => listed(model, client, signal))) }
  } catch (error) {
    if (error instanceof EngineUnavailable) return { place: host.url, models: [], problem: error.diagnostic }
    throw error
  } finally {
    await client.close()
  }
}

/** What a server does not tell of a model is left out. */
async function listed(model: PulledModel, client: Client, signal: AbortSignal): Promise<ListedModel> {
  const { name, digest, sizeBytes, remote } = model
  const shown = await client.show(name, signal).catch(() => undefined)
  return {
    name,
    digest,
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
    ...shownOf(shown),
    ...(remote === undefined ? {} : { remote: remote.host }),
  }
}

/** `model_info` has "llama.context_length", the architecture first; `capabilities` "completion", "thinking", … (api/types.go). */
function shownOf(shown: unknown): Pick<ListedModel, 'contextTokens' | 'thinks'> {
  if (!isJsonObject(shown)) return {}
  const { model_info: info, capabilities } = shown
  const entries = isJsonObject(info) ? Object.entries(info) : []
  const context = entries.find(([key]) => key.endsWith('.context_length'))?.[1]
  return {
    ...(typeof context === 'number' ? { contextTokens: context } : {}),
    ...(Array.isArray(capabilities) ? { thinks: capabilities.includes('thinking') } : {}),
  }
}
