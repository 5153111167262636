import { numberOr } from '../../base/json.js'
import type { EngineSettings } from '../../domain/project.js'
import { type LaneSettings, readLaneSettings } from '../http/lane-settings.js'

/** The settings of this engine, every default filled in. `concurrency`: for hosts that have no cap of their own. */
export interface OllamaSettings extends LaneSettings {
  /** As written in the config; none: $OLLAMA_HOST, else this machine. */
  readonly hosts: readonly HostEntry[]
  readonly contextTokens: number
}

export interface HostEntry {
  readonly url: string
  readonly concurrency?: number
}

/** Enough for a pair of questions with its prompt and the answer. */
export const defaultContextTokens = 2048

/** Reads settings that the config's schema let through (or that a caller of the API built by hand). */
export function readSettings(settings: EngineSettings): OllamaSettings {
  return {
    ...readLaneSettings(settings),
    hosts: readHosts(settings['hosts']),
    contextTokens: numberOr(settings['context_tokens'], defaultContextTokens),
  }
}

function readHosts(hosts: unknown): HostEntry[] {
  if (!Array.isArray(hosts)) return []
  return hosts.map((entry: string | HostEntry) => (typeof entry === 'string' ? { url: entry } : entry))
}
