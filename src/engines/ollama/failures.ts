/**
 * What an error of a call means: may the same call pass later, is anybody there at all, or does the prompt not fit?
 *
 * The statuses and bodies are those of Ollama 0.33 and of its llama-server (server/routes.go, llm/llama_server.go, sched.go);
 * older servers differ in wording only, and where a wording is not known the status decides.
 */
import { isJsonObject, parseJson } from '../../base/json.js'
import {
  callTookTooLong,
  cloudIsOff,
  cloudNotSignedIn,
  connectionBroke,
  hostForbids,
  modelsNotPulled,
  notOllama,
  replyNotUnderstood,
  serverSaid,
} from '../../messages/engines.js'
import { CallFailed, EngineUnavailable } from '../engine.js'
import type { OllamaHost } from './host.js'
import { isNobodyBehind, refusedByProxy } from './proxy-refusal.js'
import { codeOf, isAboutCertificate, isPlain } from './silence.js'
import { notRunning } from './tags.js'
import { DeadlinePassed, ErrorReply, UnreadableReply } from './transport.js'

/** What the call was, for the messages. */
export interface CallPlace {
  readonly host: OllamaHost
  readonly model: string
  readonly timeoutSeconds: number
}

/** The error to throw: a `CallFailed`, an `EngineUnavailable`, or the error itself where it is none of the connection's or the server's. */
export function failureOf(error: unknown, place: CallPlace): unknown {
  if (error instanceof DeadlinePassed) {
    const setting = error.seconds === place.timeoutSeconds ? 'timeout_seconds' : undefined
    return new CallFailed(callTookTooLong(place.host.url, error.seconds, setting), {
      mayPass: true,
      isDoubtful: true,
      absence: notRunning(place.host),
      cause: error,
    })
  }
  if (error instanceof UnreadableReply) return unreadable(place.host.url, error.message, error)
  if (error instanceof ErrorReply) return failureOfStatus(error, place)
  const refused = refusedByProxy(error, place.host)
  if (refused) return refused
  const code = codeOf(error)
  return code === undefined ? error : failureOfConnection(code, error, place.host)
}

/** A reply that can be read and is no chat answer. */
export function unreadable(host: string, what: string, cause?: unknown): CallFailed {
  return new CallFailed(replyNotUnderstood(host, what), { mayPass: true, cause })
}

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

/** Whether the memory is full: of the GPU, or of the machine. In a load it says so at once, in a call only under load. */
export function isOutOfMemory(error: unknown): error is ErrorReply {
  return error instanceof ErrorReply && error.status === 500 && outOfMemory.test(error.body)
}

/** llama-server's, ggml's and Metal's words (ggml-cuda, ggml-metal), and those of llm/server.go and sched.go. */
const outOfMemory =
  /out.?of.?memory|more system memory|unable to load full model|(?:un|not )able to allocate|failed to allocate|insufficient memory|cudaMalloc failed/i

/** Whether the server will not take the `think` that was sent: it knows nothing of it for this model. */
export function isThinkRefused(error: unknown): boolean {
  return error instanceof ErrorReply && error.status === 400 && /\bthink/i.test(saidIn(error.body))
}

/**
 * Statuses after which the same call may pass: timeouts, limits, overload, a gateway without its server (520 to 524: Cloudflare's
 * words for that), and 499: the load was another client's, who went away.
 */
const passing = new Set([408, 429, 499, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529])

/** A gateway got no answer: nobody may be behind it for a long time. */
const gateway = new Set([502, 504, 521, 522, 523, 524])

function failureOfStatus(error: ErrorReply, place: CallPlace): CallFailed | EngineUnavailable {
  const { status, retryAfterMs } = error
  const { model } = place
  const host = place.host.url
  const said = saidIn(error.body)
  if (status === 404 && /model/i.test(said)) {
    return new EngineUnavailable(modelsNotPulled([{ name: model, similar: [] }], [host]), error, {
      isModelMissing: true,
    })
  }
  if (status === 404 || status === 405) return new EngineUnavailable(notOllama(host, `HTTP ${status}`), error)
  if (status === 401) return new EngineUnavailable(cloudNotSignedIn(model, host), error)
  if (status === 403 && /cloud/i.test(said)) return new EngineUnavailable(cloudIsOff(model, host, said), error)
  if (status === 403) return new EngineUnavailable(hostForbids(host, said), error)
  const mayPass = status === 400 ? isRunnerGone(said) : passing.has(status) && !isHopeless(said)
  return new CallFailed(serverSaid(host, status, said), {
    mayPass,
    retryAfterMs,
    isStrain: isStrain(error, said),
    ...(gateway.has(status) ? { isDoubtful: true, absence: notRunning(place.host) } : {}),
    cause: error,
  })
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

/**
 * The server's own words. They come as {"error": text}, as {"error": {"message": text}}, with the JSON of llama-server
 * inside the text, as plain text, or as the page of a proxy.
 */
export function saidIn(body: string): string {
  let said: unknown = body
  for (let depth = 0; depth < 4; depth += 1) {
    const inner: unknown = typeof said === 'string' ? parseJson(said) : said
    if (!isJsonObject(inner)) break
    said = inner['error'] ?? inner['message'] ?? ''
  }
  const text = typeof said === 'string' ? said : JSON.stringify(said)
  return shortened(/<\/?(html|head|body|title)\b/i.test(text) ? withoutTags(text) : text)
}

function withoutTags(page: string): string {
  const title = /<title>([^<]*)<\/title>/i.exec(page)?.[1]
  return title ?? page.replace(/<[^>]*>/g, ' ')
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 300 ? `${line.slice(0, 299)}…` : line
}

/** Nobody took the call: it was surely not answered, and nobody may be there for a long time. */
const absent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
])

function failureOfConnection(code: string, cause: unknown, host: OllamaHost): unknown {
  if (code.startsWith('UND_ERR_INVALID') || code.startsWith('ERR_INVALID_ARG')) return cause // our own mistake
  const final = isAboutCertificate(code) || isPlain(code) // no later try makes a certificate good
  return new CallFailed(connectionBroke(host.url, code), {
    mayPass: !final,
    isDoubtful: !absent.has(code) && !isNobodyBehind(cause),
    absence: notRunning(host),
    cause,
  })
}
