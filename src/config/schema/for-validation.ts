import type { JsonObject } from '../../base/json.js'
import { mapSchema, without } from './shapes.js'

const forPeople = new Set([
  'description',
  'leftOut',
  'default',
  'examples',
  'enumDescriptions',
  'defaultSnippets',
  'anyOf',
])

/** The schema that `readConfig` is compiled from: what decides, and `takes`, which its messages need. */
export function forValidation(schema: JsonObject): JsonObject {
  return mapSchema(schema, (one) => without(one, forPeople))
}
