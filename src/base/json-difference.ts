import { canonicalJson } from './canonical-json.js'
import { isJsonObject, type JsonObject, type JsonValue } from './json.js'

export interface JsonDifference {
  /** The keys on the way to it; none: the whole. */
  readonly path: readonly string[]
  /** `undefined`: it was not there. */
  readonly from: JsonValue | undefined
  /** `undefined`: it is gone. */
  readonly to: JsonValue | undefined
}

/** Where two values differ: mappings member by member, and lists of [name, value] as mappings; other lists as a whole. */
export function jsonDifferences(
  from: JsonValue | undefined,
  to: JsonValue | undefined,
  path: readonly string[] = [],
): readonly JsonDifference[] {
  if (from !== undefined && to !== undefined && canonicalJson(from) === canonicalJson(to)) return []
  const [before, after] = [asMapping(from), asMapping(to)]
  if (before === undefined || after === undefined) return [{ path, from, to }]
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const inside = names.flatMap((name) => jsonDifferences(before[name], after[name], [...path, name]))
  if (inside.length > 0) return inside
  return [{ path, from: Object.keys(before), to: Object.keys(after) }] // the same members in another order
}

function asMapping(value: JsonValue | undefined): JsonObject | undefined {
  if (isJsonObject(value)) return value
  if (!Array.isArray(value) || !value.every(isEntry)) return undefined
  return Object.fromEntries(value as (readonly [string, JsonValue])[])
}

const isEntry = (item: JsonValue): boolean => Array.isArray(item) && item.length === 2 && typeof item[0] === 'string'
