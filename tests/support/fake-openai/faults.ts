/** What goes wrong with a call of the fake server. */
import type { ServerResponse } from 'node:http'
import type { ErrorReply } from '../fake-ollama/protocol.js'
import { bodies } from './bodies.js'

export type FaultKind =
  | { readonly kind: 'reset-before-headers' }
  | { readonly kind: 'reset-mid-body' }
  | { readonly kind: 'cut-json' }
  | { readonly kind: 'empty-200' }
  /** Never answers. */
  | { readonly kind: 'hang' }
  | { readonly kind: 'bad-gateway' }
  | { readonly kind: 'server-error' }
  /** Retry-After in seconds, or as a date. */
  | { readonly kind: 'too-many-requests'; readonly retryAfter: string }
  | { readonly kind: 'quota' }
  | { readonly kind: 'wrong-key' }
  /** 400, before the model is asked. */
  | { readonly kind: 'filtered' }
  /** 200, with finish_reason "content_filter". */
  | { readonly kind: 'filtered-answer' }
  /** message.refusal. */
  | { readonly kind: 'refusal' }
  | { readonly kind: 'thinking-only' }
  /** OpenAI's: nothing of it is shown. */
  | { readonly kind: 'thinking-unseen' }
  | { readonly kind: 'thinking-in-text' }
  | { readonly kind: 'blank' }
  /** 200, with an error in place of an answer. */
  | { readonly kind: 'error-200' }
  | { readonly kind: 'odd-end' }

export interface Reply {
  readonly choices: readonly [{ readonly message: object; readonly finish_reason: string | null; readonly index: 0 }]
}

export function errorOf(fault: FaultKind | undefined): (ErrorReply & { readonly retryAfter?: string }) | undefined {
  if (fault?.kind === 'too-many-requests') return { ...bodies.rateLimit, headers: { 'retry-after': fault.retryAfter } }
  const errors: Partial<Record<FaultKind['kind'], ErrorReply>> = {
    'bad-gateway': bodies.badGateway,
    filtered: bodies.filtered,
    quota: bodies.quota,
    'server-error': bodies.serverError,
    'wrong-key': bodies.wrongKey,
  }
  return fault && errors[fault.kind]
}

/** The reply, spoilt; the same one where the fault leaves it alone. */
export function spoilt<Of extends Reply>(reply: Of, fault: FaultKind | undefined, thoughts: string): object {
  const role = 'assistant'
  const { content = '' } = reply.choices[0].message as { content?: string }
  const as = (message: object, finish_reason: string) => ({ ...reply, choices: [{ index: 0, message, finish_reason }] })
  switch (fault?.kind) {
    case 'filtered-answer':
      return as({ role, content: '' }, 'content_filter')
    case 'refusal':
      return as({ role, content: null, refusal: "I'm sorry, I can't help with that." }, 'stop')
    case 'thinking-only':
      return as({ role, content: null, [thoughts]: 'Well, let me see…' }, 'length')
    case 'thinking-unseen':
      return {
        ...as({ role, content: '' }, 'length'),
        usage: { prompt_tokens: 30, completion_tokens: 200, completion_tokens_details: { reasoning_tokens: 200 } },
      }
    case 'thinking-in-text':
      return as({ role, content: `<think>\nWell…\n</think>\n\n${content}` }, 'stop')
    case 'blank':
      return as({ role, content: ' \n' }, 'stop')
    case 'error-200':
      return { error: { message: 'Provider returned error', code: 502 } }
    case 'odd-end':
      return as({ role, content }, 'insufficient_system_resource')
    default:
      return reply
  }
}

/** Faults of the connection. Returns whether the call is over with that. */
export function breaks(fault: FaultKind | undefined, response: ServerResponse, text: string): boolean {
  const json = { 'content-type': 'application/json' }
  switch (fault?.kind) {
    case 'reset-before-headers':
      response.socket?.resetAndDestroy()
      return true
    case 'reset-mid-body':
      response.writeHead(200, { ...json, 'content-length': Buffer.byteLength(text) })
      response.write(text.slice(0, text.length >> 1), () => response.socket?.resetAndDestroy())
      return true
    case 'cut-json':
      response.writeHead(200, json).end(text.slice(0, text.length >> 1))
      return true
    case 'empty-200':
      response.writeHead(200, json).end()
      return true
    default:
      return fault?.kind === 'hang'
  }
}
