import type { TargetState } from './judged.js'
import type { Target } from './target.js'

/** What reads what: targets, and the files that are no target's. One JSON document (`fusionkit graph --json`). */
export interface Graph {
  readonly v: 1
  /** What is read stands before what reads it. */
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
}

export type GraphNode = TargetNode | FileNode | ManyGroups | ManyFiles

export interface TargetNode {
  readonly kind: Target['kind']
  readonly id: string
  readonly state: TargetState
  /** The key under `groups`; of sources and the merged file none. */
  readonly key?: string
}

export interface FileNode {
  readonly kind: 'file'
  /** "file:" and the path, so that no target has the same. */
  readonly id: string
  readonly path: string
}

/** The groups of a key, where they are too many to be shown one by one. */
export interface ManyGroups {
  readonly kind: 'groups'
  readonly id: string
  readonly key: string
  readonly count: number
  readonly states: Partial<Readonly<Record<TargetState, number>>>
}

/** The files of such groups. */
export interface ManyFiles {
  readonly kind: 'files'
  readonly id: string
  readonly count: number
}

/** `to` reads `from`. */
export interface GraphEdge {
  readonly from: string
  readonly to: string
}
