/**
 * What an error of a call means: may the same call pass later, is anybody there at all, or does the prompt not fit?
 *
 * The statuses and bodies are those of Ollama 0.33 and of its llama-server (server/routes.go, llm/llama_server.go, sched.go);
 * older servers differ in wording only, and where a wording is not known the status decides.
 */
import { cloudIsOff, cloudNotSignedIn, hostForbids, modelsNotPulled, notOllama } from '../../messages/ollama.js'
import { type CallFailed, EngineUnavailable } from '../engine.js'
import { type CallPlace, failureOfCall, failureOfStatus, isOutOfMemory, isPassing } from '../http/failures.js'
import { ErrorReply } from '../http/replies.js'
import { saidIn } from '../http/said.js'
import { codeOf } from '../http/silence.js'
import { notRunning } from './tags.js'

/** The error to throw: a `CallFailed`, an `EngineUnavailable`, or the error itself where it is none of the connection's or the server's. */
export function failureOf(error: unknown, place: CallPlace): unknown {
  return failureOfCall(error, place, words)
}

const words = { absenceOf: notRunning, ofStatus }

/** Whether the server said that the prompt (and not the call) is what cannot be: it does not fit the context. */
export function isPromptTooLong(error: unknown): boolean {
  return (
    error instanceof ErrorReply &&
    error.status === 400 &&
    /exceed_context_size|exceeds the available context size|longer than the (maximum )?context length|exceeds (the )?context length/i.test(
      error.body,
    )
  )
}

/** Whether the server, or the model's process, may have gone and come back: the model has to be loaded again. */
export function mayHaveUnloaded(error: unknown): boolean {
  return error instanceof ErrorReply ? unloading.has(error.status) : codeOf(error) !== undefined
}

/** 503 comes from the queue for what needs a load: calls to a model that is loaded pass by it (sched.go). */
const unloading = new Set([400, 499, 500, 502, 503, 504])

/** Whether the server will not take the `think` that was sent: it knows nothing of it for this model. */
export function isThinkRefused(error: unknown): boolean {
  return error instanceof ErrorReply && error.status === 400 && /\bthink/i.test(saidIn(error.body))
}

function ofStatus(error: ErrorReply, { host, model }: CallPlace): CallFailed | EngineUnavailable {
  const { status, body } = error
  const said = saidIn(body)
  if (status === 404 && /model/i.test(said)) {
    return new EngineUnavailable(modelsNotPulled([{ name: model, similar: [] }], [host.url]), error, {
      isModelMissing: true,
    })
  }
  if (status === 404 || status === 405) return new EngineUnavailable(notOllama(host.url, `HTTP ${status}`), error)
  if (status === 401) return new EngineUnavailable(cloudNotSignedIn(model, host.url), error)
  if (status === 403 && /cloud/i.test(said)) return new EngineUnavailable(cloudIsOff(model, host.url, said), error)
  if (status === 403) return new EngineUnavailable(hostForbids(host.url, said), error)
  const mayPass = status === 400 ? isRunnerGone(said) : isPassing(status) && !isHopeless(said)
  return failureOfStatus(error, host, said, words, { mayPass, isStrain: isStrain(error, said) })
}

/** More than it can carry: too much waits, too many at once, or the memory is full (sched.go expires every runner then). */
function isStrain(error: ErrorReply, said: string): boolean {
  const { status } = error
  if (status === 500) return isOutOfMemory(error) || said.startsWith('no slots available')
  return status === 503 || status === 529 || (status === 429 && /concurren/i.test(said))
}

/** `option "top_k" must be of type integer`, a model that this server cannot read: Ollama answers 500, though no retry can help. */
function isHopeless(said: string): boolean {
  return said.startsWith('option "') || /unknown model architecture|invalid file magic|unsupported model/i.test(said)
}

/** The model's process died between two steps of one request: 400, but the next one loads it again. */
function isRunnerGone(said: string): boolean {
  return /^Post "http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])[:/]/.test(said)
}
