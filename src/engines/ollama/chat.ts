/** What is sent for a completion, and what the reply means. Pure. */
import type { ChatRequest, ChatResponse, Options } from 'ollama'
import { defined } from '../../base/defined.js'
import { isJsonObject } from '../../base/json.js'
import type { Completion, CompletionRequest } from '../../domain/completion.js'
import { wasCutSilently } from '../calls/cut-silently.js'
import { unreadable } from '../http/failures.js'
import type { OllamaSettings } from './settings.js'

/** The package's type lacks two of the fields that the server reads. */
export type OllamaChat = ChatRequest & { stream: false; truncate: boolean; shift: boolean }

/** Options that belong to the loaded model: another value reloads it, so they are the same for every call of a model. */
export type RunnerOptions = Partial<Options>

/** For every call of every model. `gpu`: as the config has it. */
export function runnerOptions({ contextTokens }: OllamaSettings, gpu: boolean | number): RunnerOptions {
  const layers = gpu === true ? undefined : Number(gpu) // num_gpu left out: as many layers as fit
  return { num_ctx: contextTokens, ...defined({ num_gpu: layers }) }
}

/**
 * Every sampling option is sent, since a model brings defaults of its own. `think: false`: on a thinking model the default is
 * true. `truncate` and `shift` off: a prompt that does not fit is an error, never silently cut.
 */
export function chatOf(
  { model, messages, sampling, seed, format }: CompletionRequest,
  runner: RunnerOptions,
): OllamaChat {
  return {
    model,
    messages: messages.map(({ role, content }) => ({ role, content })), // a copy: the package may change what it is given
    stream: false,
    think: false,
    truncate: false,
    shift: false,
    ...defined({ format }),
    options: {
      ...runner,
      num_predict: sampling.max_tokens,
      temperature: sampling.temperature,
      top_p: sampling.top_p,
      top_k: sampling.top_k,
      min_p: sampling.min_p,
      repeat_penalty: sampling.repeat_penalty,
      repeat_last_n: sampling.repeat_last_n,
      presence_penalty: sampling.presence_penalty,
      frequency_penalty: sampling.frequency_penalty,
      seed,
      ...(sampling.stop === undefined ? {} : { stop: [...sampling.stop] }),
    },
  }
}

/** Loads a model without asking it anything. `keep_alive` here holds for the calls after it, which send none. */
export function preloadOf(model: string, runner: RunnerOptions): OllamaChat {
  return {
    model,
    messages: [],
    stream: false,
    truncate: false,
    shift: false,
    keep_alive: '10m',
    options: { ...runner },
  }
}

/** Makes room: the model goes as soon as nobody uses it any more. */
export function unloadOf(model: string): ChatRequest & { stream: false } {
  return { model, messages: [], stream: false, keep_alive: 0 }
}

/** What the model did. Throws a `CallFailed` where the reply is none of a model. */
export function completionOf(reply: ChatResponse, sent: OllamaChat, host: string): Completion {
  if (!isJsonObject(reply)) throw unreadable(host, 'JSON that is no reply')
  const { message, done, done_reason: reason, error } = reply as Partial<ChatResponse> & { error?: unknown }
  if (error !== undefined) throw unreadable(host, typeof error === 'string' ? error : JSON.stringify(error))
  if (typeof message?.content !== 'string') throw unreadable(host, 'a reply without a message')
  if (done === true && reason !== 'stop' && reason !== 'length') {
    throw unreadable(host, reason === undefined ? 'it does not say why it ended' : `it ended with "${reason}"`)
  }
  const end = endOf(message.content, message.thinking ?? '', done === true, reason)
  const contextTokens = sent.options?.num_ctx ?? 0
  const prompt = { promptTokens: reply.prompt_eval_count, contextTokens, messages: sent.messages ?? [] }
  if (end !== 'repeat' && wasCutSilently(prompt)) return { text: '', end: 'prompt-too-long', contextTokens }
  return {
    text: message.content,
    end,
    // A count of 0 is left out of the reply.
    ...defined({ promptTokens: reply.prompt_eval_count, completionTokens: reply.eval_count }),
  }
}

/** `done: false` in a reply that is not streamed: the server stops a model that repeats itself, and says nothing else (llama_server.go). */
function endOf(content: string, thinking: string, done: boolean, reason: string | undefined): Completion['end'] {
  if (!done) return 'repeat'
  if (content.trim() !== '') return reason === 'length' ? 'length' : 'stop'
  if (thinking.trim() !== '') return 'thinking'
  return reason === 'length' ? 'length' : 'empty'
}
