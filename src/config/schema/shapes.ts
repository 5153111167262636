/**
 * What a value may be, as JSON Schema (draft-07).
 *
 * Two keywords are ours, and reach nobody else (for-editors.ts, for-validation.ts). `takes`: what a value may be in a user's words,
 * where its type and range alone would not tell. `leftOut`: what holds without the key, where no single value does.
 *
 * An `anyOf` is for editors alone, which offer what stands in a branch that fits: it answers every mistake with all of its branches.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.js'

export const text = (description: string, more: JsonObject = {}): JsonObject => ({
  type: 'string',
  description,
  ...more,
})

export const whole = (description: string, minimum: number, more: JsonObject = {}): JsonObject => ({
  type: 'integer',
  minimum,
  maximum: Number.MAX_SAFE_INTEGER,
  description,
  ...more,
})

export const decimal = (description: string, minimum: number, maximum: number, more: JsonObject = {}): JsonObject => ({
  type: 'number',
  minimum,
  maximum,
  description,
  ...more,
})

export const mapping = (description: string, properties: JsonObject, more: JsonObject = {}): JsonObject => ({
  type: 'object',
  description,
  properties,
  additionalProperties: false,
  ...more,
})

/** A condition of a schema. (Of two named pairs: an object with a `then` written into it would look like a promise.) */
export const when = (condition: JsonObject, holds: JsonObject): JsonObject => {
  const pairs: readonly (readonly [string, JsonObject])[] = [
    ['if', condition],
    ['then', holds],
  ]
  return Object.fromEntries(pairs)
}

/** One of several shapes, of which `false` is the only boolean. */
export const orFalse = (types: readonly string[], takes: string, more: JsonObject): JsonObject => ({
  type: [...types, 'boolean'],
  takes,
  ...when({ type: 'boolean' }, { const: false, takes }),
  ...more,
})

/** A text, or a list of texts. */
export const texts = (description: string, takes: string, more: JsonObject = {}): JsonObject => ({
  type: ['string', 'array'],
  takes,
  items: { type: 'string', takes: 'texts' },
  minItems: 1,
  description,
  ...more,
})

const scalars = ['string', 'number', 'boolean', 'null']

export const scalarOrList = (description: string): JsonObject => ({
  type: [...scalars, 'array'],
  takes: 'a value or a list of values',
  items: { type: scalars, takes: 'plain values' },
  minItems: 1,
  description,
})

const holdOne = new Set(['items', 'additionalProperties', 'if', 'then', 'else'])
const holdList = new Set(['allOf', 'anyOf', 'oneOf'])
const holdByName = new Set(['properties', 'patternProperties', 'definitions'])

/** A schema with each of the schemas in it changed, the innermost first. (A key of a config may be called as a keyword is.) */
export function mapSchema(schema: JsonObject, change: (schema: JsonObject) => JsonObject): JsonObject {
  const inner = (value: JsonValue): JsonValue => (isJsonObject(value) ? mapSchema(value, change) : value)
  const members = Object.entries(schema).map(([keyword, value]): [string, JsonValue] => {
    if (holdOne.has(keyword)) return [keyword, inner(value)]
    if (holdList.has(keyword) && Array.isArray(value)) return [keyword, value.map(inner)]
    if (!holdByName.has(keyword) || !isJsonObject(value)) return [keyword, value]
    return [keyword, Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inner(one)]))]
  })
  return change(Object.fromEntries(members))
}

/** Without the keywords that are named. */
export function without(schema: JsonObject, keywords: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => !keywords.has(keyword)))
}
