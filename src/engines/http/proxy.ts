/**
 * Which proxies a host is asked through: HTTP_PROXY, HTTPS_PROXY and NO_PROXY, as Ollama's own client reads them (Go's
 * net/http, so ALL_PROXY says nothing). This machine is never asked through one.
 *
 * Light: undici, which does the rest (and knows the names in NO_PROXY), is loaded only where a proxy may apply.
 */
import { BlockList, isIP } from 'node:net'
import { UserError } from '../../domain/diagnostic.js'
import { proxyNotUnderstood } from '../../messages/http.js'
import type { Environment } from '../engine.js'
import { isLoopback, withoutCredentials } from './address.js'

/** As undici's EnvHttpProxyAgent takes them; "": none. It reads the process's own environment for what is left out. */
export interface Proxies {
  readonly httpProxy: string
  readonly httpsProxy: string
  readonly noProxy: string
}

/** `undefined`: the host is asked directly. Throws a `UserError` for a proxy that is no address. */
export function proxiesFor(url: string, env: Environment): Proxies | undefined {
  const { protocol, hostname } = new URL(url)
  const httpProxy = variable('HTTP_PROXY', env)
  const httpsProxy = variable('HTTPS_PROXY', env)
  const noProxy = variable('NO_PROXY', env)
  if ((protocol === 'https:' ? httpsProxy : httpProxy) === '') return undefined
  if (isLoopback(hostname) || inSubnetOf(noProxy, hostname)) return undefined
  return {
    httpProxy: addressOf(httpProxy, 'HTTP_PROXY'),
    httpsProxy: addressOf(httpsProxy, 'HTTPS_PROXY'),
    noProxy,
  }
}

/** For messages: the proxy that a host is asked through, without its password. */
export function proxyShown(url: string, { httpProxy, httpsProxy }: Proxies): string {
  return new URL(url.startsWith('https:') ? httpsProxy : httpProxy).host
}

/** Whether NO_PROXY names a host, or a domain that it is in, by the rules of undici's agent, which then asks it directly. */
export function isExempt(url: string, noProxy: string): boolean {
  const { hostname, port, protocol } = new URL(url)
  const own = port || (protocol === 'https:' ? '443' : '80')
  if (noProxy === '*') return true
  return noProxy.split(/[,\s]+/).some((entry) => {
    const [, written = entry, wanted = own] = /^(.+):(\d+)$/.exec(entry) ?? []
    const name = written.replace(/^\*?\./, '').toLowerCase()
    return name !== '' && wanted === own && (hostname === name || hostname.endsWith(`.${name}`))
  })
}

/** The small spelling goes first, as everywhere. */
function variable(name: string, env: Environment): string {
  return (env[name.toLowerCase()] || env[name] || '').trim()
}

function addressOf(text: string, name: string): string {
  if (text === '') return ''
  const url = text.includes('://') ? text : `http://${text}`
  if (/^(https?|socks5?):\/\//i.test(url) && URL.canParse(url)) return url
  throw new UserError([proxyNotUnderstood(withoutCredentials(text), name)])
}

/** NO_PROXY=192.168.0.0/16: Go knows it, undici does not. */
function inSubnetOf(noProxy: string, hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, '')
  const family = isIP(address)
  if (family === 0) return false
  const subnets = new BlockList()
  for (const entry of noProxy.split(/[,\s]+/)) {
    const [net = '', bits = ''] = entry.split('/')
    const kind = isIP(net)
    if (kind === 0 || !/^\d+$/.test(bits) || Number(bits) > (kind === 6 ? 128 : 32)) continue
    subnets.addSubnet(net, Number(bits), kind === 6 ? 'ipv6' : 'ipv4')
  }
  return subnets.check(address, family === 6 ? 'ipv6' : 'ipv4')
}
