/** What an error of a call means, at any of these servers: where a wording is not known the status decides. */
import { keyWanted, modelsNotServed, notOpenAi, quotaUsedUp, serverForbids } from '../../messages/openai.js'
import { type CallFailed, EngineUnavailable } from '../engine.js'
import { type CallPlace, failureOfCall, failureOfStatus, isOutOfMemory, isPassing } from '../http/failures.js'
import { ErrorReply } from '../http/replies.js'
import { saidIn } from '../http/said.js'
import type { OpenAiHost } from './host.js'
import { notRunning } from './pages.js'

export interface OpenAiPlace extends CallPlace {
  readonly host: OpenAiHost
}

/** The error to throw: a `CallFailed`, an `EngineUnavailable`, or the error itself where it is none of the connection's or the server's. */
export function failureOf(error: unknown, place: OpenAiPlace): unknown {
  return failureOfCall(error, place, { absenceOf: notRunning, ofStatus: (reply) => ofStatus(reply, place) })
}

/** Whether a status says that something is wrong with what was sent. */
export function isAboutRequest(error: unknown): error is ErrorReply {
  return error instanceof ErrorReply && aboutRequest.has(error.status)
}

const aboutRequest = new Set([400, 413, 422, 500])

function ofStatus(error: ErrorReply, { host, model }: OpenAiPlace): CallFailed | EngineUnavailable {
  const { status, body } = error
  const said = saidIn(body)
  if (/"code":\s*"model_not_found"/.test(body) || (status === 404 && /model/i.test(said))) {
    const diagnostic = modelsNotServed([model], host.url, undefined)
    return new EngineUnavailable(diagnostic, error, { isModelMissing: true })
  }
  if (status === 404 || status === 405) return new EngineUnavailable(notOpenAi(host.url, `HTTP ${status}`), error)
  if (status === 401) return new EngineUnavailable(keyWanted(host.url, host.keyVariable, host.key), error)
  if (status === 403) return new EngineUnavailable(serverForbids(host.url, said), error)
  if (isQuotaUsedUp(error)) return new EngineUnavailable(quotaUsedUp(host.url, said), error)
  const mayPass = isPassing(status) && !isHopeless(said)
  return failureOfStatus(error, host, said, { absenceOf: notRunning }, { mayPass, isStrain: isStrain(error, said) })
}

/** No wait brings money: 402 of OpenRouter and DeepSeek, 429 of OpenAI with a code of its own. */
function isQuotaUsedUp({ status, body }: ErrorReply): boolean {
  return status === 402 || (status === 429 && /"(?:code|type)":\s*"(?:insufficient_quota|billing_\w+)"/.test(body))
}

function isStrain(error: ErrorReply, said: string): boolean {
  const { status } = error
  if (status === 500) return isOutOfMemory(error)
  if (status === 503) return !/loading model/i.test(said)
  return status === 529 || (status === 429 && /concurren/i.test(said))
}

/** Answered with 500, though no retry can help: llama-server on a schema or a file that it cannot read. */
function isHopeless(said: string): boolean {
  return /unknown model architecture|invalid file magic|failed to parse grammar|failed to initialize samplers/i.test(
    said,
  )
}
