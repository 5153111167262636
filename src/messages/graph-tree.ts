/** A graph as a tree of text: what is made last stands on top, what it reads below it. */
import type { Graph, GraphNode } from '../domain/graph.js'
import { targetStates } from '../domain/judged.js'
import { unreachable } from '../base/unreachable.js'
import { counted, grouped } from './numbers.js'
import { printable } from './printable.js'

/** A node that several read is told in full where it is first met. */
export function graphTree({ nodes, edges }: Graph): string[] {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const read = new Map<string, GraphNode[]>()
  const isRead = new Set<string>()
  for (const { from, to } of edges) {
    const node = byId.get(from)
    if (node === undefined) continue
    isRead.add(from)
    const known = read.get(to)
    if (known === undefined) read.set(to, [node])
    else known.push(node)
  }
  const told = new Set<string>()
  const lines: string[] = []

  function tell(node: GraphNode, lead: string, further: string): void {
    const below = read.get(node.id) ?? []
    const isAgain = told.has(node.id) && below.length > 0
    told.add(node.id)
    lines.push(`${lead}${nodeInWords(node)}${isAgain ? '  (as above)' : ''}`)
    if (isAgain) return
    for (const [index, each] of below.entries()) {
      const isLast = index === below.length - 1
      tell(each, `${further}${isLast ? '└─ ' : '├─ '}`, `${further}${isLast ? '   ' : '│  '}`)
    }
  }

  for (const node of nodes) if (!isRead.has(node.id)) tell(node, '', '')
  return lines
}

/** "people, 200 groups: 2 stale, 198 fresh" */
export function nodeInWords(node: GraphNode): string {
  switch (node.kind) {
    case 'file':
      return printable(node.path)
    case 'files':
      return counted(node.count, 'file')
    case 'groups': {
      const states = targetStates.flatMap((state) => {
        const count = node.states[state]
        return count === undefined ? [] : [`${grouped(count)} ${state}`]
      })
      return `${printable(node.key)}, ${counted(node.count, 'group')}: ${states.join(', ')}`
    }
    case 'source':
    case 'cut':
    case 'fusion':
    case 'merged':
      return `${printable(node.id)}: ${node.state}`
    default:
      return unreachable(node)
  }
}
