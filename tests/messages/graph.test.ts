import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { Graph, GraphNode } from '../../src/domain/graph.js'
import { dotLines, mermaidLines } from '../../src/messages/graph-diagrams.js'
import { graphTree } from '../../src/messages/graph-tree.js'
import { collapsed } from '../../src/plan/graph.js'
import { spec } from '../support/spec.js'

/** Groups of two keys, each with a file, a source of its own for one of them, and the merged file. */
function graphWith(groups: number): Graph {
  const names = Array.from({ length: groups }, (_, index) => `g${index + 1}`)
  const nodes: GraphNode[] = [
    ...names.flatMap((name, index): GraphNode[] => [
      { kind: 'file', id: `file:q/${name}.jsonl`, path: `q/${name}.jsonl` },
      { kind: 'fusion', id: name, state: index === 0 ? 'stale' : 'fresh', key: 'topics' },
    ]),
    { kind: 'source', id: 'source:random', state: 'fresh' },
    { kind: 'cut', id: 'groups:people', state: 'fresh', key: 'people' },
    { kind: 'fusion', id: 'people-1', state: 'fresh', key: 'people' },
    { kind: 'fusion', id: 'people-2', state: 'fresh', key: 'people' },
    { kind: 'merged', id: 'merged', state: 'maybe' },
  ]
  const edges = [
    ...names.flatMap((name) => [
      { from: `file:q/${name}.jsonl`, to: name },
      { from: name, to: 'merged' },
    ]),
    { from: 'source:random', to: 'groups:people' },
    ...['people-1', 'people-2'].flatMap((name) => [
      { from: 'groups:people', to: name },
      { from: name, to: 'merged' },
    ]),
  ]
  return { v: 1, nodes, edges }
}

spec('a graph', (it) => {
  it('is a tree of text: what several read is told in full once', () => {
    assert.equal(graphTree(graphWith(2)), [
      'merged: maybe',
      '├─ g1: stale',
      '│  └─ q/g1.jsonl',
      '├─ g2: fresh',
      '│  └─ q/g2.jsonl',
      '├─ people-1: fresh',
      '│  └─ groups:people: fresh',
      '│     └─ source:random: fresh',
      '└─ people-2: fresh',
      '   └─ groups:people: fresh  (as above)',
    ])
  })

  it('has the groups of a key in one node, with counts, where there would be too many; else it stays as it is', () => {
    const graph = graphWith(150)
    assert.is(collapsed(graph, 305), graph)
    assert.equal(graphTree(collapsed(graph, 200)), [
      'merged: maybe',
      '├─ topics, 150 groups: 1 stale, 149 fresh',
      '│  └─ 150 files',
      '└─ people, 2 groups: 2 fresh',
      '   └─ groups:people: fresh',
      '      └─ source:random: fresh',
    ])
  })

  it('is a diagram for Mermaid and for Graphviz, each node with its state in words', () => {
    const small = collapsed(graphWith(150), 200)
    assert.equal(mermaidLines(small), [
      'flowchart LR',
      '  n1("150 files")',
      '  n2["topics, 150 groups: 1 stale, 149 fresh"]:::stale',
      '  n3["source:random: fresh"]:::fresh',
      '  n4["groups:people: fresh"]:::fresh',
      '  n5["people, 2 groups: 2 fresh"]:::fresh',
      '  n6["merged: maybe"]:::maybe',
      '  n1 --> n2',
      '  n2 --> n6',
      '  n3 --> n4',
      '  n4 --> n5',
      '  n5 --> n6',
      '  classDef stale fill:#fde3b8,stroke:#b06000,color:#000',
      '  classDef maybe fill:#fff7cc,stroke:#8a7a00,color:#000',
      '  classDef fresh fill:#d8ecd8,stroke:#2a6a2a,color:#000',
    ])
    const dot = dotLines(small)
    assert.equal([dot[0], dot.at(-1)], ['digraph fusionkit {', '}'])
    assert.ok(dot.includes('  n6 [label="merged: maybe", fillcolor="#fff7cc", color="#8a7a00"]'))
    assert.ok(dot.includes('  n5 -> n6'))
  })

  it('keeps to the syntax of each, whatever files are called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (path) => {
        const graph: Graph = {
          v: 1,
          nodes: [
            { kind: 'file', id: `file:${path}`, path },
            { kind: 'merged', id: 'merged', state: 'fresh' },
          ],
          edges: [{ from: `file:${path}`, to: 'merged' }],
        }
        assert.match(mermaidLines(graph)[1] ?? '', /^ {2}n1\("(?:[\p{L}\p{N} :,.()/_-]|#\d+;)*"\)$/u)
        assert.match(
          dotLines(graph)[3] ?? '',
          /^ {2}n1 \[label="(?:[^"\\\n\r]|\\["\\])*", shape=note, style=filled\]$/u,
        )
      }),
    )
  })
})
