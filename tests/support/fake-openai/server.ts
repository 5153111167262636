/**
 * A server that speaks /v1/chat/completions and is none: real HTTP on this machine, with the habits and error bodies of a real one.
 *
 * For tests: answers are a pure function of the request, faults come by plan, and nothing needs a sleep.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type FaultOf, makeFaultPlan } from '../fake-ollama/faults.js'
import { type Gate, makeGate } from '../fake-ollama/gate.js'
import type { ChatBody } from '../fake-ollama/protocol.js'
import { parseBody, sendError, sendJson } from '../fake-ollama/protocol.js'
import { type Respond, respond } from '../fake-ollama/respond.js'
import { sayIn } from '../fake-ollama/schema.js'
import { tokensOf, tokensOfMessages } from '../fake-ollama/tokens.js'
import { type Connections, listening, readBody } from '../listening.js'
import { bodies } from './bodies.js'
import { breaks, errorOf, type FaultKind, spoilt } from './faults.js'
import { type Profile, type ProfileName, profiles, type Sent } from './profiles.js'

export interface FakeOpenAiOptions {
  /** Default "llama-server". */
  readonly profile?: ProfileName
  /** Default: the one that its profile has. */
  readonly models?: readonly string[]
  /** What /props says. Default 4. */
  readonly slots?: number
  /** Default 4096. */
  readonly contextTokens?: number
  /** The key that it wants; left out: none. */
  readonly key?: string
  readonly respond?: Respond
  readonly faults?: readonly FaultOf<FaultKind>[]
  /** Fields that it does not take beside those of its profile: what it says of each. */
  readonly refuse?: Profile['refuse']
  /** Changes an entry of /v1/models, and what its pages say. */
  readonly entry?: object
  readonly pages?: Readonly<Record<string, object | undefined>>
  /** How long it has been up, as it says in `created`. */
  readonly startedAt?: number
  /** Default true; false for very long runs. */
  readonly log?: boolean
}

export interface FakeOpenAi {
  readonly url: string
  readonly stats: Readonly<Stats>
  /** Completions in order of arrival, those that were refused, too. */
  readonly requests: readonly { readonly body: Sent; readonly headers: IncomingMessage['headers'] }[]
  /** Of every request, the method and the path. */
  readonly asked: readonly string[]
  fault(fault: FaultOf<FaultKind>): void
  hold(): void
  release(count?: number): void
  when(state: (stats: Readonly<Stats>) => boolean): Promise<void>
  /** From now on its entries of /v1/models say this, too. */
  become(entry: object): void
  /** From now on it has these models. */
  serve(...models: readonly string[]): void
  goDown(): Promise<void>
  comeUp(): Promise<void>
  close(): Promise<void>
}

interface Stats extends Connections {
  calls: number
  answered: number
  /** For a field. */
  refused: number
  aborted: number
  inFlight: number
  maxInFlight: number
}

interface State {
  readonly options: FakeOpenAiOptions
  readonly profile: Profile
  readonly stats: Stats
  readonly gate: Gate
  readonly plan: ReturnType<typeof makeFaultPlan<FaultKind>>
  readonly requests: { body: Sent; headers: IncomingMessage['headers'] }[]
  readonly asked: string[]
  models: readonly string[]
  entry: object
  changed(): void
}

/** Starts one on 127.0.0.1. Close it, or the test process stays open. */
export async function startFakeOpenAi(options: FakeOpenAiOptions = {}): Promise<FakeOpenAi> {
  const watchers = new Set<() => void>()
  const profile: Profile = profiles[options.profile ?? 'llama-server']
  const stats: Stats = {
    calls: 0,
    answered: 0,
    refused: 0,
    aborted: 0,
    inFlight: 0,
    maxInFlight: 0,
    connections: 0,
    open: 0,
  }
  const state: State = {
    options,
    profile,
    stats,
    gate: makeGate(),
    plan: makeFaultPlan<FaultKind>(options.faults ?? [], 1),
    requests: [],
    asked: [],
    models: options.models ?? [profile.model],
    entry: options.entry ?? {},
    changed: () => {
      for (const look of watchers) look()
    },
  }
  const { url, goDown, comeUp } = await listening(
    (request, response) => void handle(request, response, state),
    stats,
    state.changed,
  )

  return {
    url,
    stats,
    requests: state.requests,
    asked: state.asked,
    fault: (fault) => state.plan.add(fault),
    hold: () => state.gate.hold(),
    release: (count) => state.gate.release(count),
    when: async (isSo) => {
      if (isSo(stats)) return
      await new Promise<void>((resolve) => {
        const look = () => {
          if (!isSo(stats)) return
          watchers.delete(look)
          resolve()
        }
        watchers.add(look)
      })
    },
    become: (entry) => void (state.entry = { ...state.entry, ...entry }),
    serve: (...models) => void (state.models = models),
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
  const { options, profile, models } = state
  const { pathname } = new URL(request.url ?? '/', 'http://localhost')
  const text = request.method === 'POST' ? await readBody(request) : ''
  const route = `${request.method ?? ''} ${pathname}`
  state.asked.push(route)
  if (options.key !== undefined && request.headers.authorization !== `Bearer ${options.key}`) {
    return sendError(response, bodies.wrongKey)
  }
  if (route === 'GET /v1/models') {
    const start = options.startedAt ?? 1_760_000_000
    const data = models.map((id) => ({ ...profile.entry(id, start), ...state.entry }))
    return sendJson(response, { object: 'list', data })
  }
  if (route === 'POST /v1/chat/completions') return chat(text, request, response, state)
  const pages = { ...profile.pages?.(models, options.slots ?? 4), ...options.pages }
  const page = request.method === 'GET' ? pages[pathname] : undefined
  if (page !== undefined) return sendJson(response, page)
  sendError(response, { status: 404, body: '{"detail":"Not Found"}' })
}

async function chat(text: string, request: IncomingMessage, response: ServerResponse, state: State): Promise<void> {
  const { options, profile, stats } = state
  const sent = (parseBody(text) ?? {}) as Sent
  stats.calls += 1
  if (options.log !== false) state.requests.push({ body: sent, headers: request.headers })
  const gone = new AbortController()
  response.on('close', () => {
    if (response.writableEnded) return
    gone.abort()
    stats.aborted += 1
    state.changed()
  })
  const body = asChat(sent)
  const model = String(sent['model'])
  if (!state.models.includes(model) && profile.takesAnyName !== true) return sendError(response, profile.missing(model))
  const refusal = profile.refuse?.(sent) ?? options.refuse?.(sent)
  if (refusal) {
    stats.refused += 1
    state.changed()
    return sendError(response, refusal)
  }
  const fault = state.plan.take(body, stats.calls)
  stats.inFlight += 1
  stats.maxInFlight = Math.max(stats.maxInFlight, stats.inFlight)
  state.changed()
  await state.gate.pass(gone.signal)
  stats.inFlight -= 1
  if (!gone.signal.aborted) answer(body, fault, response, state)
  state.changed()
}

function answer(body: ChatBody, fault: FaultKind | undefined, response: ServerResponse, state: State): void {
  const { options, profile, stats } = state
  const error = errorOf(fault)
  if (error) return sendError(response, error)
  const prompt = tokensOfMessages(body.messages).length
  const limit = Number(body.options?.['num_predict'] ?? 1_000)
  const context = options.contextTokens ?? 4096
  if (prompt + (profile === profiles.vllm ? limit : 0) >= context) {
    return sendError(response, profile.overflow(prompt, context, limit))
  }
  const said = sayIn(options.respond ?? respond, body)
  const tokens = tokensOf(said.content)
  const kept = tokens.slice(0, limit)
  const reply = {
    id: 'chatcmpl-417',
    object: 'chat.completion',
    created: 1_760_000_000,
    model: body.model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: kept.join('') },
        finish_reason: said.done_reason ?? (kept.length < tokens.length ? 'length' : 'stop'),
      },
    ] as const,
    usage: { prompt_tokens: prompt, completion_tokens: kept.length, total_tokens: prompt + kept.length },
  }
  const whole = spoilt(reply, fault, profile.thoughts)
  if (breaks(fault, response, JSON.stringify(whole))) return
  stats.answered += 1
  sendJson(response, whole)
}

/** As the responders of the fake Ollama are asked. */
function asChat(sent: Sent): ChatBody {
  const { model, messages, response_format: format, seed, max_completion_tokens: newLimit } = sent
  const limit = sent['max_tokens'] ?? newLimit
  const schema = (format as { json_schema?: { schema?: unknown } } | undefined)?.json_schema?.schema
  return {
    model: String(model),
    messages: (messages ?? []) as ChatBody['messages'],
    ...(schema === undefined ? {} : { format: schema }),
    options: { seed, ...(limit === undefined ? {} : { num_predict: limit }) },
  }
}
