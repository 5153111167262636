/** Requests through a proxy. Loads undici. */
import { type Dispatcher, EnvHttpProxyAgent } from 'undici'
import type { HttpHost } from './host.js'
import type { Proxies } from './proxy.js'
import { refusedByProxy } from './proxy-refusal.js'

/**
 * undici's agent for these proxies. An http host is asked through the proxy as through any (an absolute address in the request
 * line), since proxies commonly tunnel to port 443 alone; https is tunnelled.
 */
export function makeProxyAgent(proxies: Proxies, connections: number | undefined): Dispatcher {
  return new EnvHttpProxyAgent({ ...proxies, proxyTunnel: false, connections: connections ?? null })
}

/** One GET. Throws `EngineUnavailable` where the proxy will not pass it on. */
export async function getThrough(
  host: HttpHost & { readonly proxies: Proxies },
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly body: string }> {
  const agent = makeProxyAgent(host.proxies, 1)
  try {
    const { origin, pathname } = new URL(url)
    const { statusCode, body } = await agent.request({ origin, path: pathname, method: 'GET', headers, signal })
    return { status: statusCode, body: await body.text() }
  } catch (error) {
    throw refusedByProxy(error, host) ?? error
  } finally {
    await agent.destroy()
  }
}
