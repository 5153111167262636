/** What is sent for a completion. Pure. */
import { defined } from '../../base/defined.js'
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
  const sent: Record<string, JsonValue> = {
    [fields.limit]: sampling.max_tokens,
    temperature: sampling.temperature,
    top_p: sampling.top_p,
    seed,
    presence_penalty: sampling.presence_penalty,
    frequency_penalty: sampling.frequency_penalty,
    ...defined({ stop: sampling.stop }),
    top_k: sampling.top_k,
    min_p: sampling.min_p,
    repeat_penalty: sampling.repeat_penalty,
    repetition_penalty: sampling.repeat_penalty,
    repeat_last_n: sampling.repeat_last_n,
    reasoning_effort: fields.effort,
    chat_template_kwargs: { enable_thinking: false },
    ...(format === undefined ? {} : { response_format: formatOf(format) }),
  }
  for (const name of fields.refused) delete sent[name]
  layOver(sent, body)
  return Object.assign(sent, {
    model,
    messages: messages.map(({ role, content }) => ({ role, content })),
    stream: false,
  })
}

function formatOf(schema: JsonObject): JsonObject {
  return { type: 'json_schema', json_schema: { name: 'texts', strict: true, schema } }
}

/** Mappings merge by key; null takes a field out. */
function layOver(under: Record<string, JsonValue>, over: JsonObject): void {
  for (const [name, value] of Object.entries(over)) {
    const before = under[name]
    if (value === null) delete under[name]
    else if (isJsonObject(value) && isJsonObject(before)) {
      const merged = { ...before }
      layOver(merged, value)
      under[name] = merged
    } else under[name] = value
  }
}
