/** What a check-up says of any server that is asked over HTTP. */
import type { Check } from '../../domain/check-up.js'
import { askedThroughProxy } from '../../messages/doctor-engines.js'
import type { HttpHost } from './host.js'
import { isNear } from './near.js'
import { isExempt, proxyShown } from './proxy.js'

/** Nothing, where it is asked directly. */
export function proxyChecks({ url, proxies }: HttpHost): readonly Check[] {
  if (proxies === undefined || isExempt(url, proxies.noProxy)) return []
  const { hostname } = new URL(url)
  return [askedThroughProxy(url, proxyShown(url, proxies), hostname, isNear(hostname) ? 'near' : 'far')]
}
