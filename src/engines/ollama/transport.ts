/**
 * The `fetch` that the `ollama` package is given: undici's pool, without undici's fetch.
 *
 * The package knows neither deadlines nor aborts for calls that are not streamed, loses the headers of an error, and prints on
 * stdout when an error is no JSON. So nothing but a 200 with a parsed body ever reaches it: all else is thrown from here.
 * The package asks little of a Response, so it gets a bare object: undici's own fetch costs four times as much a call (220 against 50 µs).
 */
import { type Dispatcher, Pool } from 'undici'
import { following } from '../../base/abort.js'
import { parseJson } from '../../base/json.js'
import type { OllamaHost } from './host.js'
import { makeProxyAgent } from './proxied.js'

/** The server answered with an error. */
export class ErrorReply extends Error {
  override readonly name = 'ErrorReply'
  readonly status: number
  readonly body: string
  /** As the server asked with Retry-After. */
  readonly retryAfterMs: number | undefined

  constructor(status: number, body: string, retryAfterMs: number | undefined) {
    super(`HTTP ${status}`)
    this.status = status
    this.body = body
    this.retryAfterMs = retryAfterMs
  }
}

/** 200, and no JSON: cut, empty, or somebody else's page. */
export class UnreadableReply extends Error {
  override readonly name = 'UnreadableReply'
}

/** The call's own deadline passed. */
export class DeadlinePassed extends Error {
  override readonly name = 'DeadlinePassed'
  readonly seconds: number

  constructor(deadlineMs: number) {
    super(`${deadlineMs} ms`)
    this.seconds = deadlineMs / 1_000
  }
}

export interface Transport {
  /** A `fetch` for one call: it ends when `signal` is aborted (with its reason) or `deadlineMs` have passed, and closes the connection then. */
  fetchFor(signal: AbortSignal, deadlineMs: number): typeof fetch
  close(): Promise<void>
}

/** A pool of connections to one host: at most `connections`, or as many as there are calls at once. */
export function makeTransport(host: OllamaHost, connections: number | undefined): Transport {
  const { origin } = new URL(host.url)
  const pool: Dispatcher = host.proxies
    ? makeProxyAgent(host.proxies, connections)
    : new Pool(origin, { connections: connections ?? null })
  const authorization = host.authorization === undefined ? {} : { authorization: host.authorization }

  async function send(url: string, init: RequestInit, signal: AbortSignal, deadlineMs: number): Promise<Response> {
    signal.throwIfAborted()
    const { controller: stop, forget } = following([signal])
    const timer = setTimeout(() => stop.abort(new DeadlinePassed(deadlineMs)), deadlineMs)
    try {
      const { statusCode, headers, body } = await pool.request({
        origin,
        // Not streamed, the headers only come with the whole answer: undici's own five minutes would end long calls.
        headersTimeout: 0,
        bodyTimeout: 0,
        path: new URL(url).pathname,
        method: init.method === 'POST' ? 'POST' : 'GET',
        headers: { ...withoutKey(init.headers as Record<string, string> | undefined), ...authorization },
        body: (init.body as string | undefined) ?? null,
        signal: stop.signal,
      })
      const text = await body.text()
      if (statusCode !== 200) throw new ErrorReply(statusCode, text, retryAfter(headers))
      return asResponse(parse(text))
    } catch (error) {
      // undici wraps the reason where the body was cut off: say what was meant.
      throw stop.signal.aborted ? stop.signal.reason : error
    } finally {
      clearTimeout(timer)
      forget()
    }
  }

  return {
    fetchFor: (signal, deadlineMs) => async (input, init) => send(input as string, init ?? {}, signal, deadlineMs),
    close: async () => pool.destroy(),
  }
}

/** The package adds a key that it finds in the process's own environment: ours is the one that was handed in. */
function withoutKey({ Authorization: _theirs, ...headers }: Record<string, string> = {}): Record<string, string> {
  return headers
}

function parse(text: string): unknown {
  const value = parseJson(text)
  if (value === undefined) {
    throw new UnreadableReply(text === '' ? 'an empty body' : `${text.length} characters that are no JSON`)
  }
  return value
}

/** All that the package reads of a response that went well. */
function asResponse(value: unknown): Response {
  const response: Pick<Response, 'ok' | 'status' | 'json'> = { ok: true, status: 200, json: async () => value }
  return response as Response
}

type Headers = Readonly<Record<string, string | string[] | undefined>>

/** Seconds, or a date: measured against the server's own clock, since ours may be off. RFC 9110, 10.2.3. */
export function retryAfter(headers: Headers): number | undefined {
  const value = String(headers['retry-after'] ?? '').trim()
  if (/^\d+(\.\d+)?$/.test(value)) return Math.round(Number(value) * 1_000)
  const wait = Date.parse(value) - Date.parse(String(headers['date'] ?? ''))
  return Number.isNaN(wait) ? undefined : Math.max(0, wait)
}
