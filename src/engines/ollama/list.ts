/** What the servers have, for people: names and digests from /api/tags, the rest from /api/show of each model. */
import { defined } from '../../base/defined.js'
import { isJsonObject } from '../../base/json.js'
import type { ListedModel, ModelPlace } from '../../domain/listed-model.js'
import { modelPlace } from '../calls/model-place.js'
import { type Client, makeClient } from './client.js'
import type { HttpHost } from '../http/host.js'
import { listModels, type PulledModel } from './tags.js'

/** One place a host. A host that does not answer says so; nothing is thrown for it. */
export async function listPlaces(hosts: readonly HttpHost[], deadlineMs: number): Promise<readonly ModelPlace[]> {
  return Promise.all(hosts.map(async (host) => placeOf(host, deadlineMs)))
}

async function placeOf(host: HttpHost, deadlineMs: number): Promise<ModelPlace> {
  const client = makeClient(host, undefined)
  const list = async () => {
    const pulled = await listModels(host, deadlineMs, 1)
    const signal = AbortSignal.timeout(deadlineMs)
    return Promise.all(pulled.map(async (model) => listed(model, client, signal)))
  }
  try {
    return await modelPlace(host.url, list)
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
    ...defined({ sizeBytes }),
    ...shownOf(shown),
    ...defined({ remote: remote?.host }),
  }
}

/** `model_info` has "llama.context_length", the architecture first; `capabilities` "completion", "thinking", … (api/types.go). */
export function shownOf(shown: unknown): Pick<ListedModel, 'contextTokens' | 'completes' | 'thinks'> {
  if (!isJsonObject(shown)) return {}
  const { model_info: info, capabilities } = shown
  const entries = isJsonObject(info) ? Object.entries(info) : []
  const context = entries.find(([key]) => key.endsWith('.context_length'))?.[1]
  return {
    ...(typeof context === 'number' ? { contextTokens: context } : {}),
    ...(Array.isArray(capabilities)
      ? { completes: capabilities.includes('completion'), thinks: capabilities.includes('thinking') }
      : {}),
  }
}
