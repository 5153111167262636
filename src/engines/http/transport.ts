/**
 * JSON to a server and back: undici's pool, with a deadline and a signal for every request.
 *
 * Nothing but a 200 with a parsed body is a reply: all else is thrown (replies.ts, or what undici says of the connection).
 */
import { type Dispatcher, Pool } from 'undici'
import { following } from '../../base/abort.js'
import { parseJson } from '../../base/json.js'
import { headersOf, type HttpHost } from './host.js'
import { makeProxyAgent } from './proxied.js'
import { DeadlinePassed, ErrorReply, retryAfter, UnreadableReply } from './replies.js'

/** One request. `path`: from the root of the server. */
export interface Sent {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Transport {
  /** The parsed body of the reply. Ends when `signal` is aborted (with its reason) or `deadlineMs` have passed, and closes the connection then. */
  send(request: Sent, signal: AbortSignal, deadlineMs: number): Promise<unknown>
  close(): Promise<void>
}

/** A pool of connections to one host: at most `connections`, or as many as there are calls at once. */
export function makeTransport(host: HttpHost, connections: number | undefined): Transport {
  const { origin } = new URL(host.url)
  const pool: Dispatcher = host.proxies
    ? makeProxyAgent(host.proxies, connections)
    : new Pool(origin, { connections: connections ?? null })
  const own = headersOf(host)

  async function send(request: Sent, signal: AbortSignal, deadlineMs: number): Promise<unknown> {
    signal.throwIfAborted()
    const { controller: stop, forget } = following([signal])
    const timer = setTimeout(() => stop.abort(new DeadlinePassed(deadlineMs)), deadlineMs)
    try {
      const { statusCode, headers, body } = await pool.request({
        origin,
        // Not streamed, the headers only come with the whole answer: undici's own five minutes would end long calls.
        headersTimeout: 0,
        bodyTimeout: 0,
        path: request.path,
        method: request.method,
        headers: { ...request.headers, ...own },
        body: request.body ?? null,
        signal: stop.signal,
      })
      const text = await body.text()
      if (statusCode !== 200) throw new ErrorReply(statusCode, text, retryAfter(headers))
      return parse(text)
    } catch (error) {
      // undici wraps the reason where the body was cut off: say what was meant.
      throw stop.signal.aborted ? stop.signal.reason : error
    } finally {
      clearTimeout(timer)
      forget()
    }
  }

  return { send, close: async () => pool.destroy() }
}

function parse(text: string): unknown {
  const value = parseJson(text)
  if (value === undefined) {
    throw new UnreadableReply(text === '' ? 'an empty body' : `${text.length} characters that are no JSON`)
  }
  return value
}
