/**
 * What an error of a call means: may the same call pass later, is anybody there at all, or does the prompt not fit?
 *
 * The statuses and bodies are those of Ollama 0.33 and of its llama-server (server/routes.go, llm/llama_server.go, sched.go);
 * older servers differ in wording only, and where a wording is not known the status decides.
 */
import { isJsonObject } from '../../base/json.js'
import {
  callTookTooLong,
  cloudNotSignedIn,
  connectionBroke,
  hostForbids,
  modelsNotPulled,
  notOllama,
  ollamaNotRunning,
  replyNotUnderstood,
  serverSaid,
} from '../../messages/engines.js'
import { CallFailed, EngineUnavailable } from '../engine.js'
import { DeadlinePassed, ErrorReply, UnreadableReply } from './transport.js'

/** What the call was, for the messages. */
export interface CallPlace {
  readonly host: string
  readonly model: string
  readonly timeoutSeconds: number
}

/** The error to throw: a `CallFailed`, an `EngineUnavailable`, or the error itself where it is none of the connection's or the server's. */
export function failureOf(error: unknown, place: CallPlace): unknown {
  if (error instanceof DeadlinePassed) {
    return new CallFailed(callTookTooLong(place.host, place.timeoutSeconds), {
      mayPass: true,
      isDoubtful: true,
      absence: ollamaNotRunning(place.host),
      cause: error,
    })
  }
  if (error instanceof UnreadableReply) return unreadable(place.host, error.message, error)
  if (error instanceof ErrorReply) return failureOfStatus(error, place)
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
  return error instanceof ErrorReply ? error.status === 400 || error.status === 500 : codeOf(error) !== undefined
}

/** Statuses after which the same call may pass: timeouts, limits, overload, a gateway without its server. */
const passing = new Set([408, 429, 500, 502, 503, 504, 529])

function failureOfStatus(error: ErrorReply, { host, model }: CallPlace): CallFailed | EngineUnavailable {
  const { status, retryAfterMs } = error
  const said = saidIn(error.body)
  if (status === 404 && /model/i.test(said)) {
    return new EngineUnavailable(modelsNotPulled([{ name: model, similar: [] }], host), error)
  }
  if (status === 404 || status === 405) return new EngineUnavailable(notOllama(host, `HTTP ${status}`), error)
  if (status === 401) return new EngineUnavailable(cloudNotSignedIn(model, host), error)
  if (status === 403) return new EngineUnavailable(hostForbids(host, said), error)
  const mayPass = status === 400 ? isRunnerGone(said) : passing.has(status) && !isWrongOption(said)
  return new CallFailed(serverSaid(host, status, said), {
    mayPass,
    retryAfterMs,
    isStrain: isStrain(status, said),
    cause: error,
  })
}

/** More than it can carry: too much waits, or the memory is full (sched.go expires every runner then). */
function isStrain(status: number, said: string): boolean {
  return status === 503 || (status === 500 && /out.of.memory|unable to load full model/i.test(said))
}

/** `option "top_k" must be of type integer`: Ollama answers 500 to it, though no retry can help. */
function isWrongOption(said: string): boolean {
  return said.startsWith('option "')
}

/** The model's process died between two steps of one request: 400, but the next one loads it again. */
function isRunnerGone(said: string): boolean {
  return said.startsWith('Post "http://127.0.0.1')
}

/**
 * The server's own words. They come as {"error": text}, as {"error": {"message": text}}, with the JSON of llama-server
 * inside the text, as plain text, or as the page of a proxy.
 */
function saidIn(body: string): string {
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
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

function failureOfConnection(code: string, cause: unknown, host: string): unknown {
  if (code.startsWith('UND_ERR_INVALID') || code.startsWith('ERR_INVALID_ARG')) return cause // our own mistake
  const final = /CERT|^ERR_TLS|^UNABLE_TO_|^EPROTO$/.test(code) // no later try makes a certificate good
  return new CallFailed(connectionBroke(host, code), {
    mayPass: !final,
    isDoubtful: !absent.has(code),
    absence: ollamaNotRunning(host),
    cause,
  })
}

/** The system's code of an error, of what caused it, or of the first of several that it stands for (one a resolved address). */
function codeOf(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code } = at as { code?: unknown }
    if (typeof code === 'string') return code
    if (at instanceof AggregateError) return codeOf(at.errors[0])
  }
  return undefined
}
