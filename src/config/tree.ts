/**
 * A YAML document as mappings, lists and scalars that know where they stand.
 *
 * Aliases and merge keys are resolved; a node that an alias shares is one object in two places.
 */
import type { JsonScalar, JsonValue } from '../base/json.js'
import { unreachable } from '../base/unreachable.js'
import type { Place } from '../domain/place.js'
import { placeIn, type TextFile } from './text-file.js'

/** Offsets into the file, in UTF-16 units. */
export interface Span {
  readonly start: number
  readonly end: number
}

export interface ScalarNode {
  readonly kind: 'scalar'
  readonly span: Span
  readonly value: JsonScalar
  readonly written: 'plain' | 'single' | 'double' | 'block'
  /** A comment directly behind a text without quotes: its end may have been meant as text. */
  readonly comment?: Span
}

interface ListNode {
  readonly kind: 'list'
  readonly span: Span
  readonly items: Node[]
}

export interface MapNode {
  readonly kind: 'map'
  readonly span: Span
  /** In file order. */
  readonly entries: Map<string, Entry>
  /** Keys that were there, and were taken out because they are wrong: nobody complains that they are missing. */
  readonly dropped: Set<string>
}

export interface Entry {
  readonly keySpan: Span
  readonly node: Node
}

export type Node = ScalarNode | ListNode | MapNode

export function child(node: Node | undefined, key: string): Node | undefined {
  return node?.kind === 'map' ? node.entries.get(key)?.node : undefined
}

export function childMap(node: Node | undefined, key: string): MapNode | undefined {
  const found = child(node, key)
  return found?.kind === 'map' ? found : undefined
}

export function childScalar(node: Node | undefined, key: string): ScalarNode | undefined {
  const found = child(node, key)
  return found?.kind === 'scalar' ? found : undefined
}

export function childText(node: Node | undefined, key: string): string | undefined {
  const value = childScalar(node, key)?.value
  return typeof value === 'string' ? value : undefined
}

export function childNumber(node: Node | undefined, key: string): number | undefined {
  const value = childScalar(node, key)?.value
  return typeof value === 'number' ? value : undefined
}

/** The entries of a mapping under a key, in file order; none where there is no mapping. */
export function entriesOf(node: Node | undefined): readonly (readonly [string, Entry])[] {
  return node?.kind === 'map' ? [...node.entries] : []
}

/** Whether a key stands there, or stood there and was taken out. */
export function mentions(node: Node | undefined, key: string): boolean {
  return node?.kind === 'map' && (node.entries.has(key) || node.dropped.has(key))
}

/** Takes a wrong entry out; what is left is checked as if it had never been there. */
export function drop(node: MapNode, key: string): void {
  node.entries.delete(key)
  node.dropped.add(key)
}

export function isFalse(node: Node | undefined): boolean {
  return node?.kind === 'scalar' && node.value === false
}

export function placeOf(file: TextFile, { start, end }: Span): Place {
  return placeIn(file, start, end)
}

/** A scalar as a list of one; a list of scalars as it is. */
export function scalarsOf(node: Node | undefined): readonly JsonScalar[] {
  if (node === undefined || node.kind === 'map') return []
  const scalars = node.kind === 'scalar' ? [node] : node.items
  return scalars.flatMap((item) => (item.kind === 'scalar' ? [item.value] : []))
}

export function textsOf(node: Node | undefined): readonly string[] {
  return scalarsOf(node).filter((value) => typeof value === 'string')
}

export function toJson(node: Node): JsonValue {
  switch (node.kind) {
    case 'scalar':
      return node.value
    case 'list':
      return node.items.map(toJson)
    case 'map': {
      const json: Record<string, JsonValue> = {}
      for (const [key, entry] of node.entries) {
        // a plain assignment of "__proto__" would not make a key
        Object.defineProperty(json, key, {
          value: toJson(entry.node),
          enumerable: true,
          configurable: true,
          writable: true,
        })
      }
      return json
    }
    default:
      return unreachable(node)
  }
}
