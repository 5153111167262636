/** One host's requests, through the `ollama` package on a transport of our own. Says neither what to ask nor when. */
import { type ChatRequest, type ChatResponse, Ollama } from 'ollama'
import { answers, quickDeadlineMs } from '../http/answers.js'
import type { HttpHost } from '../http/host.js'
import { makeTransport } from '../http/transport.js'
import { fetchOver } from './fetch.js'

export interface Client {
  /** POST /api/chat. Rejects with what the transport throws, or with the signal's reason. */
  chat(chat: ChatRequest & { stream: false }, signal: AbortSignal, deadlineMs: number): Promise<ChatResponse>
  /** The parsed body of a GET. Rejects as `chat`. */
  get(path: string, signal: AbortSignal): Promise<unknown>
  /** POST /api/show. Rejects as `chat`. */
  show(model: string, signal: AbortSignal): Promise<unknown>
  /** Whether somebody answers there. Rejects with the signal's reason alone. */
  isUp(signal: AbortSignal): Promise<boolean>
  close(): Promise<void>
}

/** It reads the head of the model's file. */
const showDeadlineMs = 30_000

/** `connections`: at most so many at once; left out: as many as there are calls. */
export function makeClient(host: HttpHost, connections: number | undefined): Client {
  const transport = makeTransport(host, connections)

  /** A client for each call is how the signal gets to it: the package has no place for one. */
  function client(signal: AbortSignal, deadlineMs: number): Ollama {
    return new Ollama({ host: host.url, fetch: fetchOver(transport, signal, deadlineMs) })
  }

  async function get(path: string, signal: AbortSignal): Promise<unknown> {
    return transport.send({ method: 'GET', path: new URL(`${host.url}${path}`).pathname }, signal, quickDeadlineMs)
  }

  return {
    chat: async (chat, signal, deadlineMs) => client(signal, deadlineMs).chat(chat),
    get,
    show: async (model, signal) => client(signal, showDeadlineMs).show({ model }),
    isUp: async (signal) => answers(async () => get('/api/version', signal), signal),
    close: () => transport.close(),
  }
}
