import { isJsonObject, type JsonObject, type JsonValue, numberOr } from '../../base/json.js'
import type { EngineSettings } from '../../domain/project.js'
import { type LaneSettings, readLaneSettings } from '../http/lane-settings.js'

/** The settings of this engine, every default filled in. */
export interface OpenAiSettings extends LaneSettings {
  /** As written in the config; `undefined`: it is missing. */
  readonly baseUrl: string | undefined
  /** The variable that holds the key. */
  readonly keyVariable: string
  /** As written: values may name variables. */
  readonly headers: Readonly<Record<string, string>>
  /** Laid over what is sent. */
  readonly body: JsonObject
  /** What the server has room for; 0: nobody says. */
  readonly contextTokens: number
}

export const defaultKeyVariable = 'OPENAI_API_KEY'
/** What to write, for messages. */
export const baseUrlExamples =
  'http://127.0.0.1:8080 (llama-server), http://gpu-box:8000 (vLLM), https://api.openai.com'

/** Reads settings that the config's schema let through (or that a caller of the API built by hand). */
export function readSettings(settings: EngineSettings): OpenAiSettings {
  const { base_url: baseUrl, api_key_env: keyVariable, headers, body } = settings
  return {
    ...readLaneSettings(settings),
    baseUrl: typeof baseUrl === 'string' && baseUrl.trim() !== '' ? baseUrl.trim() : undefined,
    keyVariable: typeof keyVariable === 'string' ? keyVariable : defaultKeyVariable,
    headers: isJsonObject(headers) ? textsIn(headers) : {},
    body: isJsonObject(body) ? body : {},
    contextTokens: numberOr(settings['context_tokens'], 0),
  }
}

function textsIn(headers: JsonObject): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), asText(value)]))
}

function asText(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
