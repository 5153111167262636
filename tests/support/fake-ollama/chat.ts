/** A request for a completion: from its checks to its answer, in the order of server/routes.go. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { performance } from 'node:perf_hooks'
import { type Answer, answerTo } from './answer.js'
import { keepAliveMs } from './keep-alive.js'
import { pause } from './pause.js'
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
import type { Lease, Runner } from './runners.js'
import type { Held } from './slots.js'
import { failsBefore, failsInReply, spoiltText } from './spoil.js'
import { type Call, resolveName, type State } from './state.js'
import { countFor, noteSlot } from './stats.js'
import { joined, type Tokens, tokensOfMessages } from './tokens.js'
import { refuse, send, type Wire } from './wire.js'

export async function chat(
  text: string,
  wire: Wire,
  request: IncomingMessage,
  response: ServerResponse,
  state: State,
): Promise<void> {
  const arrived = performance.now()
  const sent = parseBody(text)
  if (typeof sent !== 'object' || sent === null) return sendError(response, wire.error(errors.missingBody()))
  const read = wire.read(sent)
  if (isError(read)) return sendError(response, wire.error(read))
  if (!read.model) return sendError(response, wire.error(errors.modelRequired()))
  const call = arrive(read, { wire, response, arrived }, request, state)
  if (call.fault && (await failsBefore(call.fault, call, state))) return
  const model = resolveName(read.model, state)
  if (model === undefined) return refuse(call, errors.modelNotFound(read.model))
  const body = { ...read, model }
  const mistake = mistakeIn(body, state)
  if (mistake) return refuse(call, mistake)
  const isLoad = isLoadOnly(body)
  if (isLoad && body.keep_alive !== undefined && keepAliveMs(body.keep_alive) === 0) {
    state.runners.expire(model)
    return sendJson(response, wire.reply({ ...replyHead(read.model), done: true, done_reason: 'unload' }))
  }
  const lease = await state.runners.schedule(body, call.gone)
  if (isError(lease)) return refuse(call, lease)
  try {
    if (isLoad) sendJson(response, wire.reply({ ...replyHead(read.model), done: true, done_reason: 'load' }))
    else await complete({ ...call, body }, lease, state)
  } finally {
    lease.done()
  }
}

/** Counts the request, writes it down, and finds the fault that befalls it. */
function arrive(
  body: ChatBody,
  asked: Pick<Call, 'wire' | 'response' | 'arrived'>,
  request: IncomingMessage,
  state: State,
): Call {
  const { stats } = state
  const isLoad = isLoadOnly(body)
  if (isLoad) stats.preloads += 1
  else stats.calls += 1
  const nth = isLoad ? stats.preloads : stats.calls
  if (state.options.log !== false) {
    const log = isLoad ? state.loadRequests : state.requests
    log.push({ nth, body, headers: request.headers })
  }
  const fault = isLoad ? undefined : state.plan.take(body, nth)
  const end = new AbortController()
  asked.response.on('close', () => {
    if (asked.response.writableEnded) return
    end.abort(new Error('the client went away'))
    if (isLoad || (fault && hangsUp.has(fault.kind))) return
    stats.aborted += 1
    state.changed()
  })
  state.changed()
  return { ...asked, body, gone: end.signal, kill: () => end.abort(new Error('the model died')), fault }
}

/** Faults by which it is us who hang up. */
const hangsUp: ReadonlySet<string> = new Set(['refuse', 'restart', 'reset-before-headers', 'reset-mid-body'])

/** A request without messages loads the model, or unloads it. */
function isLoadOnly({ messages }: ChatBody): boolean {
  return (messages ?? []).length === 0
}

function mistakeIn(body: ChatBody, { stats, models }: State): ErrorReply | undefined {
  const { keep_alive } = body
  if (keep_alive !== undefined && keepAliveMs(keep_alive) === undefined) return errors.badDuration(keep_alive)
  const wrong = checkOptions(body.options, (option) => (stats.ignoredOptions = [...stats.ignoredOptions, option]))
  if (wrong || body.think !== true) return wrong
  return models.get(body.model)?.capabilities?.includes('thinking') ? undefined : errors.noThinking(body.model)
}

async function complete(call: Call, { runner }: Lease, state: State): Promise<void> {
  const { body, gone } = call
  const loaded = performance.now()
  const prompt = promptFor(body, runner, state)
  if (isError(prompt)) return refuse(call, prompt)
  const { overheadMs = 0 } = state.options
  await pause(state.worked(typeof overheadMs === 'number' ? overheadMs : overheadMs(body)), gone)
  runner.kills.add(call.kill)
  const held = await runner.slots.take(prompt, gone)
  const reply = held && (await workOn(call, runner, held, prompt, loaded, state))
  runner.kills.delete(call.kill)
  if (reply) return deliver(call, reply, state)
  refuse(call, errors.crashed()) // or the client went away, and nobody reads this
}

/** The prompt as the model gets it, or why it does not. */
function promptFor(body: ChatBody, { contextTokens }: Runner, { options }: State): Tokens | ErrorReply {
  const prompt = tokensOfMessages(body.messages)
  if (prompt.length < contextTokens) return prompt
  if (options.path !== 'rendered' || body.truncate === false) {
    return errors.contextExceeded(prompt.length, contextTokens)
  }
  const kept = contextTokens - Math.floor((contextTokens - keptTokens) / 2) // llama_server.go: silently, to about half
  const all = prompt.parts.flat()
  const cut = [...all.slice(0, keptTokens), ...all.slice(keptTokens - kept)]
  return { parts: [cut], length: cut.length }
}

/** num_keep. */
const keptTokens = 4

interface Worked {
  readonly answer: Answer
  readonly reply: Reply
}

/** Holds the slot. Undefined where the call ended before its answer. */
async function workOn(
  call: Call,
  runner: Runner,
  held: Held,
  prompt: Tokens,
  loaded: number,
  state: State,
): Promise<Worked | undefined> {
  const { stats } = state
  const { body, gone, fault } = call
  const begun = performance.now()
  stats.inFlight += 1
  stats.maxInFlight = Math.max(stats.maxInFlight, stats.inFlight)
  stats.cachedTokens += held.cached
  stats.evaluatedTokens += prompt.length - held.cached
  countFor(stats, body.model, 'calls')
  state.changed()
  const room = body.shift === false ? runner.contextTokens - prompt.length : Infinity
  let memory = prompt
  try {
    const timing = state.models.get(body.model)?.timing ?? state.options.timing
    // where its length takes no time, a test's responder is not asked before the gate lets the call through
    const early = timing && answerTo(body, fault, room, state)
    let promptMs: number | undefined
    if (early) {
      const work = { saved: held.saved, prompt: prompt.length - held.cached, answer: early.count }
      promptMs = await runner.batch.run(work, gone)
    } else {
      const { callMs = 0 } = state.options
      await pause(state.worked(typeof callMs === 'number' ? callMs : callMs(body)), gone)
    }
    await state.gate.pass(gone)
    if (fault?.kind === 'hang') await pause(Infinity, gone)
    if (gone.aborted) return undefined
    const answer = early ?? answerTo(body, fault, room, state)
    memory = joined(prompt, answer.tokens)
    const now = performance.now()
    const span = now - begun
    const onPrompt = promptMs ?? span / 10
    const spans = { total: now - call.arrived, load: loaded - call.arrived, prompt: onPrompt, answer: span - onPrompt }
    return { answer, reply: replyOf(body.model, answer, prompt.length, spans) }
  } finally {
    stats.inFlight -= 1
    noteSlot(stats, begun, performance.now())
    held.giveBack(memory, fault?.kind === 'slot-leak')
    state.changed()
  }
}

/**
 * The durations are those of this machine's clock, as its client sees them: the wait for a slot is in the total alone, so that
 * total − load − prompt − answer is that wait.
 */
function replyOf(
  model: string,
  { content, thinking, reason, count }: Answer,
  promptTokens: number,
  spans: { readonly total: number; readonly load: number; readonly prompt: number; readonly answer: number },
): Reply {
  return {
    ...replyHead(model),
    message: { role: 'assistant', content, ...(thinking === undefined ? {} : { thinking }) },
    done: true,
    done_reason: reason,
    ...withoutZeros({
      total_duration: nanoseconds(spans.total),
      load_duration: nanoseconds(spans.load),
      prompt_eval_count: promptTokens,
      prompt_eval_duration: nanoseconds(spans.prompt),
      eval_count: count,
      eval_duration: nanoseconds(spans.answer),
    }),
  }
}

function nanoseconds(ms: number): number {
  return Math.max(0, Math.round(ms * 1e6))
}

async function deliver(call: Call, { reply, answer }: Worked, state: State): Promise<void> {
  const { fault } = call
  if (fault?.kind === 'slow-headers') await pause(state.scaled(fault.ms), call.gone)
  if (call.gone.aborted) return
  if (fault && failsInReply(fault, reply, call)) return
  if (spoiltText(fault, call.body, '') === undefined) state.stats.answered += 1
  send(call, reply, answer.tokens)
  state.changed()
}

function isError(value: object): value is ErrorReply {
  return 'status' in value
}
