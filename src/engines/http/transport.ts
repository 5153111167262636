/**
 * JSON to a server and back: undici's pool, with a deadline and a signal for every request.
 *
 * Nothing but a 200 with a parsed body is a reply: all else is thrown (replies.ts, or what undici says of the connection).
 */
import { type Dispatcher, Pool } from 'undici'
import { parseJson } from '../../base/json.js'
import { within } from '../calls/deadline.js'
import { headersOf, type HttpHost } from './host.js'
import { makeProxyAgent } from './proxied.js'
import { ErrorReply, retryAfter, UnreadableReply } from './replies.js'

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

  async function sendOnce(request: Sent, signal: AbortSignal): Promise<unknown> {
    const { statusCode, headers, body } = await pool.request({
      origin,
      // Not streamed, the headers only come with the whole answer: undici's own five minutes would end long calls.
      headersTimeout: 0,
      bodyTimeout: 0,
      path: request.path,
      method: request.method,
      headers: { ...request.headers, ...own },
      body: request.body ?? null,
      signal,
    })
    const text = await body.text()
    if (statusCode !== 200) throw new ErrorReply(statusCode, text, retryAfter(headers))
    return parse(text)
  }

  return {
    send: async (request, signal, deadlineMs) => {
      signal.throwIfAborted()
      // undici wraps the reason of an abort where the body was cut off: `within` says what was meant
      return within(deadlineMs, signal, async (ending) => sendOnce(request, ending))
    },
    close: async () => pool.destroy(),
  }
}

function parse(text: string): unknown {
  const value = parseJson(text)
  if (value === undefined) {
    throw new UnreadableReply(text === '' ? 'an empty body' : `${text.length} characters that are no JSON`)
  }
  return value
}
