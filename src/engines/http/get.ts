/**
 * One plain GET, of a build with nothing to do: so it loads neither a package nor (unless there is a proxy) undici.
 */
import type { IncomingMessage } from 'node:http'
import { onAbort } from '../../base/abort.js'
import { EngineUnavailable } from '../engine.js'
import { headersOf, type HttpHost } from './host.js'

export interface TextReply {
  readonly status: number
  readonly body: string
}

/** A signal for requests that together may take so long. */
export interface Deadline {
  readonly signal: AbortSignal
  /** Nobody waits any more. */
  end(): void
}

/** A gateway, or a proxy, that has no server behind it; 503 also says a server that is not ready yet. */
export const silentStatuses: ReadonlySet<number> = new Set([502, 503, 504])

const pauseBeforeRetryMs = 250

/** Begins now. */
export function deadlineIn(deadlineMs: number): Deadline {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(new Error(`no answer within ${deadlineMs} ms`)), deadlineMs)
  return { signal: late.signal, end: () => clearTimeout(timer) }
}

/**
 * The reply of a GET, or what went wrong with the connection. `tries` 2: asks once more where that went wrong, or the server could not
 * answer, and there is time left. Throws `EngineUnavailable` where a proxy refuses.
 */
export async function getText(
  host: HttpHost,
  url: string,
  late: AbortSignal,
  tries: 1 | 2,
): Promise<TextReply | Error> {
  const first = await getOnce(host, url, late)
  if (tries === 1 || !isFailure(first) || (await isLateAfterPause(late))) return orThrown(first)
  return orThrown(await getOnce(host, url, late))
}

/** What went wrong comes back: it may go better the second time. */
async function getOnce(host: HttpHost, url: string, signal: AbortSignal): Promise<TextReply | Error> {
  return get(host, url, signal).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
}

function isFailure(reply: TextReply | Error): boolean {
  return reply instanceof Error ? !(reply instanceof EngineUnavailable) : reply.status >= 500
}

function orThrown(reply: TextReply | Error): TextReply | Error {
  if (reply instanceof EngineUnavailable) throw reply
  return reply
}

async function isLateAfterPause(late: AbortSignal): Promise<boolean> {
  if (late.aborted) return true
  await new Promise<void>((resolve) => {
    const pause = setTimeout(resolve, pauseBeforeRetryMs)
    onAbort(late, () => {
      clearTimeout(pause)
      resolve()
    })
  })
  return late.aborted
}

async function get(host: HttpHost, url: string, signal: AbortSignal): Promise<TextReply> {
  const headers = { ...headersOf(host) }
  const { proxies } = host
  if (proxies) return (await import('./proxied.js')).getThrough({ ...host, proxies }, url, headers, signal)
  const http = url.startsWith('https:') ? await import('node:https') : await import('node:http')
  return new Promise((resolve, reject) => {
    const request = http.get(url, { headers, agent: false, signal }, (response) => {
      void readBody(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject)
    })
    request.on('error', reject)
  })
}

async function readBody(response: IncomingMessage): Promise<string> {
  response.setEncoding('utf8')
  let body = ''
  for await (const chunk of response) body += String(chunk)
  return body
}
