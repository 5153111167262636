/** The bodies of errors, word by word as the servers say them. */
import type { ErrorReply } from '../fake-ollama/protocol.js'

/** OpenAI, and whoever copies it. */
export function openAiError(
  status: number,
  message: string,
  { type = 'invalid_request_error', param = null, code = null }: ErrorMembers = {},
): ErrorReply {
  return { status, body: JSON.stringify({ error: { message, type, param, code } }) }
}

interface ErrorMembers {
  readonly type?: string
  readonly param?: string | null
  readonly code?: string | null
}

/** vLLM and SGLang, before vLLM put it into `error`. */
export function flatError(status: number, message: string, type = 'BadRequestError'): ErrorReply {
  return { status, body: JSON.stringify({ object: 'error', message, type, param: null, code: status }) }
}

export function llamaError(status: number, message: string, type: string, more: object = {}): ErrorReply {
  return { status, body: JSON.stringify({ error: { code: status, message, type, ...more } }) }
}

export const bodies = {
  badGateway: {
    status: 502,
    body: '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>',
    contentType: 'text/html',
  } satisfies ErrorReply,
  filtered: openAiError(
    400,
    "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify your prompt and retry.",
    { type: 'null', param: 'prompt', code: 'content_filter' },
  ),
  quota: openAiError(
    429,
    'You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs.',
    { type: 'insufficient_quota', code: 'insufficient_quota' },
  ),
  rateLimit: openAiError(
    429,
    'Rate limit reached for gpt-4o-mini in organization org-1 on requests per min (RPM): Limit 3, Used 3, Requested 1.',
    { type: 'requests', code: 'rate_limit_exceeded' },
  ),
  serverError: openAiError(500, 'The server had an error while processing your request. Sorry about that!', {
    type: 'server_error',
  }),
  wrongKey: openAiError(401, 'Incorrect API key provided: sk-wrong. You can find your API key at the dashboard.', {
    code: 'invalid_api_key',
  }),
} as const

/** OpenAI: all that it has never heard of, in one. */
export function unrecognized(names: readonly string[]): ErrorReply {
  return openAiError(400, `Unrecognized request argument${names.length > 1 ? 's' : ''} supplied: ${names.join(', ')}`)
}

/** OpenAI's reasoning models. */
export function unsupported(name: string, advice = ''): ErrorReply {
  return openAiError(400, `Unsupported parameter: '${name}' is not supported with this model.${advice}`, {
    param: name,
    code: 'unsupported_parameter',
  })
}

export function unsupportedValue(name: string, value: string, instead: string): ErrorReply {
  return openAiError(400, `Unsupported value: '${name}' does not support ${value} with this model. ${instead}`, {
    param: name,
    code: 'unsupported_value',
  })
}

/** vLLM, of a field whose values it counts up. */
export function literalError(name: string, expected: string, input: string): ErrorReply {
  const detail = `{'type': 'literal_error', 'loc': ('body', '${name}'), 'msg': "Input should be ${expected}", 'input': '${input}', 'ctx': {'expected': "${expected}"}}`
  return flatError(400, `1 validation error:\n  ${detail}`, 'Bad Request')
}
