/** What servers have, for people. Without a `base_url` those that run on this machine where they usually do. */
import { isJsonObject } from '../../base/json.js'
import type { ListedModel, ModelPlace } from '../../domain/listed-model.js'
import { modelPlace } from '../calls/model-place.js'
import type { Environment } from '../engine.js'
import { deadlineIn } from '../http/get.js'
import { hostOf, type OpenAiHost } from './host.js'
import type { ServedModel } from './model-list.js'
import { listModels } from './pages.js'
import type { OpenAiSettings } from './settings.js'

/** llama-server, vLLM, LM Studio, SGLang. */
const usualPlaces = [8080, 8000, 1234, 30_000].map((port) => `http://127.0.0.1:${port}`)

/** One place a server. That the server of the config does not answer is its problem; elsewhere silence means that there is none. */
export async function listPlaces(
  settings: OpenAiSettings,
  env: Environment,
  deadlineMs: number,
): Promise<readonly ModelPlace[]> {
  if (settings.baseUrl !== undefined) return [await placeOf(hostOf(settings, env), deadlineMs)]
  const hosts = usualPlaces.map((baseUrl) => hostOf({ ...settings, baseUrl }, env))
  const places = await Promise.all(hosts.map(async (host) => placeOf(host, deadlineMs)))
  return places.filter(({ problem }) => problem === undefined)
}

async function placeOf(host: OpenAiHost, deadlineMs: number): Promise<ModelPlace> {
  const deadline = deadlineIn(deadlineMs)
  const list = async () => ((await listModels(host, deadline.signal)) ?? []).map(listed)
  return modelPlace(host.url, list).finally(() => deadline.end())
}

/** llama-server tells of the file: `meta.size`, `meta.n_ctx_train`; vLLM and SGLang of what they were started with: `max_model_len`. */
function listed({ id, meta, contextTokens }: ServedModel): ListedModel {
  const { size, n_ctx_train: trained } = isJsonObject(meta) ? meta : {}
  const context = contextTokens ?? trained
  return {
    name: id,
    ...(typeof size === 'number' ? { sizeBytes: size } : {}),
    ...(typeof context === 'number' ? { contextTokens: context } : {}),
  }
}
