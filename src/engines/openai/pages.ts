/** What does a server say of itself? Its list of models, and pages of its own. Each is one plain GET, for a build with nothing to do, too. */
import { isJsonObject, parseJson } from '../../base/json.js'
import type { Diagnostic } from '../../domain/diagnostic.js'
import { keyWanted, notOpenAi, serverForbids, serverNotRunning } from '../../messages/openai.js'
import { EngineUnavailable } from '../engine.js'
import { deadlineIn, getText, silentStatuses, type TextReply } from '../http/get.js'
import { proxyShown } from '../http/proxy.js'
import { saidIn } from '../http/said.js'
import { silenceCauseOf } from '../http/silence.js'
import type { OpenAiHost } from './host.js'
import { modelsIn, type ServedModel } from './model-list.js'

/** `undefined`: it has no list of models, as some gateways. Throws `EngineUnavailable`. */
export async function listModels(host: OpenAiHost, signal: AbortSignal): Promise<readonly ServedModel[] | undefined> {
  const { status, body } = needed(await getText(host, `${host.url}/models`, signal, 2), host)
  if (status === 401) throw new EngineUnavailable(keyWanted(host.url, host.keyVariable, host.key))
  if (status === 403) throw new EngineUnavailable(serverForbids(host.url, saidIn(body)))
  if (silentStatuses.has(status)) throw silent(host, new Error(`HTTP ${status}`))
  const parsed = parseJson(body)
  if (unlisted.has(status) && isJsonObject(parsed)) return undefined
  if (status !== 200) throw new EngineUnavailable(notOpenAi(host.url, `HTTP ${status} for /models`))
  const models = modelsIn(parsed)
  if (!models) throw new EngineUnavailable(notOpenAi(host.url, 'no list of models at /models'))
  return models
}

/** No list, and still an answer: a gateway that has none. */
const unlisted = new Set([404, 405, 501])

/** All that the server has; `undefined`: it does not say. */
export async function namesAt(host: OpenAiHost, deadlineMs: number): Promise<readonly string[] | undefined> {
  const deadline = deadlineIn(deadlineMs)
  try {
    return (await listModels(host, deadline.signal))?.map(({ id }) => id)
  } catch {
    return undefined
  } finally {
    deadline.end()
  }
}

/** `undefined`: the server has no such page, or keeps it to itself. Whoever cannot answer now may do so later, and then says more. */
export async function pageAt(host: OpenAiHost, path: string, signal: AbortSignal): Promise<unknown> {
  const { status, body } = needed(await getText(host, `${host.root}${path}`, signal, 1), host)
  if (status >= 500 && status !== 501) throw silent(host, new Error(`HTTP ${status}`))
  return status === 200 ? parseJson(body) : undefined
}

function needed(reply: TextReply | Error, host: OpenAiHost): TextReply {
  if (reply instanceof Error) throw silent(host, reply)
  return reply
}

function silent(host: OpenAiHost, error: Error): EngineUnavailable {
  return new EngineUnavailable(notRunning(host, error), error)
}

/** Nobody answers; through which proxy, where there is one. `error`: what went wrong, where it may say why. */
export function notRunning({ url, proxies }: Pick<OpenAiHost, 'url' | 'proxies'>, error?: Error): Diagnostic {
  return serverNotRunning(url, proxies && proxyShown(url, proxies), error && silenceCauseOf(error))
}
