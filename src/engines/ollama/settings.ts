import type { EngineSettings } from '../../domain/project.js'

/** The settings of this engine, every default filled in. */
export interface OllamaSettings {
  /** As written in the config; none: $OLLAMA_HOST, else this machine. */
  readonly hosts: readonly HostEntry[]
  /** For hosts that have no cap of their own. */
  readonly concurrency: number | 'auto'
  readonly requestsPerMinute: number | undefined
  readonly timeoutSeconds: number
  readonly retries: number
  readonly outageMinutes: number
  readonly contextTokens: number
}

export interface HostEntry {
  readonly url: string
  readonly concurrency?: number
}

export const defaults = {
  concurrency: 'auto',
  timeout_seconds: 120,
  retries: 6,
  outage_minutes: 10,
  context_tokens: 2048,
} as const

/** Reads settings that the config's schema let through (or that a caller of the API built by hand). */
export function readSettings(settings: EngineSettings): OllamaSettings {
  const { concurrency, requests_per_minute: requestsPerMinute } = settings
  return {
    hosts: readHosts(settings['hosts']),
    concurrency: typeof concurrency === 'number' ? concurrency : defaults.concurrency,
    requestsPerMinute: typeof requestsPerMinute === 'number' ? requestsPerMinute : undefined,
    timeoutSeconds: numberOr(settings['timeout_seconds'], defaults.timeout_seconds),
    retries: numberOr(settings['retries'], defaults.retries),
    outageMinutes: numberOr(settings['outage_minutes'], defaults.outage_minutes),
    contextTokens: numberOr(settings['context_tokens'], defaults.context_tokens),
  }
}

function readHosts(hosts: unknown): HostEntry[] {
  if (!Array.isArray(hosts)) return []
  return hosts.map((entry: string | HostEntry) => (typeof entry === 'string' ? { url: entry } : entry))
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}
