/**
 * An Ollama server that is none: real HTTP on this machine, the real protocol and error bodies, and no model.
 *
 * For tests: answers are a pure function of the request, faults come by plan, and nothing needs a sleep (`when` waits for a
 * state, `hold` and `release` answer by hand).
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { chat } from './chat.js'
import type { Fault } from './faults.js'
import { type ChatBody, errors, parseBody, sendError, sendJson } from './protocol.js'
import type { Runner } from './runners.js'
import {
  type FakeModel,
  type FakeOptions,
  type FakeRequest,
  type FakeStats,
  makeState,
  resolveName,
  type State,
  whenSo,
} from './state.js'

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
  /** From now on, answers wait for `release`. */
  hold(): void
  /** Lets so many answers out; left out: all, and later ones are not held. */
  release(count?: number): void
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
  const sockets = new Set<Socket>()
  const server = createServer((request, response) => void handle(request, response, state))
  server.keepAliveTimeout = 60_000
  server.on('connection', (socket) => {
    sockets.add(socket)
    stats.connections += 1
    stats.open = sockets.size
    socket.on('close', () => {
      sockets.delete(socket)
      stats.open = sockets.size
      state.changed()
    })
  })
  let port = options.port ?? 0
  let again: NodeJS.Timeout | undefined
  await comeUp()
  port = (server.address() as AddressInfo).port

  async function comeUp(): Promise<void> {
    clearTimeout(again)
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject)
        resolve()
      })
    })
  }

  async function goDown(ms?: number): Promise<void> {
    clearTimeout(again)
    state.runners.unload()
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of sockets) socket.resetAndDestroy()
    await closed
    if (ms !== undefined) again = setTimeout(() => void comeUp(), ms)
  }

  return {
    url: `http://127.0.0.1:${port}`,
    stats,
    requests: state.requests,
    loadRequests: state.loadRequests,
    repeated: () => repeatedOf(state.requests),
    setDigest: (model, digest) => void state.models.set(model, { ...state.models.get(model), digest }),
    removeModel: (model) => void state.models.delete(model),
    fault: (fault) => state.plan.add(fault),
    hold: () => state.gate.hold(),
    release: (count) => state.gate.release(count),
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
  const route = `${request.method ?? ''} ${new URL(request.url ?? '/', 'http://localhost').pathname}`
  switch (route) {
    case 'GET /':
    case 'HEAD /':
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' })
      return void response.end('Ollama is running')
    case 'GET /api/version':
      return sendJson(response, { version: state.options.version ?? '0.33.0' })
    case 'GET /api/tags':
      state.stats.tags += 1
      return sendJson(response, { models: [...state.models].map(([name, model]) => listed(name, model)) })
    case 'GET /api/ps':
      return sendJson(response, { models: state.runners.list().map((runner) => running(runner, state)) })
    case 'POST /api/show':
      return show(await readBody(request), response, state)
    case 'POST /api/chat':
      return chat(await readBody(request), request, response, state)
    default:
      return sendError(response, errors.pageNotFound())
  }
}

function listed(name: string, { digest, size, remoteHost, remoteModel, capabilities }: FakeModel): object {
  return {
    name,
    model: name,
    modified_at: '2026-01-01T00:00:00.000000000Z',
    size: size ?? 2_019_393_189,
    digest,
    details: {
      parent_model: '',
      format: 'gguf',
      family: 'llama',
      families: ['llama'],
      parameter_size: '3.2B',
      quantization_level: 'Q4_K_M',
    },
    capabilities: capabilities ?? ['completion', 'tools'],
    ...(remoteHost === undefined ? {} : { remote_host: remoteHost, remote_model: remoteModel ?? name }),
  }
}

function running({ model, contextTokens, onGpu }: Runner, { models }: State): object {
  const size = models.get(model)?.size ?? 2_019_393_189
  return {
    name: model,
    model,
    size,
    digest: models.get(model)?.digest,
    details: { format: 'gguf', family: 'llama' },
    expires_at: '2318-01-01T00:00:00Z',
    size_vram: onGpu ? size : 0,
    context_length: contextTokens,
  }
}

function show(text: string, response: ServerResponse, state: State): void {
  const { model = '' } = (parseBody(text) ?? {}) as { model?: string }
  const name = resolveName(model, state)
  if (name === undefined) return sendError(response, errors.modelNotFound(model))
  sendJson(response, {
    modelfile: `FROM /root/.ollama/models/blobs/sha256-${state.models.get(name)?.digest ?? ''}\n`,
    template: '{{ .Prompt }}',
    details: { format: 'gguf', family: 'llama', parameter_size: '3.2B', quantization_level: 'Q4_K_M' },
    model_info: { 'general.architecture': 'llama', 'llama.context_length': 131_072 },
    capabilities: state.models.get(name)?.capabilities ?? ['completion', 'tools'],
    modified_at: '2026-01-01T00:00:00.000000000Z',
  })
}

async function readBody(request: IncomingMessage): Promise<string> {
  request.setEncoding('utf8')
  let text = ''
  try {
    for await (const chunk of request) text += String(chunk)
  } catch {
    return ''
  }
  return text
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
