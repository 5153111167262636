/**
 * Who answers? One GET for the list of models, and one more where the server has a page that says more of them.
 *
 * What is in an identity must be the same after a restart, and another one for other weights: no times, no ids that are drawn anew,
 * no version of the server. Runs in a build with nothing to do.
 */
import { isJsonObject, parseJson } from '../../base/json.js'
import type { Identity } from '../../domain/completion.js'
import { keyWanted, modelsNotServed, notOpenAi, serverForbids, serverNotRunning } from '../../messages/openai.js'
import type { Diagnostic } from '../../domain/diagnostic.js'
import { EngineUnavailable } from '../engine.js'
import { deadlineIn, getText, type TextReply } from '../http/get.js'
import { proxyShown } from '../http/proxy.js'
import { saidIn } from '../http/said.js'
import { silenceCauseOf } from '../http/silence.js'
import type { OpenAiHost } from './host.js'
import { findModel, modelsIn, type ServedModel } from './model-list.js'
import { byName, type Kind, kindOf, type Weights } from './weights.js'

/** What was seen of a server. */
export interface Seen {
  readonly weights: ReadonlyMap<string, Weights>
  /** How many calls it works on at once; `undefined`: it does not say. */
  readonly slots: number | undefined
  /** What prompt and answer may have together; `undefined`: it does not say. */
  readonly contextTokens: number | undefined
}

/** As `EngineKind.identify`. */
export async function identitiesOf(
  host: OpenAiHost,
  models: readonly string[],
  deadlineMs: number,
): Promise<ReadonlyMap<string, Identity>> {
  const { weights } = await lookAt(host, models, deadlineMs)
  return new Map([...weights].map(([model, { identity }]) => [model, identity]))
}

/** Takes no longer than `deadlineMs`. Throws `EngineUnavailable` where nobody, or something else, answers, or a model is not there. */
export async function lookAt(host: OpenAiHost, models: readonly string[], deadlineMs: number): Promise<Seen> {
  // what OpenAI says of a model is its name: no key is needed to know that there is nothing to do
  if (isOpenAi(host)) return byNames(models)
  const deadline = deadlineIn(deadlineMs)
  try {
    const served = await listModels(host, deadline.signal)
    if (served === undefined) return byNames(models)
    const found = models.map((model) => [model, findModel(model, served)] as const)
    const missing = found.filter(([, model]) => model === undefined).map(([name]) => name)
    if (missing.length > 0) throw notServed(missing, host, served)
    return await seenOf(host, new Map(found as readonly (readonly [string, ServedModel])[]), deadline.signal)
  } finally {
    deadline.end()
  }
}

function byNames(models: readonly string[]): Seen {
  return { weights: new Map(models.map((model) => [model, byName(model)])), slots: undefined, contextTokens: undefined }
}

function isOpenAi({ url }: OpenAiHost): boolean {
  return new URL(url).hostname === 'api.openai.com'
}

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

function notServed(missing: readonly string[], host: OpenAiHost, served: readonly ServedModel[]): EngineUnavailable {
  const names = served.map(({ id }) => id)
  return new EngineUnavailable(modelsNotServed(missing, host.url, names), undefined, { isModelMissing: true })
}

async function seenOf(host: OpenAiHost, found: ReadonlyMap<string, ServedModel>, signal: AbortSignal): Promise<Seen> {
  const kind: Kind = kindOf([...found.values()])
  const page = kind.page === undefined ? undefined : await pageAt(host, kind.page, signal)
  const weights = [...found].map(([name, model]) => [name, kind.weightsOf(model, page)] as const)
  return { weights: new Map(weights), slots: kind.slotsIn?.(page), contextTokens: kind.contextIn?.(page) }
}

/** `undefined`: the server has no such page, or keeps it to itself. Whoever cannot answer now may do so later, and then says more. */
export async function pageAt(host: OpenAiHost, path: string, signal: AbortSignal): Promise<unknown> {
  const { status, body } = needed(await getText(host, `${host.root}${path}`, signal, 1), host)
  if (status >= 500 && status !== 501) throw silent(host, new Error(`HTTP ${status}`))
  return status === 200 ? parseJson(body) : undefined
}

/** `undefined`: it has no list of models, as some gateways. Throws `EngineUnavailable`. */
export async function listModels(host: OpenAiHost, signal: AbortSignal): Promise<readonly ServedModel[] | undefined> {
  const { status, body } = needed(await getText(host, `${host.url}/models`, signal, 2), host)
  if (status === 401) throw new EngineUnavailable(keyWanted(host.url, host.keyVariable, host.key))
  if (status === 403) throw new EngineUnavailable(serverForbids(host.url, saidIn(body)))
  if (silences.has(status)) throw silent(host, new Error(`HTTP ${status}`))
  const parsed = parseJson(body)
  if (unlisted.has(status) && isJsonObject(parsed)) return undefined
  if (status !== 200) throw new EngineUnavailable(notOpenAi(host.url, `HTTP ${status} for /models`))
  const models = modelsIn(parsed)
  if (!models) throw new EngineUnavailable(notOpenAi(host.url, 'no list of models at /models'))
  return models
}

/** A gateway that has no server behind it; 503: llama-server while it loads its model. */
const silences = new Set([502, 503, 504])

const unlisted = new Set([404, 405, 501])

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
