/** What a template or a rule reads from a row, by name. */
import type { JsonObject, JsonValue } from '../base/json.js'
import { valueAt } from '../base/template.js'

/**
 * The value under a field's name, or under a dotted path into it; `undefined`: the row has none. A field whose own name
 * holds the dot comes first; what an object merely inherits ("constructor") is no field.
 */
export function fieldOf(row: JsonObject, path: string): JsonValue | undefined {
  return Object.hasOwn(row, path) ? row[path] : (valueAt(row, path) as JsonValue | undefined)
}

/** What a source's template can read: the fields by name, and the whole row as `row` where no field has that name. */
export function scopeOf(row: JsonObject): JsonObject {
  return Object.hasOwn(row, 'row') ? row : { ...row, row }
}
