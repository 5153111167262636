/** What of a model decides how it is asked. Pure. */
import { defined } from '../../base/defined.js'
import { isJsonObject, textOf } from '../../base/json.js'
import type { OllamaChat } from './chat.js'
import type { HttpHost } from '../http/host.js'
import { remoteOf } from './tags.js'

export interface Traits {
  /** Who answers, where that is not the server itself: there is nothing to load, to unload or to look at. */
  readonly remote: string | undefined
  /** Whether /api/ps says where it sits: the runner of safetensors knows no such thing. */
  readonly hasPlace: boolean
  /** What is sent as `think`; `undefined`: nothing. */
  readonly think: false | 'low' | undefined
  /** Its own stop words, which those of a call would take the place of. */
  readonly stops: readonly string[]
}

/** `shown`: the body of /api/show; `undefined`: the server does not tell. */
export function traitsOf(name: string, shown: unknown, host: HttpHost): Traits {
  const told = isJsonObject(shown) ? shown : {}
  const details = isJsonObject(told['details']) ? told['details'] : {}
  const remote = remoteOf(told, name, host)?.host
  return {
    remote,
    hasPlace: remote === undefined && details['format'] !== 'safetensors',
    // gpt-oss cannot stop thinking: it knows levels alone
    think: /gpt-?oss/i.test(textOf(details['family']) || name) ? 'low' : false,
    stops: stopsIn(textOf(told['parameters'])),
  }
}

/** `chat`, as this model is to be asked. */
export function askedAs(chat: OllamaChat, { think, stops }: Traits): OllamaChat {
  const { think: _plain, options, ...rest } = chat
  const stop = options?.stop
  return {
    ...rest,
    ...defined({ think }),
    options: stop === undefined ? { ...options } : { ...options, stop: [...new Set([...stop, ...stops])] },
  }
}

/**
 * The stop words in the `parameters` of /api/show: lines of a name, blanks and a value, texts quoted as Go does
 * (server/images.go, `%-30s %#v`).
 */
export function stopsIn(parameters: string): readonly string[] {
  return parameters.split('\n').flatMap((line) => {
    const value = /^stop\s+(\S.*)$/.exec(line.trim())?.[1]
    return value === undefined ? [] : [unquoted(value)]
  })
}

/** Go's quotes are JSON's, but for a few escapes (strconv.Quote). */
function unquoted(value: string): string {
  if (!/^".*"$/.test(value)) return value
  const escapes: Readonly<Record<string, string>> = { a: '\\u0007', v: '\\u000b' }
  const asJson = value.replace(
    /\\(?:x([\da-fA-F]{2})|U([\da-fA-F]{8})|([av])|.)/g,
    (whole, byte?: string, point?: string, letter?: string) => {
      if (byte !== undefined) return `\\u00${byte}`
      if (point !== undefined) return String.fromCodePoint(Number.parseInt(point, 16))
      return (letter && escapes[letter]) ?? whole
    },
  )
  try {
    return JSON.parse(asJson) as string
  } catch {
    return value.slice(1, -1)
  }
}
