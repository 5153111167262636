/**
 * An Ollama server that is none: real HTTP on this machine, the real protocol and error bodies, and no model.
 *
 * For tests: answers are a pure function of the request, faults come by plan, and nothing needs a sleep (`when` waits for a
 * state, `hold` and `release` answer by hand).
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { listening, readBody } from '../listening.js'
import { addFaults, forget, reset } from './admin.js'
import { chat } from './chat.js'
import type { Fault } from './faults.js'
import { openAiModels, ps, pull, show, tags } from './listings.js'
import { type ChatBody, errors, sendError, sendJson } from './protocol.js'
import { type FakeOptions, type FakeRequest, makeState, type State, whenSo } from './state.js'
import type { FakeStats } from './stats.js'
import { chatWire, generateWire, openAiWire, type Wire } from './wire.js'

export interface FakeOllama {
  readonly url: string
  readonly stats: FakeStats
  /** Completions, in order of arrival. */
  readonly requests: readonly FakeRequest[]
  /** Requests that load or unload. */
  readonly loadRequests: readonly FakeRequest[]
  /** Bodies that came more than once. */
  repeated(): readonly ChatBody[]
  setDigest(model: string, digest: string): void
  removeModel(model: string): void
  fault(fault: Fault): void
  /** Faults that are yet to come do not. */
  clearFaults(): void
  /** Counts from nought again and forgets the requests; what is going on stays counted. Faults stay. */
  reset(): void
  /** Takes the model (left out: all) out of the memory at once. */
  unload(model?: string): void
  /** From now on, answers wait for `release`. */
  hold(): void
  /** Lets so many answers out; left out: all, and later ones are not held. */
  release(count?: number): void
  /** Mute, it takes the question which models it has (GET /api/tags), and does not answer. */
  mute(isMute: boolean): void
  /** Resolves as soon as the statistics are so. */
  when(state: (stats: FakeStats) => boolean): Promise<void>
  /** Closes every connection and the port. */
  goDown(): Promise<void>
  /** Listens again, on the same port, with no model loaded. */
  comeUp(): Promise<void>
  close(): Promise<void>
}

/** Starts one on 127.0.0.1. Close it, or the test process stays open. */
export async function startFakeOllama(options: FakeOptions = {}): Promise<FakeOllama> {
  const state = makeState(options, goDown)
  const { stats } = state
  const server = await listening(
    (request, response) => void handle(request, response, state),
    stats,
    state.changed,
    options.port,
  )
  let again: NodeJS.Timeout | undefined

  async function comeUp(): Promise<void> {
    clearTimeout(again)
    await server.comeUp()
  }

  async function goDown(ms?: number): Promise<void> {
    clearTimeout(again)
    state.runners.stop()
    await server.goDown()
    if (ms !== undefined) again = setTimeout(() => void comeUp(), ms)
  }

  return {
    url: server.url,
    stats,
    requests: state.requests,
    loadRequests: state.loadRequests,
    repeated: () => repeatedOf(state.requests),
    setDigest: (model, digest) => void state.models.set(model, { ...state.models.get(model), digest }),
    removeModel: (model) => void state.models.delete(model),
    fault: (fault) => state.plan.add(fault),
    clearFaults: () => state.plan.clear(),
    reset: () => forget(state, false),
    unload: (model) => state.runners.unload(model),
    hold: () => state.gate.hold(),
    release: (count) => state.gate.release(count),
    mute: (isMute) => void (state.isMute = isMute),
    when: async (isSo) => whenSo(state, isSo),
    goDown,
    comeUp,
    close: async () => {
      state.gate.release()
      await goDown()
    },
  }
}

async function handle(request: IncomingMessage, response: ServerResponse, state: State): Promise<void> {
  response.on('error', () => {})
  const { pathname } = new URL(request.url ?? '/', 'http://localhost')
  const text = request.method === 'POST' ? await readBody(request) : ''
  const ask = async (wire: Wire) => chat(text, wire, request, response, state)
  switch (`${request.method ?? ''} ${pathname}`) {
    case 'GET /':
    case 'HEAD /':
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' })
      return void response.end('Ollama is running')
    case 'GET /api/version':
      return sendJson(response, { version: state.version })
    case 'GET /api/status':
      return sendJson(response, { cloud: { disabled: false, source: 'none' } })
    case 'GET /api/tags':
      state.stats.tags += 1
      state.changed()
      if (state.isMute) return
      return sendJson(response, tags(state))
    case 'GET /api/ps':
      return sendJson(response, ps(state))
    case 'POST /api/show':
      return show(text, response, state)
    case 'POST /api/pull':
      return pull(text, response, state)
    case 'POST /api/chat':
      return ask(chatWire)
    case 'POST /api/generate':
      return ask(generateWire)
    case 'GET /v1/models':
      return sendJson(response, openAiModels(state))
    case 'POST /v1/chat/completions':
      return ask(openAiWire)
    case 'GET /__stats':
      return sendJson(response, state.stats)
    case 'POST /__faults':
      return addFaults(text, response, state)
    case 'POST /__reset':
      return reset(text, response, state)
    default:
      return sendError(response, errors.pageNotFound())
  }
}

function repeatedOf(requests: readonly FakeRequest[]): ChatBody[] {
  const seen = new Set<string>()
  return requests
    .map(({ body }) => body)
    .filter((body) => {
      const key = JSON.stringify(body)
      return seen.has(key) || !seen.add(key)
    })
}
