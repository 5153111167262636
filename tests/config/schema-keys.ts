/** What the schema says of each key, for tests that hold all of them. */
import { catalogues } from '../../src/app/catalogues.js'
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/base/json.js'
import { composeSchema } from '../../src/config/schema/compose-schema.js'

export const schema = composeSchema(catalogues)

export interface SchemaKey {
  /** "sources.*.faker.seed"; a definition is "#variant". */
  readonly path: string
  readonly schema: JsonObject
  readonly isRequired: boolean
}

/** Every key with a name of ours, wherever it may stand; those of definitions once. */
export function schemaKeys(): readonly SchemaKey[] {
  const definitions = Object.entries(schema['definitions'] as JsonObject)
  return [...keysBelow(schema, ''), ...definitions.flatMap(([name, one]) => keysBelow(one, `#${name}`))]
}

function keysBelow(holder: JsonValue | undefined, path: string): SchemaKey[] {
  if (!isJsonObject(holder)) return []
  const required = (holder['required'] ?? []) as readonly string[]
  const named = Object.entries((holder['properties'] ?? {}) as JsonObject).flatMap(([name, one]): SchemaKey[] => {
    const at = path === '' ? name : `${path}.${name}`
    return [{ path: at, schema: one as JsonObject, isRequired: required.includes(name) }, ...keysBelow(one, at)]
  })
  return [
    ...named,
    ...keysBelow(holder['additionalProperties'], `${path}.*`),
    ...keysBelow(holder['items'], `${path}[]`),
    ...engineKeys(holder, path),
  ]
}

/** The settings of an engine stand under its kind. */
function engineKeys({ allOf }: JsonObject, path: string): SchemaKey[] {
  if (path !== 'engine') return []
  return (allOf as readonly JsonObject[]).flatMap(({ if: condition, then }) => {
    const kind = ((condition as JsonObject | undefined)?.['properties'] as { kind: { const: string } } | undefined)
      ?.kind
    return kind === undefined ? [] : keysBelow(then, `engine.${kind.const}`)
  })
}

/** What names of a user's own stand for: the schemas of "additionalProperties", and of the entries of lists of mappings. */
export function namelessSchemas(): readonly { readonly path: string; readonly schema: JsonObject }[] {
  return schemaKeys().flatMap(({ path, schema: one }) =>
    (['additionalProperties', 'items'] as const).flatMap((keyword) => {
      const inner = one[keyword]
      if (!isJsonObject(inner) || inner['$ref'] !== undefined) return []
      const isMapping = [inner['type']].flat().includes('object')
      return keyword === 'additionalProperties' || isMapping ? [{ path: `${path} (${keyword})`, schema: inner }] : []
    }),
  )
}
