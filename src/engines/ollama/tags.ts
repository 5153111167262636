/**
 * Which models a server has: one plain GET of /api/tags.
 *
 * Runs in a build with nothing to do, so it loads neither the `ollama` package nor (unless there is a proxy) undici.
 */
import { isJsonObject, type JsonObject, parseJson, textOf } from '../../base/json.js'
import type { Diagnostic } from '../../domain/diagnostic.js'
import { hostForbids, hostWantsKey, notOllama, ollamaNotRunning } from '../../messages/ollama.js'
import { EngineUnavailable } from '../engine.js'
import { deadlineIn, getText, silentStatuses, type TextReply } from '../http/get.js'
import { proxyShown } from '../http/proxy.js'
import { silenceCauseOf } from '../http/silence.js'
import type { HttpHost } from '../http/host.js'

/** A model as the server lists it. */
export interface PulledModel {
  readonly name: string
  /** Hex SHA-256 of its manifest: changes exactly when weights, template, parameters or system text do. */
  readonly digest: string
  readonly sizeBytes?: number
  /** Set for a cloud model: who really answers. The digest then only names the stub. */
  readonly remote?: { readonly host: string; readonly model: string }
}

/**
 * The models of a server. `tries` 2: asks once more where that went wrong and there is time left. Takes no longer than
 * `deadlineMs`. Throws `EngineUnavailable` where nobody, or something else, answers.
 */
export async function listModels(host: HttpHost, deadlineMs: number, tries: 1 | 2): Promise<readonly PulledModel[]> {
  const { status, body } = await getTags(host, deadlineMs, tries)
  if (status === 401) throw new EngineUnavailable(hostWantsKey(host.url))
  if (status === 403) throw new EngineUnavailable(hostForbids(host.url, errorIn(body) ?? ''))
  if (silentStatuses.has(status)) throw new EngineUnavailable(notRunning(host), new Error(`HTTP ${status}`))
  if (status !== 200) throw new EngineUnavailable(notOllama(host.url, `HTTP ${status} for /api/tags`))
  const models = modelsIn(body, host)
  if (!models) throw new EngineUnavailable(notOllama(host.url, 'no list of models at /api/tags'))
  return models
}

/** Nobody answers; through which proxy, where there is one. `error`: what went wrong, where it may say why. */
export function notRunning({ url, proxies }: HttpHost, error?: Error): Diagnostic {
  return ollamaNotRunning(url, proxies && proxyShown(url, proxies), error && silenceCauseOf(error))
}

async function getTags(host: HttpHost, deadlineMs: number, tries: 1 | 2): Promise<TextReply> {
  const deadline = deadlineIn(deadlineMs)
  try {
    const reply = await getText(host, `${host.url}/api/tags`, deadline.signal, tries)
    if (reply instanceof Error) throw new EngineUnavailable(notRunning(host, reply), reply)
    return reply
  } finally {
    deadline.end()
  }
}

/** `undefined`: it is something else. */
function modelsIn(body: string, host: HttpHost): PulledModel[] | undefined {
  const parsed = parseJson(body)
  if (!isJsonObject(parsed) || !Array.isArray(parsed['models'])) return undefined
  const models: PulledModel[] = []
  for (const entry of parsed['models'] as unknown[]) {
    const model = isJsonObject(entry) ? modelOf(entry, host) : undefined
    if (!model) return undefined
    models.push(model)
  }
  return models
}

function modelOf(entry: JsonObject, host: HttpHost): PulledModel | undefined {
  const { digest, size } = entry
  const name = entry['name'] ?? entry['model']
  if (typeof name !== 'string' || typeof digest !== 'string') return undefined
  const remote = remoteOf(entry, name, host)
  return {
    name,
    digest: digest.replace(/^sha256:/, ''),
    ...(typeof size === 'number' ? { sizeBytes: size } : {}),
    ...(remote === undefined ? {} : { remote }),
  }
}

/** Who really answers for a model, by what /api/tags or /api/show says of it. Whatever ollama.com has, it answers itself. */
export function remoteOf(entry: JsonObject, name: string, { url }: HttpHost): PulledModel['remote'] {
  const host = textOf(entry['remote_host'])
  if (host !== '') return { host, model: textOf(entry['remote_model']) || name }
  return /^https:\/\/(?:[^/]*\.)?ollama\.com:/.test(url) ? { host: url, model: name } : undefined
}

function errorIn(body: string): string | undefined {
  const parsed = parseJson(body)
  return isJsonObject(parsed) && typeof parsed['error'] === 'string' ? parsed['error'] : undefined
}
