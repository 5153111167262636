/** What an error of a call means, as far as that is the same at every server: may the same call pass later, is anybody there at all? */
import type { Diagnostic } from '../../domain/diagnostic.js'
import { callTookTooLong, connectionBroke, replyNotUnderstood, serverSaid } from '../../messages/http.js'
import { DeadlinePassed } from '../calls/deadline.js'
import { CallFailed, type CallFailure, type EngineUnavailable } from '../engine.js'
import type { HttpHost } from './host.js'
import { isNobodyBehind, refusedByProxy } from './proxy-refusal.js'
import { ErrorReply, UnreadableReply } from './replies.js'
import { codeOf, isAboutCertificate, isPlain } from './silence.js'

/** What the call was, for the messages. */
export interface CallPlace {
  readonly host: HttpHost
  readonly model: string
  readonly timeoutSeconds: number
}

/** What only the engine knows. */
export interface EngineWords {
  /** What to say when nobody comes back. */
  absenceOf(host: HttpHost): Diagnostic
  ofStatus(error: ErrorReply, place: CallPlace): CallFailed | EngineUnavailable
}

/** The error to throw: a `CallFailed`, an `EngineUnavailable`, or the error itself where it is none of the connection's or the server's. */
export function failureOfCall(error: unknown, place: CallPlace, words: EngineWords): unknown {
  if (error instanceof DeadlinePassed) {
    const setting = error.seconds === place.timeoutSeconds ? 'timeout_seconds' : undefined
    return new CallFailed(callTookTooLong(place.host.url, error.seconds, setting), {
      mayPass: true,
      isDoubtful: true,
      absence: words.absenceOf(place.host),
      cause: error,
    })
  }
  if (error instanceof UnreadableReply) return unreadable(place.host.url, error.message, error)
  if (error instanceof ErrorReply) return words.ofStatus(error, place)
  const refused = refusedByProxy(error, place.host)
  if (refused) return refused
  const code = codeOf(error)
  return code === undefined ? error : failureOfConnection(code, error, place.host, words)
}

/** A reply that can be read and is no answer of a model. */
export function unreadable(host: string, what: string, cause?: unknown): CallFailed {
  return new CallFailed(replyNotUnderstood(host, what), { mayPass: true, cause })
}

/** The server answered with an error that is neither about the model nor about who may ask. */
export function failureOfStatus(
  error: ErrorReply,
  host: HttpHost,
  said: string,
  { absenceOf }: Pick<EngineWords, 'absenceOf'>,
  told: Pick<CallFailure, 'mayPass' | 'isStrain'>,
): CallFailed {
  return new CallFailed(serverSaid(host.url, error.status, said), {
    ...told,
    retryAfterMs: error.retryAfterMs,
    ...(gateway.has(error.status) ? { isDoubtful: true, absence: absenceOf(host) } : {}),
    cause: error,
  })
}

/**
 * Whether after such a status the same call may pass: timeouts, limits, overload, a gateway without its server (520 to 524:
 * Cloudflare's words for that), and 499: somebody gave up on a load that others waited for.
 */
export function isPassing(status: number): boolean {
  return passing.has(status)
}

const passing = new Set([408, 429, 499, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529])

/** A gateway got no answer: nobody may be behind it for a long time. */
const gateway = new Set([502, 504, 521, 522, 523, 524])

/** Whether the memory is full: of the GPU, or of the machine. In a load it says so at once, in a call only under load. */
export function isOutOfMemory(error: unknown): error is ErrorReply {
  return error instanceof ErrorReply && error.status === 500 && outOfMemory.test(error.body)
}

/** llama-server's, ggml's and Metal's words (ggml-cuda, ggml-metal), PyTorch's, and those of Ollama's llm/server.go and sched.go. */
const outOfMemory =
  /out.?of.?memory|more system memory|unable to load full model|(?:un|not )able to allocate|failed to allocate|insufficient memory|cudaMalloc failed/i

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

function failureOfConnection(code: string, cause: unknown, host: HttpHost, { absenceOf }: EngineWords): unknown {
  if (code.startsWith('UND_ERR_INVALID') || code.startsWith('ERR_INVALID_ARG')) return cause // our own mistake
  const final = isAboutCertificate(code) || isPlain(code) // no later try makes a certificate good
  return new CallFailed(connectionBroke(host.url, code), {
    mayPass: !final,
    isDoubtful: !absent.has(code) && !isNobodyBehind(cause),
    absence: absenceOf(host),
    cause,
  })
}
