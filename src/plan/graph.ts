/** What reads what, as nodes and edges in the order of the build. Pure. */
import type { Graph, GraphEdge, GraphNode, ManyGroups, TargetNode } from '../domain/graph.js'
import type { Judged } from '../domain/judged.js'
import type { TargetId } from '../domain/target.js'
import { needsOf } from './needs.js'

/** Of these targets and of all that they need; left out: of all. */
export function graphOf(judged: readonly Judged[], wanted?: ReadonlySet<TargetId>): Graph {
  const shown = wanted === undefined ? judged : withNeeds(judged, wanted)
  const nodes = new Map<string, GraphNode>()
  const edges: GraphEdge[] = []
  for (const { target, state, waitsFor } of shown) {
    const needs = needsOf(target, inBuildOrder(judged, waitsFor))
    for (const { path } of needs.files) nodes.set(fileId(path), { kind: 'file', id: fileId(path), path })
    const key = 'rule' in target ? { key: target.rule.key } : {}
    nodes.set(target.id, { kind: target.kind, id: target.id, state, ...key })
    for (const from of [...needs.targets, ...needs.files.map(({ path }) => fileId(path))])
      edges.push({ from, to: target.id })
  }
  return { v: 1, nodes: [...nodes.values()], edges: edges.filter(({ from }) => nodes.has(from)) }
}

const fileId = (path: string): string => `file:${path}`

/** All fusions where some are waited for: those that are there already are read, too. */
function inBuildOrder(judged: readonly Judged[], waitsFor: readonly TargetId[]): readonly TargetId[] {
  if (waitsFor.length === 0) return []
  return judged.flatMap(({ target }) => (target.kind === 'fusion' ? [target.id] : []))
}

function withNeeds(judged: readonly Judged[], wanted: ReadonlySet<TargetId>): readonly Judged[] {
  const needed = new Set<TargetId>(wanted)
  for (const { target, waitsFor } of judged.toReversed())
    if (needed.has(target.id)) for (const id of needsOf(target, inBuildOrder(judged, waitsFor)).targets) needed.add(id)
  return judged.filter(({ target }) => needed.has(target.id))
}

/** The same with the groups of each key in one node, and their files in another, where there are more nodes than `most`. */
export function collapsed(graph: Graph, most: number): Graph {
  if (graph.nodes.length <= most) return graph
  const sets = groupsByKey(graph)
  const newId = new Map<string, string>()
  for (const { id, members } of sets) for (const member of members) newId.set(member.id, id)
  const files = fileSets(graph, newId)
  for (const { id, members } of files) for (const member of members) newId.set(member, id)
  const made = new Map<string, GraphNode>([
    ...sets.map((set) => [set.id, manyGroups(set)] as const),
    ...files.map(({ id, members }) => [id, { kind: 'files', id, count: members.length }] as const),
  ])
  const nodes = new Map<string, GraphNode>()
  for (const node of graph.nodes) {
    const id = newId.get(node.id) ?? node.id
    nodes.set(id, made.get(id) ?? node)
  }
  const edges = new Map<string, GraphEdge>()
  for (const { from, to } of graph.edges) {
    const edge = { from: newId.get(from) ?? from, to: newId.get(to) ?? to }
    edges.set(JSON.stringify([edge.from, edge.to]), edge)
  }
  return { v: 1, nodes: [...nodes.values()], edges: [...edges.values()] }
}

interface GroupSet {
  readonly id: string
  readonly key: string
  readonly members: readonly TargetNode[]
}

function groupsByKey({ nodes }: Graph): readonly GroupSet[] {
  const byKey = new Map<string, TargetNode[]>()
  for (const node of nodes) {
    if (node.kind !== 'fusion' || node.key === undefined) continue
    const known = byKey.get(node.key)
    if (known === undefined) byKey.set(node.key, [node])
    else known.push(node)
  }
  return [...byKey]
    .filter(([, members]) => members.length > 1)
    .map(([key, members]) => ({ id: `all:${key}`, key, members }))
}

function manyGroups({ id, key, members }: GroupSet): ManyGroups {
  const states: Partial<Record<TargetNode['state'], number>> = {}
  for (const { state } of members) states[state] = (states[state] ?? 0) + 1
  return { kind: 'groups', id, key, count: members.length, states }
}

/** Files that the groups of one key alone read. */
function fileSets(
  { nodes, edges }: Graph,
  newId: ReadonlyMap<string, string>,
): readonly { readonly id: string; readonly members: readonly string[] }[] {
  const readers = new Map<string, Set<string>>()
  for (const { from, to } of edges) {
    const reader = newId.get(to) ?? to
    readers.set(from, (readers.get(from) ?? new Set()).add(reader))
  }
  const sets = new Map<string, string[]>()
  for (const node of nodes) {
    const [reader, ...others] = node.kind === 'file' ? (readers.get(node.id) ?? []) : []
    if (reader === undefined || others.length > 0 || !reader.startsWith('all:')) continue
    sets.set(`files of ${reader}`, [...(sets.get(`files of ${reader}`) ?? []), node.id])
  }
  return [...sets].filter(([, members]) => members.length > 1).map(([id, members]) => ({ id, members }))
}
