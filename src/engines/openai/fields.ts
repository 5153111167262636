/**
 * Which fields a server takes for a model, learnt from what it refuses. Pure.
 *
 * Servers differ, and say so with a 400 that names the field. What is *asked for*, and so what an answer is found under, is what the
 * config says, whatever is learnt here.
 */
import type { JsonObject } from '../../base/json.js'

export interface Fields {
  /** The name of the limit: OpenAI's reasoning models know only the new one, Ollama only the old one. */
  readonly limit: 'max_tokens' | 'max_completion_tokens'
  /** The least thinking that there is. */
  readonly effort: string
  /** Left out. */
  readonly refused: ReadonlySet<string>
  /** Both names of the limit were tried. */
  readonly isLimitSwitched?: true
}

/** What is tried first. gpt-oss cannot stop thinking: it knows levels alone. */
export function firstFields(model: string): Fields {
  return { limit: 'max_tokens', effort: /gpt-?oss/i.test(model) ? 'low' : 'none', refused: new Set() }
}

/** Those that OpenAI's own service has: that one is not taken is worth a word. */
export const standardFields: ReadonlySet<string> = new Set([
  'temperature',
  'top_p',
  'seed',
  'presence_penalty',
  'frequency_penalty',
  'stop',
])

/** Fields that only say how to sample or to think: an answer without them is still one. `response_format` is not: the call is then another. */
export const droppable: ReadonlySet<string> = new Set([
  ...standardFields,
  'top_k',
  'min_p',
  'repeat_penalty',
  'repetition_penalty',
  'repeat_last_n',
  'reasoning_effort',
  'chat_template_kwargs',
  'response_format',
])

/**
 * What is to be sent after such a refusal. `undefined`: it is about something else, or nothing is left to try. What the user writes
 * into `body` (`own`) is sent as it is: its refusal is theirs to hear of.
 */
export function learnt(fields: Fields, sent: JsonObject, own: JsonObject, refusal: string): Fields | undefined {
  const said = withoutAdvice(refusal)
  const named = (name: string) => name in sent && !(name in own) && isNamed(name, said)
  if (named('reasoning_effort') && !fields.refused.has('reasoning_effort')) {
    const less = leastIn(refusal, fields.effort)
    if (less !== undefined) return { ...fields, effort: less }
  }
  const isAbout = (name: string) => named(name) && (refusing.test(said) || isThinking(name) || isFormat(name))
  const dropped = [...droppable].filter((name) => !fields.refused.has(name) && isAbout(name))
  const isLimit = fields.isLimitSwitched !== true && named(fields.limit) && refusing.test(said)
  if (dropped.length === 0 && !isLimit) return undefined
  const limit = isLimit ? { limit: otherLimit(fields.limit), isLimitSwitched: true as const } : {}
  return { ...fields, ...limit, refused: new Set([...fields.refused, ...dropped]) }
}

/** Words for "I do not take this", as against "this value of it is wrong", which the user must hear of. */
const refusing =
  /unsupported|not supported|not support|unrecogni[sz]ed|unknown|not permitted|extra_forbidden|not allowed|unexpected|unavailable|does not exist|no such/i

const isThinking = (name: string): boolean => name === 'reasoning_effort' || name === 'chat_template_kwargs'

const isFormat = (name: string): boolean => name === 'response_format'

function otherLimit(limit: Fields['limit']): Fields['limit'] {
  return limit === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens'
}

/** A suggestion names a field that is right; an echo of the whole request names them all. */
function withoutAdvice(refusal: string): string {
  return refusal
    .replace(/,? ?did you mean [^"?]*\??/gi, ' ')
    .replace(/\buse \\?['"`]\w+\\?['"`] instead/gi, ' ')
    .replace(/['"]input\\?['"]\s*:\s*\{(?:(?!['"]input\\?['"])[^])*?['"]messages\\?['"][^]*$/, ' ')
}

/** In quotes, in a list of fields, or on a line of its own; a name that is a plain word means something else elsewhere. */
function isNamed(name: string, said: string): boolean {
  const quoted = new RegExp(`["'\`]${name}(?:\\.\\w+)?\\\\?["'\`]`)
  const listed = new RegExp(
    `(?:supplied|parameters?|arguments?|fields?|body ->|property)[:\\s]\\s*(?:[\\w.]+, )*${name}(?![\\w-])`,
    'i',
  )
  const whole = new RegExp(`(?<![\\w-])${name}(?![\\w-])`)
  return quoted.test(said) || listed.test(said) || (name.includes('_') && whole.test(said))
}

/** The least effort among those that a refusal offers; `undefined`: it offers none that is less than all. */
function leastIn(refusal: string, refused: string): string | undefined {
  const offer = /supported values are:?([^"}]*)/i.exec(refusal)?.[1] ?? ''
  return ['none', 'minimal', 'low'].find((effort) => effort !== refused && new RegExp(`\\b${effort}\\b`).test(offer))
}
