import { UserError } from '../../domain/diagnostic.js'
import { sameHostTwice } from '../../messages/ollama.js'
import type { Environment } from '../engine.js'
import type { HttpHost } from '../http/host.js'
import { hostOf } from './host.js'
import type { OllamaSettings } from './settings.js'

/** A host, and how many completions it may be asked for at once. */
export interface HostPlace {
  readonly host: HttpHost
  readonly width: number | 'auto'
}

/** The hosts that are meant, at least one. Throws a `UserError` for one that is no address, and for one that comes twice. */
export function hostsOf({ hosts, concurrency }: OllamaSettings, env: Environment): readonly HostPlace[] {
  if (hosts.length === 0) return [{ host: hostOf(undefined, env), width: concurrency }]
  const places = hosts.map((entry) => ({ host: hostOf(entry.url, env), width: entry.concurrency ?? concurrency }))
  const seen = new Map<string, string>()
  for (const [index, { host }] of places.entries()) {
    const written = hosts[index]?.url ?? host.url
    const key = machineOf(host.url)
    const before = seen.get(key)
    if (before !== undefined) throw new UserError([sameHostTwice(before, written)])
    seen.set(key, written)
  }
  return places
}

/** This machine has three names. */
function machineOf(url: string): string {
  return url.replace(/^(https?:\/\/)(?:localhost|\[::1\])(?=:)/, '$1127.0.0.1')
}
