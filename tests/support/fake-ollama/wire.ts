/** The three ways to ask for a completion. Each is turned into a request of /api/chat, and the answer back. */
import {
  type ChatBody,
  type ErrorReply,
  errors,
  parseBody,
  type Reply,
  replyHead,
  sendError,
  sendJson,
} from './protocol.js'
import type { ServerResponse } from 'node:http'

export interface Wire {
  /** What is asked, or what is wrong with the body. */
  read(body: unknown): ChatBody | ErrorReply
  reply(reply: Reply): object
  error(error: ErrorReply): ErrorReply
  /** One line of a stream. */
  line(piece: object): string
  readonly streamType: string
  readonly streamEnd: string
}

const ndjson = {
  line: (piece: object) => `${JSON.stringify(piece)}\n`,
  streamType: 'application/x-ndjson',
  streamEnd: '',
}

/** POST /api/chat. */
export const chatWire: Wire = {
  read: (body) => body as ChatBody,
  reply: (reply) => reply,
  error: (error) => error,
  ...ndjson,
}

interface GenerateBody extends Omit<ChatBody, 'messages'> {
  readonly prompt?: string
  readonly system?: string
  readonly template?: string
  readonly raw?: boolean
  readonly context?: readonly number[]
}

/** POST /api/generate. */
export const generateWire: Wire = {
  read(sent) {
    const { prompt = '', system, template, raw, context, ...rest } = sent as GenerateBody
    if (raw && (system ?? template ?? context) !== undefined) return errors.rawWithTemplate()
    const messages = prompt === '' ? [] : [{ role: 'user', content: prompt }]
    return { ...rest, messages: system === undefined ? messages : [{ role: 'system', content: system }, ...messages] }
  },
  reply({ message: { content, thinking }, model, created_at, done, done_reason, ...rest }) {
    const context =
      done && done_reason !== 'load' && done_reason !== 'unload' ? { context: [128_006, 882, 128_007] } : {}
    return {
      model,
      created_at,
      response: content,
      ...(thinking === undefined ? {} : { thinking }),
      done,
      ...(done_reason === undefined ? {} : { done_reason }),
      ...context,
      ...rest,
    }
  },
  error: (error) => error,
  ...ndjson,
}

interface OpenAiBody {
  readonly model: string
  readonly messages?: ChatBody['messages']
  readonly stream?: boolean
  readonly max_tokens?: number
  readonly temperature?: number
  readonly top_p?: number
  readonly seed?: number
  readonly stop?: string | readonly string[]
  readonly frequency_penalty?: number
  readonly presence_penalty?: number
  readonly reasoning_effort?: string
  readonly response_format?: { readonly type: string; readonly json_schema?: { readonly schema?: unknown } }
}

/** POST /v1/chat/completions (openai/openai.go): max_tokens alone limits the answer, num_ctx cannot be set. */
export const openAiWire: Wire = {
  read(sent) {
    const { model, messages = [], response_format, reasoning_effort, ...body } = sent as OpenAiBody
    if (model && messages.length === 0) return { status: 400, body: '{"error":"[] is too short - \'messages\'"}' }
    const { max_tokens, temperature = 1, top_p = 1, seed, stop, frequency_penalty = 0, presence_penalty = 0 } = body
    return {
      model,
      messages,
      stream: body.stream ?? false,
      ...(reasoning_effort === 'none' ? { think: false } : {}),
      ...(response_format ? { format: response_format.json_schema?.schema ?? 'json' } : {}),
      options: {
        temperature,
        top_p,
        frequency_penalty,
        presence_penalty,
        ...(max_tokens === undefined ? {} : { num_predict: max_tokens }),
        ...(seed === undefined ? {} : { seed }),
        ...(stop === undefined ? {} : { stop: typeof stop === 'string' ? [stop] : stop }),
      },
    }
  },
  reply({ model, message: { role, content, thinking }, done, done_reason, prompt_eval_count = 0, eval_count = 0 }) {
    const said = { role, content, ...(thinking === undefined ? {} : { reasoning: thinking }) }
    return {
      id: 'chatcmpl-417',
      object: done ? 'chat.completion' : 'chat.completion.chunk',
      created: Math.floor(Date.now() / 1000),
      model,
      system_fingerprint: 'fp_ollama',
      choices: [{ index: 0, [done ? 'message' : 'delta']: said, finish_reason: done_reason ?? null }],
      usage: {
        prompt_tokens: prompt_eval_count,
        completion_tokens: eval_count,
        total_tokens: prompt_eval_count + eval_count,
      },
    }
  },
  error({ status, body, ...rest }) {
    const { error } = (parseBody(body) ?? {}) as { error?: string }
    if (error === undefined) return { status, body, ...rest }
    const type = status === 404 ? 'not_found_error' : status < 500 ? 'invalid_request_error' : 'api_error'
    return { status, body: JSON.stringify({ error: { message: error, type, param: null, code: null } }), ...rest }
  },
  line: (piece) => `data: ${JSON.stringify(piece)}\n\n`,
  streamType: 'text/event-stream',
  streamEnd: 'data: [DONE]\n\n',
}

/** Who asked, and how. */
interface Asked {
  readonly body: ChatBody
  readonly wire: Wire
  readonly response: ServerResponse
}

export function refuse({ wire, response }: Asked, error: ErrorReply): void {
  if (!response.writableEnded && !response.destroyed) sendError(response, wire.error(error))
}

/** The whole answer, as one body or as a stream of its tokens. */
export function send({ body, wire, response }: Asked, reply: Reply, tokens: readonly string[]): void {
  if (body.stream === false) return sendJson(response, wire.reply(reply))
  sendPieces({ body, wire, response }, reply, tokens)
  response.end(wire.line(wire.reply({ ...reply, message: { ...reply.message, content: '' } })) + wire.streamEnd)
}

/** The lines of a stream without the last. */
export function sendPieces({ wire, response }: Asked, { model }: Reply, tokens: readonly string[]): void {
  response.writeHead(200, { 'content-type': wire.streamType })
  for (const content of tokens) {
    const message = { role: 'assistant', content }
    response.write(wire.line(wire.reply({ ...replyHead(model), message, done: false })))
  }
}
