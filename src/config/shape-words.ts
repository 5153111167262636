/** What a JSON Schema says about a value, in the words of somebody who never saw one. */
import { nearest } from '../base/nearest.js'
import { isJsonObject } from '../base/json.js'
import { shortened } from '../base/shortened.js'

type Schema = Readonly<Record<string, unknown>>

/** "a number from 0 to 1", '"pair" or "group"'; a schema's own `takes` wins. */
export function takesOf(schema: Schema): string {
  if (typeof schema['takes'] === 'string') return schema['takes']
  if (Array.isArray(schema['enum'])) return either(schema['enum'].map(valueInWords))
  if ('const' in schema) return valueInWords(schema['const'])
  const types = Array.isArray(schema['type']) ? schema['type'] : [schema['type']]
  return either(types.map((type) => typeInWords(type, schema)))
}

const typeWords: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  null: 'nothing',
  object: 'a mapping',
  string: 'a text',
}

function typeInWords(type: unknown, schema: Schema): string {
  if (type === 'integer') return `a whole number${range(schema)}`
  if (type === 'number') return `a number${range(schema)}`
  if (type === 'string' && schema['minLength'] !== undefined) return 'a text that is not empty'
  const items = schema['items']
  if (type === 'array' && isJsonObject(items) && items['type'] === 'string') return 'a list of texts'
  return typeWords[String(type)] ?? 'another value'
}

function range(schema: Schema): string {
  const [least, most, above] = ['minimum', 'maximum', 'exclusiveMinimum'].map((key) => numberOf(schema[key]))
  if (least !== undefined && most !== undefined) return ` from ${least} to ${most}`
  if (least !== undefined) return ` of at least ${least}`
  if (most !== undefined) return ` of at most ${most}`
  return above === undefined ? '' : ` above ${above}`
}

/** The largest integer stands for "no limit". */
function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && value !== Number.MAX_SAFE_INTEGER ? value : undefined
}

const valueInWords = (value: unknown): string => JSON.stringify(value)

function either(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`
}

/** What a user wrote: 'the text "hot"', 'a list', '5'. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `the text "${shortened(value, 40)}"`
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'a mapping' : JSON.stringify(value)
}

/** The words that a value may be. */
function wordsOf(schema: Schema): readonly string[] {
  const inside = [schema['anyOf'], schema['oneOf']].flatMap((any) =>
    Array.isArray(any) ? any.filter(isJsonObject) : [],
  )
  const words = [...(Array.isArray(schema['enum']) ? schema['enum'] : []), schema['const']]
  return [...words.filter((word) => typeof word === 'string'), ...inside.flatMap(wordsOf)]
}

/** Mistakes that YAML invites: a number in quotes, a decimal comma, the yes and no of YAML 1.1, a text that looks like a number. */
export function hintFor(value: unknown, schema: Schema): string | undefined {
  const types = new Set([schema['type']].flat())
  const wantsNumber = types.has('number') || types.has('integer')
  if (typeof value === 'string') {
    const word = nearest(value, wordsOf(schema))
    if (word !== undefined) return `Did you mean "${word}"?`
    if (types.has('boolean') && /^(yes|no|on|off)$/i.test(value))
      return 'YAML reads yes, no, on and off as texts: write true or false.'
    const truth = types.has('boolean') ? nearest(value, ['true', 'false']) : undefined
    if (truth !== undefined) return `Did you mean ${truth}?`
    if (wantsNumber && /^-?\d+,\d+$/.test(value)) return `With a decimal point: ${value.replace(',', '.')}`
    if (wantsNumber && /^-?[\d.]+$/.test(value)) return 'Take the quotes away.'
    if (types.has('array') && !types.has('string')) return `Put it into brackets: ['${value.replaceAll("'", "''")}']`
  }
  if (
    types.has('string') &&
    (typeof value === 'number' || typeof value === 'boolean') &&
    schema['const'] === undefined
  ) {
    return `If a text is meant, quote it: "${String(value)}"`
  }
  return undefined
}
