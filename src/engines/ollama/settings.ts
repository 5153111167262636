import { type EngineSettings } from '../../domain/project.js'
import { UserError } from '../../domain/diagnostic.js'
import { severalHosts } from '../../messages/engines.js'

/** The settings of this engine, every default filled in. */
export interface OllamaSettings {
  /** As written in the config; `undefined`: $OLLAMA_HOST, else this machine. */
  readonly host: string | undefined
  /** The cap that stands beside the host, else `concurrency`. */
  readonly concurrency: number | 'auto'
  readonly requestsPerMinute: number | undefined
  readonly timeoutSeconds: number
  readonly retries: number
  readonly outageMinutes: number
  readonly contextTokens: number
}

export const defaults = {
  concurrency: 'auto',
  timeout_seconds: 120,
  retries: 6,
  outage_minutes: 10,
  context_tokens: 2048,
} as const

/** Reads settings that the config's schema let through (or that a caller of the API built by hand). Throws a `UserError` for several hosts. */
export function readSettings(settings: EngineSettings): OllamaSettings {
  const hosts = readHosts(settings['hosts'])
  if (hosts.length > 1) throw new UserError([severalHosts()])
  const concurrency = hosts[0]?.concurrency ?? settings['concurrency']
  const requestsPerMinute = settings['requests_per_minute']
  return {
    host: hosts[0]?.url,
    concurrency: typeof concurrency === 'number' ? concurrency : defaults.concurrency,
    requestsPerMinute: typeof requestsPerMinute === 'number' ? requestsPerMinute : undefined,
    timeoutSeconds: numberOr(settings['timeout_seconds'], defaults.timeout_seconds),
    retries: numberOr(settings['retries'], defaults.retries),
    outageMinutes: numberOr(settings['outage_minutes'], defaults.outage_minutes),
    contextTokens: numberOr(settings['context_tokens'], defaults.context_tokens),
  }
}

interface HostEntry {
  readonly url: string
  readonly concurrency?: number
}

function readHosts(hosts: unknown): HostEntry[] {
  if (!Array.isArray(hosts)) return []
  return hosts.map((entry: string | HostEntry) => (typeof entry === 'string' ? { url: entry } : entry))
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}
