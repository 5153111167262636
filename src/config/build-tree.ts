import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Alias,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import type { JsonScalar } from '../base/json.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import * as say from '../messages/config-yaml.js'
import { lineIndexAt, placeIn, type TextFile } from './text-file.js'
import type { Entry, MapNode, Node, ScalarNode, Span } from './tree.js'

const deepest = 60
const mostAliased = 100_000

interface Building {
  readonly file: TextFile
  readonly problems: Diagnostic[]
  /** `undefined`: its node is still being built. */
  readonly anchors: Map<string, Node | undefined>
  /** How many nodes there are in a node, with aliases written out. */
  readonly sizes: WeakMap<Node, number>
  aliased: number
}

/**
 * The YAML library's nodes as ours: aliases and `<<` resolved, a key that comes twice named (the first one counts),
 * an unquoted `{{ a1 }}` (to YAML a mapping in a mapping) named and left out.
 */
export function buildTree(file: TextFile, contents: ParsedNode): { root: Node | undefined; problems: Diagnostic[] } {
  const building: Building = { file, problems: [], anchors: new Map(), sizes: new WeakMap(), aliased: 0 }
  return { root: build(building, contents, 0, undefined), problems: building.problems }
}

/** `key`: whose value it is. Returns nothing where the node is wrong, which is then said. */
function build(building: Building, yaml: unknown, depth: number, key: string | undefined): Node | undefined {
  if (depth > deepest) {
    building.problems.push(say.tooDeep(placeIn(building.file, spanOf(yaml).start)))
    return undefined
  }
  if (isAlias(yaml)) return resolve(building, yaml)
  const anchor = isScalar(yaml) || isMap(yaml) || isSeq(yaml) ? yaml.anchor : undefined
  if (anchor !== undefined) building.anchors.set(anchor, undefined)
  const node = isMap(yaml)
    ? buildMap(building, yaml, depth, key)
    : isSeq(yaml)
      ? buildList(building, yaml, depth)
      : buildScalar(building, yaml)
  if (node === undefined) return undefined
  if (anchor !== undefined) building.anchors.set(anchor, node)
  building.sizes.set(node, sizeOf(building, node))
  return node
}

function sizeOf({ sizes }: Building, node: Node): number {
  const children =
    node.kind === 'scalar'
      ? []
      : node.kind === 'list'
        ? node.items
        : [...node.entries.values()].map((entry) => entry.node)
  return children.reduce((sum, child) => sum + (sizes.get(child) ?? 1), 1)
}

function resolve(building: Building, alias: Alias): Node | undefined {
  const { file, anchors, sizes, problems } = building
  const { start, end } = spanOf(alias)
  const place = placeIn(file, start, end)
  const node = anchors.get(alias.source)
  if (node === undefined) {
    problems.push((anchors.has(alias.source) ? say.aliasOfItself : say.unknownAnchor)(alias.source, place))
    return undefined
  }
  const before = building.aliased
  building.aliased += sizes.get(node) ?? 1
  if (building.aliased <= mostAliased) return node
  if (before <= mostAliased) problems.push(say.aliasBomb(alias.source, place))
  return undefined
}

function buildScalar({ file }: Building, yaml: unknown): ScalarNode {
  const span = spanOf(yaml)
  const scalar = yaml as Scalar | null
  const written = writtenAs(scalar)
  const comment = written === 'plain' ? /^[ \t]+#[^\n]*/.exec(file.text.slice(span.end, lineEnd(file, span.end))) : null
  return {
    kind: 'scalar',
    span,
    value: jsonScalar(scalar?.value ?? null),
    written,
    ...(comment === null || span.start === span.end
      ? {}
      : { comment: { start: span.end + comment[0].indexOf('#'), end: span.end + comment[0].trimEnd().length } }),
  }
}

const lineEnd = (file: TextFile, offset: number): number =>
  file.lineStarts[lineIndexAt(file, offset) + 1] ?? file.text.length

function writtenAs(scalar: Scalar | null): ScalarNode['written'] {
  if (scalar?.type === 'QUOTE_SINGLE') return 'single'
  if (scalar?.type === 'QUOTE_DOUBLE') return 'double'
  return scalar?.type?.startsWith('BLOCK') === true ? 'block' : 'plain'
}

/** Big integers and the like cannot come from YAML 1.2's core schema; infinity and NaN can, and are no JSON. */
function jsonScalar(value: unknown): JsonScalar {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number')
    return value
  return typeof value === 'bigint' ? Number(value) : null
}

function buildList(building: Building, yaml: YAMLSeq, depth: number): Node {
  const items = yaml.items.flatMap((item) => build(building, item, depth + 1, undefined) ?? [])
  return { kind: 'list', span: spanOf(yaml), items }
}

function buildMap(building: Building, yaml: YAMLMap, depth: number, key: string | undefined): MapNode | undefined {
  const span = spanOf(yaml)
  const node: MapNode = { kind: 'map', span, entries: new Map(), dropped: new Set() }
  const explicit = new Set(yaml.items.map(({ key: item }) => keyText(item)))
  for (const pair of yaml.items) {
    if (!isPair(pair)) continue
    if (yaml.flow === true && isMap(pair.key) && pair.key.flow === true) {
      const source = building.file.text.slice(span.start, span.end)
      building.problems.push(say.unquotedBraces(key, source, placeIn(building.file, span.start, span.end)))
      return undefined
    }
    const name = keyText(pair.key)
    const keySpan = spanOf(pair.key)
    if (name === undefined) building.problems.push(say.keyIsNoText(placeIn(building.file, keySpan.start, keySpan.end)))
    else if (isMergeKey(pair.key))
      merge(building, node, explicit, build(building, pair.value, depth + 1, name), keySpan)
    else addEntry(building, node, name, keySpan, build(building, pair.value ?? emptyAfter(keySpan), depth + 1, name))
  }
  return node
}

function addEntry({ file, problems }: Building, node: MapNode, name: string, keySpan: Span, value: Node | undefined) {
  const first = node.entries.get(name)
  if (first !== undefined) {
    const firstLine = lineIndexAt(file, first.keySpan.start) + 1
    problems.push(say.duplicateKey(name, firstLine, placeIn(file, keySpan.start, keySpan.end)))
  } else if (value === undefined) node.dropped.add(name)
  else node.entries.set(name, { keySpan, node: value })
}

/** YAML's merge key: own keys win over merged ones, earlier mappings of a list over later ones. */
function merge(
  { file, problems }: Building,
  into: MapNode,
  explicit: ReadonlySet<string | undefined>,
  value: Node | undefined,
  keySpan: Span,
) {
  if (value === undefined) return
  for (const from of value.kind === 'list' ? value.items : [value]) {
    if (from.kind !== 'map') {
      problems.push(say.mergeOfNoMapping(placeIn(file, keySpan.start, keySpan.end)))
      continue
    }
    const merged: Iterable<[string, Entry]> = from.entries
    for (const [name, entry] of merged) {
      if (!explicit.has(name) && !into.entries.has(name)) into.entries.set(name, entry)
    }
  }
}

const isMergeKey = (key: unknown): boolean => isScalar(key) && key.value === '<<' && key.type === 'PLAIN'

function keyText(key: unknown): string | undefined {
  if (key === null) return ''
  if (!isScalar(key)) return undefined
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value))
}

/** A key without ":" and value: nothing stands behind it. */
const emptyAfter = ({ end }: Span) => ({ range: [end, end] })

function spanOf(yaml: unknown): Span {
  const range = (yaml as { range?: readonly number[] | null } | null)?.range
  return { start: range?.[0] ?? 0, end: range?.[1] ?? 0 }
}
