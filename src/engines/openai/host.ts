/**
 * Where the server is, and with which key it is asked.
 *
 * Law: a key, and a header that may be one, never travels over plain http to another machine.
 */
import { defined } from '../../base/defined.js'
import { UserError } from '../../domain/diagnostic.js'
import { settingNeeded } from '../../messages/config-shape.js'
import { baseUrlNotUnderstood, headerInTheOpen, headerVariableMissing, type KeyState } from '../../messages/openai.js'
import { EngineUnavailable, type Environment } from '../engine.js'
import { connectable, credentialsIn, isLoopback, parsedUrl, unquoted, withoutCredentials } from '../http/address.js'
import type { HttpHost } from '../http/host.js'
import { proxiesFor } from '../http/proxy.js'
import { baseUrlExamples, type OpenAiSettings } from './settings.js'

/** `url`: what /chat/completions is below. */
export interface OpenAiHost extends HttpHost {
  /** What the server's own pages are below: without /v1. */
  readonly root: string
  readonly key: KeyState
  readonly keyVariable: string
}

/** The server that is meant. Throws a `UserError` where that is no address, and `EngineUnavailable` where a header lacks its variable. */
export function hostOf({ baseUrl, keyVariable, headers }: OpenAiSettings, env: Environment): OpenAiHost {
  if (baseUrl === undefined) throw new UserError([settingNeeded('openai', 'base_url', baseUrlExamples)])
  const address = addressOf(baseUrl)
  const url = `${address.origin}${address.path}`
  const isSafe = address.scheme === 'https:' || isLoopback(address.hostname)
  const sent = Object.entries(headers).map(
    ([name, value]) => [name, headerValue(name, value, env, isSafe, url)] as const,
  )
  const apiKey = unquoted(env[keyVariable] ?? '')
  const authorization = address.credentials ?? (isSafe && apiKey !== '' ? `Bearer ${apiKey}` : undefined)
  const proxies = proxiesFor(url, env)
  return {
    url,
    root: `${address.origin}${address.path.replace(/\/v\d[^/]*$/, '')}`,
    key: apiKey === '' ? 'missing' : isSafe ? 'sent' : 'withheld',
    keyVariable,
    headers: Object.fromEntries(sent),
    ...defined({ authorization, proxies }),
  }
}

interface Address {
  readonly scheme: string
  readonly hostname: string
  readonly origin: string
  readonly path: string
  readonly credentials: string | undefined
}

/** With /v1 where no part of the path is a version; the whole address of the endpoint is understood, too. */
function addressOf(text: string): Address {
  const written = text.includes('://') ? text : `http://${text}`
  const url = parsedUrl(written)
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:'
  // without a scheme, a name alone may be anything: a key would go where nobody meant it to go
  const isMeant = text.includes('://') || (url !== undefined && (url.port !== '' || isLoopback(url.hostname)))
  if (url === undefined || !isHttp || !isMeant || url.port === '0' || url.search !== '' || url.hash !== '') {
    throw new UserError([baseUrlNotUnderstood(withoutCredentials(text), baseUrlExamples)])
  }
  const hostname = connectable(url.hostname)
  const path = url.pathname.replace(/\/+$/, '').replace(/\/chat\/completions$/, '')
  return {
    scheme: url.protocol,
    hostname,
    origin: `${url.protocol}//${hostname}${url.port === '' ? '' : `:${url.port}`}`,
    path: /\/v\d/.test(path) ? path : `${path}/v1`,
    credentials: credentialsIn(url),
  }
}

/** `$NAME` and `${NAME}` are variables of the environment; `$$` is a dollar. */
function headerValue(name: string, value: string, env: Environment, isSafe: boolean, url: string): string {
  const isSecret = /\$(?:\{|[A-Za-z_])/.test(value) || /auth|key|token|secret|cookie/.test(name)
  if (isSecret && !isSafe) throw new UserError([headerInTheOpen(name, url)])
  return value.replace(/\$(?:\$|\{(\w+)\}|([A-Za-z_]\w*))/g, (whole, braced?: string, plain?: string) => {
    const variable = braced ?? plain
    if (variable === undefined) return whole.slice(1)
    const found = env[variable]
    if (found === undefined || found === '') throw new EngineUnavailable(headerVariableMissing(name, variable))
    return unquoted(found)
  })
}
