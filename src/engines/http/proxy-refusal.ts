import { proxyRefuses } from '../../messages/http.js'
import { EngineUnavailable } from '../engine.js'
import type { HttpHost } from './host.js'
import { proxyShown } from './proxy.js'

/** The status with which a proxy refused to pass a request on, by undici's words for it (lib/dispatcher/proxy-agent.js). */
function refusal(error: unknown): number | undefined {
  const text = error instanceof Error ? error.message : ''
  const status = /Proxy (?:response|Authentication Required) \((\d+)\)/.exec(text)?.[1]
  return status === undefined ? undefined : Number(status)
}

/** What to say where it is the proxy that will not: no later try makes it. `undefined`: it is something else. */
export function refusedByProxy(error: unknown, { url, proxies }: HttpHost): EngineUnavailable | undefined {
  const status = refusal(error)
  if (proxies === undefined || status === undefined || status >= 500) return undefined
  return new EngineUnavailable(proxyRefuses(url, proxyShown(url, proxies), status), error)
}

/** Whether the proxy found nobody behind it. */
export function isNobodyBehind(error: unknown): boolean {
  return (refusal(error) ?? 0) >= 500
}
