/** What goes over the wire: as Ollama 0.33 has it (api/types.go, server/routes.go, llm/llama_server.go). */
import type { ServerResponse } from 'node:http'

/** The body of POST /api/chat; those of other endpoints are turned into one. */
export interface ChatBody {
  readonly model: string
  readonly messages: readonly { readonly role: string; readonly content: string }[]
  readonly stream?: boolean
  readonly think?: boolean | string
  readonly truncate?: boolean
  readonly shift?: boolean
  readonly keep_alive?: string | number
  readonly format?: unknown
  readonly options?: Readonly<Record<string, unknown>>
}

/** An error as the server words it. */
export interface ErrorReply {
  readonly status: number
  readonly body: string
  readonly contentType?: string
  readonly headers?: Readonly<Record<string, string>>
}

export const errors = {
  badDuration: (text: unknown): ErrorReply => json(400, `time: invalid duration ${JSON.stringify(text)}`),
  badGatewayPage: (): ErrorReply => ({
    status: 502,
    body: '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center></body>\r\n</html>\r\n',
    contentType: 'text/html',
  }),
  busy: (): ErrorReply => json(503, 'server busy, please try again.  maximum pending requests exceeded'), // two blanks
  cloudBusy: (): ErrorReply => json(503, 'Server overloaded, please retry shortly (ref: 5a1b0c72)'),
  contextExceeded: (tokens: number, context: number): ErrorReply =>
    json(
      400,
      // llama-server's own body, as a string inside Ollama's
      JSON.stringify({
        error: {
          code: 400,
          message: `request (${tokens} tokens) exceeds the available context size (${context} tokens), try increasing it`,
          type: 'exceed_context_size_error',
          n_prompt_tokens: tokens,
          n_ctx: context,
        },
      }),
    ),
  crashed: (text?: string): ErrorReply =>
    json(
      500,
      text ??
        'model runner has unexpectedly stopped, this may be due to resource limitations or an internal error, check ollama server logs for details',
    ),
  /** 403 without a body: the Host header is none that the server takes. */
  forbidden: (): ErrorReply => ({ status: 403, body: '' }),
  loadAborted: (): ErrorReply => json(500, 'client connection closed before llama-server finished loading'),
  missingBody: (): ErrorReply => json(400, 'missing request body'),
  modelNameInvalid: (): ErrorReply => json(400, 'invalid model name'),
  modelNotFound: (model: string): ErrorReply => json(404, `model '${model}' not found`),
  modelRequired: (): ErrorReply => json(400, 'model is required'),
  noThinking: (model: string): ErrorReply => json(400, `"${model}" does not support thinking`),
  outOfMemory: (text: string = oomTexts.run): ErrorReply => json(500, text),
  pageNotFound: (): ErrorReply => ({ status: 404, body: '404 page not found', contentType: 'text/plain' }),
  rawWithTemplate: (): ErrorReply => json(400, 'raw mode does not support template, system, or context'),
  runnerGone: (): ErrorReply =>
    json(400, 'Post "http://127.0.0.1:41233/tokenize": dial tcp 127.0.0.1:41233: connect: connection refused'),
  tooManyRequests: (retryAfter: string): ErrorReply => ({
    ...json(429, 'you have reached your hourly usage limit'),
    headers: { 'retry-after': retryAfter },
  }),
  unauthorized: (): ErrorReply => ({
    status: 401,
    body: JSON.stringify({ error: 'unauthorized', signin_url: 'https://ollama.com/connect?name=box&key=c3NoLWVk' }),
  }),
  wrongOption: (name: string, type: string): ErrorReply => json(500, `option "${name}" must be of type ${type}`),
}

/** What a server says that has too little memory, by when it notices. */
export const oomTexts = {
  run: 'llama runner process has terminated: cudaMalloc failed: out of memory',
  load: 'model requires more system memory (18.3 GiB) than is available (7.6 GiB)',
  gpu: 'unable to load full model on GPU',
  start: 'timed out waiting for llama-server to start: out-of-memory',
} as const

function json(status: number, error: string): ErrorReply {
  return { status, body: JSON.stringify({ error }) }
}

type OptionType = 'integer' | 'float32' | 'boolean' | 'array'

/** api/types.go, Options and Runner. */
const optionTypes: Readonly<Record<string, OptionType>> = {
  seed: 'integer',
  temperature: 'float32',
  top_k: 'integer',
  top_p: 'float32',
  min_p: 'float32',
  typical_p: 'float32',
  repeat_last_n: 'integer',
  repeat_penalty: 'float32',
  presence_penalty: 'float32',
  frequency_penalty: 'float32',
  num_keep: 'integer',
  num_predict: 'integer',
  stop: 'array',
  num_ctx: 'integer',
  num_batch: 'integer',
  num_gpu: 'integer',
  main_gpu: 'integer',
  use_mmap: 'boolean',
  num_thread: 'integer',
  draft_num_predict: 'integer',
}

/** As FromMap: unknown options are told to `ignore` and left out, null is skipped, a wrong type is an error. */
export function checkOptions(options: ChatBody['options'], ignore: (name: string) => void): ErrorReply | undefined {
  for (const [name, value] of Object.entries(options ?? {})) {
    const type = optionTypes[name]
    if (type === undefined) ignore(name)
    else if (value !== null && !fits(value, type)) return errors.wrongOption(name, type)
  }
  return undefined
}

function fits(value: unknown, type: OptionType): boolean {
  if (type === 'array') return Array.isArray(value)
  return typeof value === (type === 'boolean' ? 'boolean' : 'number')
}

export function sendError(response: ServerResponse, { status, body, contentType, headers }: ErrorReply): void {
  response.writeHead(status, { 'content-type': contentType ?? 'application/json; charset=utf-8', ...headers })
  response.end(body)
}

export function sendJson(response: ServerResponse, value: unknown): void {
  const body = JSON.stringify(value)
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}

/** Go leaves members that are zero or empty out (`omitempty`). */
export function withoutZeros<Of extends object>(value: Of): Partial<Of> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== 0 && member !== '')) as Partial<Of>
}

/** An answer in the shape of /api/chat. */
export interface Reply {
  readonly model: string
  readonly created_at: string
  readonly message: { readonly role: string; readonly content: string; readonly thinking?: string }
  readonly done: boolean
  readonly done_reason?: string
  readonly prompt_eval_count?: number
  readonly eval_count?: number
}

export function replyHead(model: string): Pick<Reply, 'model' | 'created_at' | 'message'> {
  return { model, created_at: new Date().toISOString(), message: { role: 'assistant', content: '' } }
}

export function parseBody(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
