/** What is sent for a completion. Pure. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.js'
import type { CompletionRequest } from '../../domain/completion.js'
import type { Fields } from './fields.js'

/**
 * Every value of the sampling is sent, under all the names that servers have for it, since servers and models bring defaults of their
 * own; what one does not know it leaves alone, or refuses (fields.ts). Thinking is switched off in both ways that there are.
 */
export function chatOf(
  { model, messages, sampling, seed, format }: CompletionRequest,
  fields: Fields,
  body: JsonObject,
): JsonObject {
  const sent: JsonObject = {
    [fields.limit]: sampling.max_tokens,
    temperature: sampling.temperature,
    top_p: sampling.top_p,
    seed,
    presence_penalty: sampling.presence_penalty,
    frequency_penalty: sampling.frequency_penalty,
    ...(sampling.stop === undefined ? {} : { stop: sampling.stop }),
    top_k: sampling.top_k,
    min_p: sampling.min_p,
    repeat_penalty: sampling.repeat_penalty,
    repetition_penalty: sampling.repeat_penalty,
    repeat_last_n: sampling.repeat_last_n,
    reasoning_effort: fields.effort,
    chat_template_kwargs: { enable_thinking: false },
    ...(format === undefined ? {} : { response_format: formatOf(format) }),
  }
  const taken = Object.entries(sent).filter(([name]) => !fields.refused.has(name))
  const chat = { messages: messages.map(({ role, content }) => ({ role, content })) }
  return { ...laidOver(Object.fromEntries(taken), body), model, ...chat, stream: false }
}

function formatOf(schema: JsonObject): JsonObject {
  return { type: 'json_schema', json_schema: { name: 'texts', strict: true, schema } }
}

/** Mappings merge by key; null takes a field out. */
function laidOver(under: JsonObject, over: JsonObject): JsonObject {
  const merged: Record<string, JsonValue> = { ...under }
  for (const [name, value] of Object.entries(over)) {
    const before = merged[name]
    if (value === null) delete merged[name]
    else merged[name] = isJsonObject(value) && isJsonObject(before) ? laidOver(before, value) : value
  }
  return merged
}
