/** Does what a fault says. */
import type { FaultKind } from './faults.js'
import { type ChatBody, type ErrorReply, errors, type Reply, replyHead, sendJson } from './protocol.js'
import { type Call, resolveName, type State } from './state.js'
import { tokensOf } from './tokens.js'
import { refuse, sendPieces } from './wire.js'

/** Faults that come before the model is asked. Returns whether the call is over with that. */
export async function failsBefore(fault: FaultKind, call: Call, state: State): Promise<boolean> {
  const { response, body } = call
  const name = resolveName(body.model, state) ?? body.model
  switch (fault.kind) {
    case 'refuse':
    case 'restart':
      if (fault.kind === 'restart') state.version = fault.version
      await state.goDown(fault.ms)
      return true
    case 'reset-before-headers':
      response.socket?.resetAndDestroy()
      return true
    case 'crash':
      if (fault.all)
        for (const { model, kills } of state.runners.list()) if (model === name) for (const kill of kills) kill()
      state.runners.unload(name)
      break
    case 'out-of-memory':
      state.runners.unload()
      break
    case 'model-deleted':
      state.models.delete(name)
      break
    case 'digest-changes':
      state.models.set(name, { ...state.models.get(name), digest: fault.digest })
      break
    case 'unloaded':
      state.runners.expire(name)
      break
    case 'foreign-client':
      void visit({ model: name, messages: [], options: { num_ctx: fault.num_ctx } }, state)
      break
    case 'slow-down':
      state.slowness = fault.factor ?? 10
      break
    default:
  }
  const error = errorOf(fault)
  if (error) refuse(call, error)
  return error !== undefined
}

/** A client that is none of ours loads a model. */
async function visit(body: ChatBody, state: State): Promise<void> {
  const lease = await state.runners.schedule(body, new AbortController().signal)
  if ('done' in lease) lease.done()
}

function errorOf(fault: FaultKind): ErrorReply | undefined {
  if (fault.kind === 'too-many-requests') return errors.tooManyRequests(fault.retryAfter)
  if (fault.kind === 'crash') return errors.crashed(fault.text)
  if (fault.kind === 'out-of-memory') return errors.outOfMemory(fault.text)
  return plainErrors[fault.kind]?.()
}

const plainErrors: Partial<Record<FaultKind['kind'], () => ErrorReply>> = {
  'bad-gateway': errors.badGatewayPage,
  'bad-request': errors.modelNameInvalid,
  busy: errors.busy,
  'cloud-busy': errors.cloudBusy,
  forbidden: errors.forbidden,
  'runner-gone': errors.runnerGone,
  unauthorized: errors.unauthorized,
}

/** The text that the model says instead; undefined where the fault leaves it alone. */
export function spoiltText(fault: FaultKind | undefined, { messages }: ChatBody, text: string): string | undefined {
  switch (fault?.kind) {
    case 'whitespace-only':
      return ' \n\t\n  '
    case 'refusal':
      return fault.text ?? "I'm sorry, but I can't help with that request."
    case 'markdown-fence':
      return `\`\`\`json\n${text}\n\`\`\``
    case 'wrong-json':
      return JSON.stringify({ thought: text })
    case 'echo':
      return messages.at(-1)?.content ?? ''
    case 'wrong-language':
      return '这是什么意思，你能再解释一遍吗？'
    case 'duplicate-lines':
      return `${text}\n${text}`
    case 'odd-characters':
      return `${text}\uD83D \u0000\r\n`
    case 'giant':
      return `${text} `.repeat(Math.ceil((fault.characters ?? 1_000_000) / (text.length + 1)))
    default:
      return undefined
  }
}

/** Faults of an answer. Returns whether it was sent, spoilt. */
export function failsInReply(fault: FaultKind, reply: Reply, call: Call): boolean {
  const { body, response, wire } = call
  const text = JSON.stringify(wire.reply(reply))
  const json = { 'content-type': 'application/json; charset=utf-8' }
  if (fault.kind === 'reset-mid-body') {
    response.writeHead(200, { ...json, 'content-length': Buffer.byteLength(text) })
    response.write(text.slice(0, text.length >> 1), () => response.socket?.resetAndDestroy())
    return true
  }
  if (fault.kind === 'empty-200') {
    response.writeHead(200, json)
    response.end()
    return true
  }
  if (body.stream !== false && breaksStream(fault, reply, call)) return true
  if (fault.kind === 'cut-json') {
    response.writeHead(200, json)
    response.end(text.slice(0, text.length >> 1))
    return true
  }
  const spoilt = spoiltReplies(reply)[fault.kind]
  if (!spoilt) return false
  sendJson(response, 'error' in spoilt ? spoilt : wire.reply(spoilt))
  return true
}

/** Half of the text, and then: a line that is cut, a line that is an error, or nothing. */
function breaksStream({ kind }: FaultKind, reply: Reply, call: Call): boolean {
  if (kind !== 'cut-json' && kind !== 'error-200' && kind !== 'done-false') return false
  const { response, wire } = call
  const tokens = tokensOf(reply.message.content)
  sendPieces(call, reply, tokens.slice(0, Math.ceil(tokens.length / 2)))
  const last = wire.line(wire.reply(reply))
  const error = wire.line(runningError)
  response.end(kind === 'cut-json' ? last.slice(0, last.length >> 1) : kind === 'error-200' ? error : '')
  return true
}

const runningError = { error: 'an error was encountered while running the model: unexpected EOF' }

function spoiltReplies(reply: Reply): Partial<Record<FaultKind['kind'], Reply | typeof runningError>> {
  const role = 'assistant'
  return {
    'done-false': { ...replyHead(reply.model), message: reply.message, done: false },
    'empty-content': { ...reply, message: { role, content: '' } },
    'error-200': runningError,
    'thinking-only': { ...reply, message: { role, content: '', thinking: 'Okay, so…' }, done_reason: 'length' },
  }
}
