/**
 * The schema as editors read it: draft-07, with the keywords of VS Code's language servers.
 *
 * yaml-language-server writes a key whose schema has `properties` down with all of their defaults, and a text of those without the quotes
 * that YAML needs. So what a mapping holds stands one level deeper, in an `allOf`: that means the same, and a key is written alone.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.js'
import { itTakes } from '../../messages/config-shape.js'
import { takesOf } from '../shape-words.js'
import { inYaml } from './in-yaml.js'
import { mapSchema, without } from './shapes.js'

export function forEditors(schema: JsonObject): JsonObject {
  return mapSchema(schema, (one) => (one['$schema'] === undefined ? deepened(worded(one)) : one))
}

/** With what is ours said in the words of editors. A condition, which nobody reads, has neither. */
function worded(one: JsonObject): JsonObject {
  const { description, takes, leftOut, default: byDefault } = one
  const bare = withoutLargeDefault(without(one, ours))
  if (description === undefined && takes === undefined) return bare
  const decides = 'type' in one || 'enum' in one || 'const' in one
  return {
    ...bare,
    ...(typeof description === 'string' ? descriptions(description, leftOut, byDefault) : {}),
    ...(decides ? { errorMessage: itTakes(takesOf(one)) } : {}),
  }
}

const ours = new Set(['takes', 'leftOut'])

/** A list or a mapping would be written without the quotes that YAML needs: a list is offered as a text that has them. */
function withoutLargeDefault(one: JsonObject): JsonObject {
  const { default: value, ...rest } = one
  if (Array.isArray(value)) return { ...rest, defaultSnippets: [{ label: inYaml(value), body: inYaml(value) }] }
  return isJsonObject(value) ? rest : one
}

function descriptions(
  description: string,
  leftOut: JsonValue | undefined,
  byDefault: JsonValue | undefined,
): JsonObject {
  const without = typeof leftOut === 'string' ? `Left out: ${leftOut}.` : undefined
  const written = byDefault === undefined ? undefined : `Default: \`${inYaml(byDefault)}\``
  return {
    description: [description, without].filter((part) => part !== undefined).join(' '),
    markdownDescription: [description, written ?? without].filter((part) => part !== undefined).join('\n\n'),
  }
}

const holding = [
  'properties',
  'patternProperties',
  'additionalProperties',
  'required',
  'items',
  'minItems',
  'maxItems',
  'minProperties',
]

function deepened(one: JsonObject): JsonObject {
  const held = Object.fromEntries(Object.entries(one).filter(([keyword]) => holding.includes(keyword)))
  const holds = 'properties' in held || 'items' in held || isJsonObject(held['additionalProperties'])
  if (!holds || one['description'] === undefined) return one
  const others = Array.isArray(one['allOf']) ? (one['allOf'] as readonly JsonValue[]) : []
  return { ...without(one, new Set(holding)), allOf: [held, ...others] }
}
