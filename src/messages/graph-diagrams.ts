/** A graph as a diagram for other programs. The state of a node stands in its label; its colour only repeats it. */
import type { Graph, GraphNode } from '../domain/graph.js'
import { type TargetState, targetStates } from '../domain/judged.js'
import { nodeInWords } from './graph-tree.js'

/** Fill and border of a state: readable in print, and for those who do not tell red from green. */
const colors: { readonly [state in TargetState]: readonly [fill: string, line: string] } = {
  failed: ['#f8d0d0', '#a01010'],
  blocked: ['#e8dcf4', '#6a3d9a'],
  stale: ['#fde3b8', '#b06000'],
  maybe: ['#fff7cc', '#8a7a00'],
  fresh: ['#d8ecd8', '#2a6a2a'],
}

/** A flowchart of Mermaid (https://mermaid.js.org), as GitHub and GitLab show it. */
export function mermaidLines(graph: Graph): string[] {
  const names = namesOf(graph)
  return [
    'flowchart LR',
    ...graph.nodes.map((node) => {
      const [open, close] = node.kind === 'file' || node.kind === 'files' ? ['(', ')'] : ['[', ']']
      const state = stateOf(node)
      return `  ${names.get(node.id)}${open}"${mermaidText(nodeInWords(node))}"${close}${state === undefined ? '' : `:::${state}`}`
    }),
    ...graph.edges.map(({ from, to }) => `  ${names.get(from)} --> ${names.get(to)}`),
    ...statesIn(graph).map((state) => {
      const [fill, line] = colors[state]
      return `  classDef ${state} fill:${fill},stroke:${line},color:#000`
    }),
  ]
}

/** Entities for all that Mermaid, or the HTML that it makes, would read as something else. */
function mermaidText(text: string): string {
  return text.replace(/[^\p{L}\p{N} :,.()/_-]/gu, (character) => `#${character.codePointAt(0)};`)
}

/** A digraph of Graphviz (https://graphviz.org): `fusionkit graph --format dot | dot -Tsvg`. */
export function dotLines(graph: Graph): string[] {
  const names = namesOf(graph)
  return [
    'digraph fusionkit {',
    '  rankdir=LR',
    '  node [shape=box, style="filled,rounded", fillcolor="#ffffff", fontname="sans-serif"]',
    ...graph.nodes.map((node) => {
      const state = stateOf(node)
      const [fill, line] = state === undefined ? [] : colors[state]
      const color = fill === undefined ? ', shape=note, style=filled' : `, fillcolor="${fill}", color="${line}"`
      return `  ${names.get(node.id)} [label="${dotText(nodeInWords(node))}"${color}]`
    }),
    ...graph.edges.map(({ from, to }) => `  ${names.get(from)} -> ${names.get(to)}`),
    '}',
  ]
}

const dotText = (text: string): string =>
  text.replace(/["\\]/g, (character) => `\\${character}`).replace(/[\n\r]/g, ' ')

/** Names that no syntax stumbles over, whatever targets and files are called. */
function namesOf({ nodes }: Graph): ReadonlyMap<string, string> {
  return new Map(nodes.map(({ id }, index) => [id, `n${index + 1}`]))
}

/** Of many groups the one that a reader wants to hear of first; `undefined`: a file has none. */
function stateOf(node: GraphNode): TargetState | undefined {
  if ('state' in node) return node.state
  return 'states' in node ? targetStates.find((state) => node.states[state] !== undefined) : undefined
}

function statesIn({ nodes }: Graph): readonly TargetState[] {
  const there = new Set(nodes.map(stateOf))
  return targetStates.filter((state) => there.has(state))
}
