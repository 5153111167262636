/** Does what a fault says. */
import type { ServerResponse } from 'node:http'
import type { FaultKind } from './faults.js'
import { type ErrorReply, errors, type Reply, replyHead, sendError, sendJson } from './protocol.js'
import { type Call, resolveName, type State } from './state.js'

/** Faults that come before the model is asked. Returns whether the call is over with that. */
export async function failsBefore(fault: FaultKind, { response, body }: Call, state: State): Promise<boolean> {
  if (fault.kind === 'refuse') {
    await state.goDown(fault.ms)
    return true
  }
  if (fault.kind === 'reset-before-headers') {
    response.socket?.resetAndDestroy()
    return true
  }
  const name = resolveName(body.model, state) ?? body.model
  if (fault.kind === 'crash') state.runners.unload(name)
  if (fault.kind === 'out-of-memory') state.runners.unload()
  if (fault.kind === 'model-deleted') state.models.delete(name)
  if (fault.kind === 'digest-changes') state.models.set(name, { ...state.models.get(name), digest: fault.digest })
  const error = errorOf(fault)
  if (error) sendError(response, error)
  return error !== undefined
}

function errorOf(fault: FaultKind): ErrorReply | undefined {
  if (fault.kind === 'too-many-requests') return errors.tooManyRequests(fault.retryAfter)
  return plainErrors[fault.kind]?.()
}

const plainErrors: Partial<Record<FaultKind['kind'], () => ErrorReply>> = {
  'bad-gateway': errors.badGatewayPage,
  busy: errors.busy,
  crash: errors.crashed,
  'out-of-memory': errors.outOfMemory,
  'runner-gone': errors.runnerGone,
}

/** Faults of an answer. Returns whether it was sent, spoilt. */
export function failsInReply(fault: FaultKind, reply: Reply, response: ServerResponse): boolean {
  const text = JSON.stringify(reply)
  const half = text.slice(0, text.length >> 1)
  const json = { 'content-type': 'application/json; charset=utf-8' }
  if (fault.kind === 'reset-mid-body') {
    response.writeHead(200, { ...json, 'content-length': Buffer.byteLength(text) })
    response.write(half, () => response.socket?.resetAndDestroy())
    return true
  }
  if (fault.kind === 'cut-json' || fault.kind === 'empty-200') {
    response.writeHead(200, json)
    response.end(fault.kind === 'cut-json' ? half : '')
    return true
  }
  const spoilt = spoiltReplies(reply)[fault.kind]
  if (spoilt) sendJson(response, spoilt)
  return spoilt !== undefined
}

function spoiltReplies(reply: Reply): Partial<Record<FaultKind['kind'], object>> {
  const role = 'assistant'
  return {
    'done-false': { ...replyHead(reply.model), message: reply.message, done: false },
    'empty-content': { ...reply, message: { role, content: '' } },
    'error-200': { error: 'an error was encountered while running the model: unexpected EOF' },
    'thinking-only': { ...reply, message: { role, content: '', thinking: 'Okay, so…' }, done_reason: 'length' },
  }
}
