/** POST /api/chat: from the checks of the request to the answer, in the order of server/routes.go. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type ChatBody,
  checkOptions,
  type ErrorReply,
  errors,
  parseBody,
  type Reply,
  replyHead,
  sendError,
  sendJson,
  withoutZeros,
} from './protocol.js'
import { respond, type Response } from './respond.js'
import type { Runner } from './runners.js'
import { failsBefore, failsInReply } from './spoil.js'
import { type Call, resolveName, type State } from './state.js'
import { countTokens, tokensOf } from './tokens.js'

export async function chat(
  text: string,
  request: IncomingMessage,
  response: ServerResponse,
  state: State,
): Promise<void> {
  const sent = parseBody(text) as ChatBody | undefined
  if (!sent) return sendError(response, errors.missingBody())
  if (!sent.model) return sendError(response, errors.modelRequired())
  const call = arrive(sent, request, response, state)
  if (call.fault && (await failsBefore(call.fault, call, state))) return
  const name = resolveName(sent.model, state)
  if (name === undefined) return sendError(response, errors.modelNotFound(sent.model))
  const body = { ...sent, model: name }
  const mistake = mistakeIn(body, state)
  if (mistake) return sendError(response, mistake)
  const isLoad = isLoadOnly(body)
  if (isLoad && body.keep_alive === 0) {
    state.runners.unload(name)
    return sendJson(response, { ...replyHead(sent.model), done: true, done_reason: 'unload' })
  }
  const runner = await state.runners.schedule(body)
  if (isError(runner)) return sendError(response, runner)
  if (isLoad) return sendJson(response, { ...replyHead(sent.model), done: true, done_reason: 'load' })
  await complete({ ...call, body }, runner, state)
}

/** Counts the request, writes it down, and finds the fault that befalls it. */
function arrive(body: ChatBody, request: IncomingMessage, response: ServerResponse, state: State): Call {
  const { stats } = state
  const isLoad = isLoadOnly(body)
  if (isLoad) stats.preloads += 1
  else stats.calls += 1
  const nth = isLoad ? stats.preloads : stats.calls
  if (state.options.log !== false) {
    const log = isLoad ? state.loadRequests : state.requests
    log.push({ nth, body, headers: request.headers })
  }
  const gone = goneSignal(response)
  const fault = isLoad ? undefined : state.plan.take(body, nth)
  gone.addEventListener('abort', () => {
    if (isLoad || fault?.kind.startsWith('re')) return // refuse, reset…: it was us who hung up
    stats.aborted += 1
    state.changed()
  })
  state.changed()
  return { body, response, gone, fault }
}

/** A request without messages loads the model, or unloads it. */
function isLoadOnly({ messages }: ChatBody): boolean {
  return (messages ?? []).length === 0
}

function mistakeIn(body: ChatBody, { stats, models }: State): ErrorReply | undefined {
  const wrong = checkOptions(body.options, (option) => (stats.ignoredOptions = [...stats.ignoredOptions, option]))
  if (wrong || body.think !== true) return wrong
  return models.get(body.model)?.capabilities?.includes('thinking') ? undefined : errors.noThinking(body.model)
}

async function complete(call: Call, runner: Runner, state: State): Promise<void> {
  const { body, response, gone } = call
  const promptTokens = body.messages.reduce((sum, { content }) => sum + countTokens(content), 0)
  if (promptTokens >= runner.contextTokens) {
    return sendError(response, errors.contextExceeded(promptTokens, runner.contextTokens))
  }
  const giveBack = await state.runners.slot(runner, gone).catch(() => undefined)
  if (!giveBack) return
  const { stats } = state
  stats.inFlight += 1
  stats.maxInFlight = Math.max(stats.maxInFlight, stats.inFlight)
  state.changed()
  const started = performance.now()
  try {
    const { callMs = 0 } = state.options
    await pause(typeof callMs === 'number' ? callMs : callMs(body), gone)
    await state.gate.pass(gone)
    if (call.fault?.kind === 'hang') await pause(Infinity, gone)
    if (gone.aborted) return
    answer(call, promptTokens, performance.now() - started, state)
  } finally {
    stats.inFlight -= 1
    giveBack()
    state.changed()
  }
}

function answer(call: Call, promptTokens: number, spanMs: number, state: State): void {
  const { body, response, fault } = call
  const said = normal((state.options.respond ?? respond)(body))
  const room = Number(body.options?.['num_predict'] ?? -1)
  const tokens = tokensOf(said.content)
  const isCut = room >= 0 && tokens.length > room
  const content = isCut ? tokens.slice(0, room).join('') : said.content
  const reply = {
    ...replyHead(body.model),
    message: { role: 'assistant', content, ...(said.thinking === undefined ? {} : { thinking: said.thinking }) },
    done: true,
    done_reason: said.done_reason ?? (isCut ? 'length' : 'stop'),
    ...withoutZeros({
      total_duration: Math.round(spanMs * 1e6) + 3_000_000,
      load_duration: 1_000_000,
      prompt_eval_count: promptTokens,
      prompt_eval_duration: 1_000_000,
      eval_count: Math.min(tokens.length, isCut ? room : Infinity) + countTokens(said.thinking ?? ''),
      eval_duration: Math.round(spanMs * 1e6),
    }),
  }
  if (fault && failsInReply(fault, reply, response)) return
  state.stats.answered += 1
  if (body.stream === false) sendJson(response, reply)
  else sendStream(response, reply, isCut ? tokens.slice(0, room) : tokens)
}

function sendStream(response: ServerResponse, reply: Reply, tokens: readonly string[]): void {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' })
  for (const content of tokens) {
    response.write(
      `${JSON.stringify({ ...replyHead(reply.model), message: { role: 'assistant', content }, done: false })}\n`,
    )
  }
  response.end(`${JSON.stringify({ ...reply, message: { ...reply.message, content: '' } })}\n`)
}

function normal(said: Response): Exclude<Response, string> {
  return typeof said === 'string' ? { content: said } : said
}

function isError(value: Runner | ErrorReply): value is ErrorReply {
  return 'status' in value
}

function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController()
  response.on('close', () => {
    if (!response.writableEnded) gone.abort(new Error('the client went away'))
  })
  return gone.signal
}

async function pause(milliseconds: number, gone: AbortSignal): Promise<void> {
  if (milliseconds <= 0 || gone.aborted) return
  await new Promise<void>((resolve) => {
    const timer = milliseconds === Infinity ? undefined : setTimeout(resolve, milliseconds)
    gone.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
