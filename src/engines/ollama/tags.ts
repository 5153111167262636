/**
 * Which models a server has: one plain GET of /api/tags.
 *
 * Runs in a build with nothing to do, so it loads neither the `ollama` package nor undici.
 */
import type { IncomingMessage } from 'node:http'
import { isJsonObject } from '../../base/json.js'
import { hostForbids, notOllama, ollamaNotRunning } from '../../messages/engines.js'
import { EngineUnavailable } from '../engine.js'
import type { OllamaHost } from './host.js'

/** A model as the server lists it. */
export interface PulledModel {
  readonly name: string
  /** Hex SHA-256 of its manifest: changes exactly when weights, template, parameters or system text do. */
  readonly digest: string
  /** Set for a cloud model: who really answers. The digest then only names the stub. */
  readonly remote?: { readonly host: string; readonly model: string }
}

const pauseBeforeRetryMs = 250

/** The models of a server. Tries twice, each time at most `deadlineMs`; throws `EngineUnavailable` where nobody, or something else, answers. */
export async function listModels(host: OllamaHost, deadlineMs: number): Promise<readonly PulledModel[]> {
  const { status, body } = await getTwice(host, deadlineMs)
  if (status === 403) throw new EngineUnavailable(hostForbids(host.url, errorIn(body) ?? ''))
  if (status !== 200) throw new EngineUnavailable(notOllama(host.url, `HTTP ${status} for /api/tags`))
  const models = modelsIn(body)
  if (!models) throw new EngineUnavailable(notOllama(host.url, 'no list of models at /api/tags'))
  return models
}

interface Reply {
  readonly status: number
  readonly body: string
}

async function getTwice(host: OllamaHost, deadlineMs: number): Promise<Reply> {
  for (let retried = false; ; retried = true) {
    try {
      const reply = await getTags(host, deadlineMs)
      if (reply.status < 500 || retried) return reply
    } catch (error) {
      if (retried) throw new EngineUnavailable(ollamaNotRunning(host.url), error)
    }
    await new Promise((resolve) => setTimeout(resolve, pauseBeforeRetryMs))
  }
}

async function getTags(host: OllamaHost, deadlineMs: number): Promise<Reply> {
  const { get } = host.url.startsWith('https:') ? await import('node:https') : await import('node:http')
  const headers = host.authorization === undefined ? {} : { authorization: host.authorization }
  return new Promise((resolve, reject) => {
    const request = get(`${host.url}/api/tags`, { headers, agent: false }, (response) => {
      void readBody(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject)
    })
    const deadline = setTimeout(() => request.destroy(new Error(`no answer within ${deadlineMs} ms`)), deadlineMs)
    request.on('error', reject)
    request.on('close', () => clearTimeout(deadline))
  })
}

async function readBody(response: IncomingMessage): Promise<string> {
  response.setEncoding('utf8')
  let body = ''
  for await (const chunk of response) body += String(chunk)
  return body
}

function modelsIn(body: string): PulledModel[] | undefined {
  const parsed = parseJson(body)
  if (!isJsonObject(parsed) || !Array.isArray(parsed['models'])) return undefined
  const models: PulledModel[] = []
  for (const entry of parsed['models'] as unknown[]) {
    if (!isJsonObject(entry)) return undefined
    const { digest, remote_host: host, remote_model: model } = entry
    const name = entry['name'] ?? entry['model']
    if (typeof name !== 'string' || typeof digest !== 'string') return undefined
    const remote =
      typeof host === 'string' && host !== ''
        ? { remote: { host, model: typeof model === 'string' ? model : name } }
        : {}
    models.push({ name, digest: digest.replace(/^sha256:/, ''), ...remote })
  }
  return models
}

function errorIn(body: string): string | undefined {
  const parsed = parseJson(body)
  return isJsonObject(parsed) && typeof parsed['error'] === 'string' ? parsed['error'] : undefined
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body) as unknown
  } catch {
    return undefined
  }
}
