/** What the servers are like that speak /v1/chat/completions: their models, their pages, what they refuse, and in which words. */
import type { ErrorReply } from '../fake-ollama/protocol.js'
import {
  flatError,
  literalError,
  llamaError,
  openAiError,
  unrecognized,
  unsupported,
  unsupportedValue,
} from './bodies.js'

/** The body of a request, as it came. */
export type Sent = Readonly<Record<string, unknown>>

export interface Profile {
  /** What it has where a test names none. */
  readonly model: string
  /** An entry of /v1/models. `start`: when the server was started. */
  entry(id: string, start: number): object
  /** Further pages, by path from the root. */
  pages?(models: readonly string[], slots: number): Readonly<Record<string, object>>
  /** What is wrong with a request. */
  refuse?(sent: Sent): ErrorReply | undefined
  overflow(prompt: number, context: number, limit: number): ErrorReply
  missing(model: string): ErrorReply
  /** Under which name it says what a model thinks. */
  readonly thoughts: 'reasoning' | 'reasoning_content'
  /** Whether it takes any name for its one model. */
  readonly takesAnyName?: true
}

/** Fields of OpenAI's own service. */
const standard = new Set(
  'model messages stream temperature top_p seed stop n presence_penalty frequency_penalty max_tokens max_completion_tokens response_format reasoning_effort'.split(
    ' ',
  ),
)

const openai: Profile = {
  model: 'gpt-4o-mini-2024-07-18',
  thoughts: 'reasoning',
  entry: (id) => ({ id, object: 'model', created: 1_721_172_741, owned_by: 'system' }),
  refuse(sent) {
    const unknown = Object.keys(sent).filter((name) => !standard.has(name))
    if (unknown.length > 0) return unrecognized(unknown)
    return /^(?:gpt-5|o\d)/.test(String(sent['model'])) ? refusedByThinker(sent) : refusedByTalker(sent)
  },
  overflow: (prompt, context) =>
    openAiError(
      400,
      `This model's maximum context length is ${context} tokens. However, your messages resulted in ${prompt} tokens. Please reduce the length of the messages.`,
      { param: 'messages', code: 'context_length_exceeded' },
    ),
  missing: (model) =>
    openAiError(404, `The model \`${model}\` does not exist or you do not have access to it.`, {
      code: 'model_not_found',
    }),
}

function refusedByTalker(sent: Sent): ErrorReply | undefined {
  return 'reasoning_effort' in sent ? unrecognized(['reasoning_effort']) : undefined
}

function refusedByThinker(sent: Sent): ErrorReply | undefined {
  if ('max_tokens' in sent) return unsupported('max_tokens', " Use 'max_completion_tokens' instead.")
  if ('temperature' in sent && sent['temperature'] !== 1) {
    const value = JSON.stringify(sent['temperature'])
    return unsupportedValue('temperature', value, 'Only the default (1) value is supported.')
  }
  for (const name of ['top_p', 'presence_penalty', 'frequency_penalty', 'stop'])
    if (name in sent) return unsupported(name)
  if (sent['reasoning_effort'] === 'none') {
    return unsupportedValue(
      'reasoning_effort',
      "'none'",
      "Supported values are: 'minimal', 'low', 'medium', and 'high'.",
    )
  }
  return undefined
}

const llamaServer: Profile = {
  model: 'qwen2.5-0.5b-instruct-q4_k_m.gguf',
  thoughts: 'reasoning_content',
  takesAnyName: true,
  entry: (id, start) => ({
    id,
    object: 'model',
    created: start,
    owned_by: 'llamacpp',
    meta: {
      vocab_type: 2,
      n_vocab: 151_936,
      n_ctx_train: 32_768,
      n_embd: 896,
      n_params: 494_032_768,
      size: 391_059_456,
    },
  }),
  pages: ([model = ''], slots) => ({
    '/props': {
      default_generation_settings: { n_ctx: 4096 },
      total_slots: slots,
      model_path: `/models/${model}`,
      chat_template: '{%- for message in messages -%}…{%- endfor -%}',
      build_info: 'b6789-abcdef0',
    },
  }),
  overflow: (prompt, context) =>
    llamaError(
      400,
      `request (${prompt} tokens) exceeds the available context size (${context} tokens), try increasing it`,
      'exceed_context_size_error',
      { n_prompt_tokens: prompt, n_ctx: context },
    ),
  missing: () => llamaError(404, 'File Not Found', 'not_found_error'),
}

const vllm: Profile = {
  model: 'Qwen/Qwen3-8B',
  thoughts: 'reasoning_content',
  entry: (id, start) => ({
    id,
    object: 'model',
    created: start,
    owned_by: 'vllm',
    root: id,
    parent: null,
    max_model_len: 4096,
    permission: [{ id: `modelperm-${start}`, object: 'model_permission', created: start }],
  }),
  refuse: ({ reasoning_effort: effort }) =>
    effort === 'none' ? literalError('reasoning_effort', "'low', 'medium' or 'high'", 'none') : undefined,
  overflow: (prompt, context, limit) =>
    flatError(
      400,
      `This model's maximum context length is ${context} tokens. However, you requested ${prompt + limit} tokens (${prompt} in the messages, ${limit} in the completion). Please reduce the length of the messages or completion.`,
    ),
  missing: (model) => flatError(404, `The model \`${model}\` does not exist.`, 'NotFoundError'),
}

const lmStudio: Profile = {
  model: 'qwen2.5-7b-instruct',
  thoughts: 'reasoning_content',
  entry: (id) => ({ id, object: 'model', owned_by: 'organization_owner' }),
  pages: (models) => ({
    '/api/v0/models': {
      object: 'list',
      data: models.map((id) => ({
        id,
        object: 'model',
        type: 'llm',
        publisher: 'lmstudio-community',
        arch: 'qwen2',
        compatibility_type: 'gguf',
        quantization: 'Q4_K_M',
        state: 'not-loaded',
        max_context_length: 32_768,
      })),
    },
  }),
  // with 200
  overflow: (prompt, context) => ({
    status: 200,
    body: JSON.stringify({
      error: `Trying to keep the first ${prompt} tokens when context the overflows. However, the model is loaded with context length of only ${context} tokens, which is not enough. Try to load the model with a larger context length, or provide a shorter input`,
    }),
  }),
  missing: () =>
    openAiError(400, 'No models loaded. Please load a model in the developer page or use the `lms load` command.', {
      param: 'model',
      code: 'model_not_found',
    }),
}

/** A service that holds every field to a list, and says so as FastAPI does. */
const strict: Profile = {
  ...openai,
  model: 'mistral-small-2503',
  entry: (id, start) => ({ id, object: 'model', created: start, owned_by: 'mistralai' }),
  refuse(sent) {
    const known = new Set(
      'model messages stream temperature top_p max_tokens stop presence_penalty frequency_penalty'.split(' '),
    )
    const unknown = Object.keys(sent).filter((name) => !known.has(name))
    if (unknown.length === 0) return undefined
    const detail = unknown.map((name) => ({
      type: 'extra_forbidden',
      loc: ['body', name],
      msg: 'Extra inputs are not permitted',
      input: sent[name],
    }))
    return { status: 422, body: JSON.stringify({ detail }) }
  },
}

export const profiles = { 'llama-server': llamaServer, 'lm-studio': lmStudio, openai, strict, vllm } as const
export type ProfileName = keyof typeof profiles
