/** What a reply means: what the model did. Pure. */
import { isJsonObject, type JsonObject, textOf } from '../../base/json.js'
import type { Completion, CompletionRequest } from '../../domain/completion.js'
import { wasCutSilently } from '../calls/cut-silently.js'
import { unreadable } from '../http/failures.js'
import { isFiltered, isPromptTooLong } from './refusals.js'

/** Throws a `CallFailed` where the reply is none of a model. `contextTokens`: what there is room for; 0: nobody says. */
export function completionOf(
  reply: unknown,
  { messages }: Pick<CompletionRequest, 'messages'>,
  contextTokens: number,
  host: string,
): Completion {
  if (!isJsonObject(reply)) throw unreadable(host, 'JSON that is no reply')
  const choice = Array.isArray(reply['choices']) ? (reply['choices'] as unknown[])[0] : undefined
  if (!isJsonObject(choice)) return outcomeOfError(reply, contextTokens, host)
  const { message, finish_reason: reason } = choice
  if (!isJsonObject(message)) throw unreadable(host, 'a reply without a message')
  const usage = tokensIn(reply['usage'])
  const { text, end } = outcomeOf(message, textOf(reason), hasThoughtUnseen(reply['usage']), host)
  const prompt = { promptTokens: usage.promptTokens, contextTokens, messages }
  if (contextTokens > 0 && end !== 'refused' && wasCutSilently(prompt)) {
    return { text: '', end: 'prompt-too-long', contextTokens }
  }
  return { text, end, ...usage }
}

/** 200, and an error in place of an answer: LM Studio and OpenRouter do so. */
function outcomeOfError(reply: JsonObject, contextTokens: number, host: string): Completion {
  const { error } = reply
  if (error === undefined) throw unreadable(host, 'a reply without a choice')
  const said = JSON.stringify(error)
  if (isPromptTooLong(said)) return { text: '', end: 'prompt-too-long', contextTokens }
  if (isFiltered(said)) return { text: '', end: 'refused' }
  throw unreadable(host, isJsonObject(error) ? textOf(error['message']) || said : textOf(error) || said)
}

/** By `finish_reason`; those of OpenAI, and what some servers say in their place. */
const ends: Readonly<Record<string, Completion['end']>> = {
  stop: 'stop',
  eos: 'stop',
  eos_token: 'stop',
  end_turn: 'stop',
  stop_sequence: 'stop',
  length: 'length',
  max_tokens: 'length',
  content_filter: 'refused',
}

function outcomeOf(
  message: JsonObject,
  reason: string,
  isThoughtful: boolean,
  host: string,
): Pick<Completion, 'text' | 'end'> {
  const text = contentOf(message['content'])
  const refusal = textOf(message['refusal'])
  if (refusal !== '') return { text: refusal, end: 'refused' }
  const end = ends[reason]
  if (end === undefined)
    throw unreadable(host, reason === '' ? 'it does not say why it ended' : `it ended with "${reason}"`)
  if (end === 'refused' || text.trim() !== '') return { text, end }
  if (isThoughtful || hasThought(message)) return { text, end: 'thinking' }
  return { text, end: end === 'length' ? 'length' : 'empty' }
}

/** A text, or a list of parts: Mistral's thinking models say it so. */
function contentOf(content: unknown): string {
  if (!Array.isArray(content)) return textOf(content)
  return (content as unknown[]).map((part) => (isJsonObject(part) ? textOf(part['text']) : '')).join('')
}

/** vLLM, SGLang, llama-server and DeepSeek say `reasoning_content`; newer vLLM, Ollama and OpenRouter `reasoning`. */
function hasThought({ reasoning, reasoning_content: content, content: parts }: JsonObject): boolean {
  return textOf(reasoning).trim() !== '' || textOf(content).trim() !== '' || (Array.isArray(parts) && parts.length > 0)
}

/** OpenAI shows no thought, and says what it cost. */
function hasThoughtUnseen(usage: unknown): boolean {
  const details = isJsonObject(usage) ? usage['completion_tokens_details'] : undefined
  return isJsonObject(details) && Number(details['reasoning_tokens'] ?? 0) > 0
}

function tokensIn(usage: unknown): Pick<Completion, 'promptTokens' | 'completionTokens'> {
  if (!isJsonObject(usage)) return {}
  const { prompt_tokens: prompt, completion_tokens: completion } = usage
  return {
    ...(typeof prompt === 'number' ? { promptTokens: prompt } : {}),
    ...(typeof completion === 'number' ? { completionTokens: completion } : {}),
  }
}
