/**
 * Where an Ollama server is, from what people write.
 *
 * The rules are those of Ollama's own client (envconfig.Host and ConnectableHost), so that fusionkit and `ollama list`
 * always mean the same server: no scheme is http on 11434, http:// alone is port 80, https:// alone 443, and an address
 * that a server *listens* on (0.0.0.0, [::]) is reached by loopback.
 */
import { UserError } from '../../domain/diagnostic.js'
import { hostNotUnderstood } from '../../messages/ollama.js'
import type { Environment } from '../engine.js'
import { connectable, credentialsIn, parsedUrl, unquoted, withoutCredentials } from '../http/address.js'
import type { HttpHost } from '../http/host.js'
import { proxiesFor } from '../http/proxy.js'

/** The server that is meant: what the config says, else OLLAMA_HOST, else this machine. Throws a `UserError` where that is no address. */
export function hostOf(configured: string | undefined, env: Environment): HttpHost {
  return configured === undefined
    ? parseHost(unquoted(env['OLLAMA_HOST'] ?? ''), 'OLLAMA_HOST', env)
    : parseHost(configured.trim(), 'hosts', env)
}

function parseHost(text: string, origin: string, env: Environment): HttpHost {
  const notUnderstood = () => new UserError([hostNotUnderstood(withoutCredentials(text), origin)])
  const { scheme, rest, port } = splitScheme(text)
  if (scheme !== 'http' && scheme !== 'https') throw notUnderstood()
  const slash = rest.indexOf('/')
  const authority = slash < 0 ? rest : rest.slice(0, slash)
  const path = slash < 0 ? '' : rest.slice(slash).replace(/\/+$/, '')
  const url = parsedUrl(`${scheme}://${bracketed(authority)}${path}`)
  if (!url || url.port === '0' || url.search !== '' || url.hash !== '') throw notUnderstood()
  // An explicit port that is the scheme's own is dropped by URL: look for it in the text.
  const given = /:(\d+)$/.exec(bracketed(authority))?.[1]
  const address = `${scheme}://${connectable(url.hostname)}:${given ?? port}${path}`
  const authorization = authorizationOf(url, scheme, unquoted(env['OLLAMA_API_KEY'] ?? ''))
  const proxies = proxiesFor(address, env)
  return {
    url: address,
    ...(authorization === undefined ? {} : { authorization }),
    ...(proxies === undefined ? {} : { proxies }),
  }
}

function splitScheme(text: string): { scheme: string; rest: string; port: string } {
  const at = text.indexOf('://')
  if (at < 0 && text === 'ollama.com') return { scheme: 'https', rest: text, port: '443' }
  if (at < 0) return { scheme: 'http', rest: text, port: '11434' }
  const scheme = text.slice(0, at).toLowerCase()
  return { scheme, rest: text.slice(at + 3), port: scheme === 'https' ? '443' : '80' }
}

/** "" and ":1234" are this machine; a bare IPv6 address gets its brackets. */
function bracketed(authority: string): string {
  if (/^(:\d*)?$/.test(authority)) return `127.0.0.1${authority}`
  return /^[\da-f.]*:[\da-f.]*:[\da-f:.]*$/i.test(authority) ? `[${authority}]` : authority
}

/** Keys and passwords only travel where the address says so: a key never over plain http. */
function authorizationOf(url: URL, scheme: string, apiKey: string): string | undefined {
  return credentialsIn(url) ?? (scheme === 'https' && apiKey !== '' ? `Bearer ${apiKey}` : undefined)
}
