import type { Brand } from '../base/brand.js'
import type { Digest } from '../base/hash.js'
import type { RelPath } from './path.js'
import type { FakerSource, GroupRule, Template } from './project.js'

/** How a target is called: `source:random`, `groups:people` (a cut), `people-1` (a fusion), `merged`. Made only here. */
export type TargetId = Brand<'TargetId'>

export const sourceId = (source: string): TargetId => `source:${source}` as TargetId
export const cutId = (key: string): TargetId => `groups:${key}` as TargetId
export const fusionId = (group: string): TargetId => group as TargetId
export const mergedId = 'merged' as TargetId

/** A file that is read: who calls it what, where it lies, what it holds now. */
export interface Input {
  /** For messages and for the fingerprint. */
  readonly name: string
  readonly path: RelPath
  readonly digest: Digest
}

/** A file that was written. */
export interface Output {
  readonly path: RelPath
  readonly digest: Digest
  /** Lines. */
  readonly records: number
  /** For a cut: the group that this file is. */
  readonly group?: string
}

/** What may change a target's bytes beside its inputs: name → canonical text. The prefix of a name tells the reason (plan/verdict.ts). */
export type Components = Readonly<Record<string, string>>

interface TargetBase {
  readonly id: TargetId
  readonly components: Components
  /** Sorted by name. */
  readonly inputs: readonly Input[]
}

export interface SourceTarget extends TargetBase {
  readonly kind: 'source'
  readonly source: FakerSource
  readonly output: RelPath
}

/** Cuts the questions of a source into groups, a file each. How many there are is known when it has run. */
export interface CutTarget extends TargetBase {
  readonly kind: 'cut'
  readonly rule: GroupRule
  readonly templates: RowTemplates
  readonly outputOf: (group: string) => RelPath
}

export interface FusionTarget extends TargetBase {
  readonly kind: 'fusion'
  readonly group: string
  readonly rule: GroupRule
  readonly templates: RowTemplates
  /** The file of overrides, where there is one: an input, too, with the digest of what of it concerns the group. */
  readonly overrides?: RelPath
  readonly output: RelPath
  readonly rejectedOutput: RelPath
}

export interface MergedTarget extends TargetBase {
  readonly kind: 'merged'
  /** In the order of the output. */
  readonly groups: readonly string[]
  readonly output: RelPath
  readonly rejectedOutput: RelPath
}

/** How a row becomes a question and an answer. */
export interface RowTemplates {
  readonly question: Template
  readonly answer: Template
}

export type Target = SourceTarget | CutTarget | FusionTarget | MergedTarget

/** Counts of what a target made, for the last line and for `plan`. */
export interface Tally {
  /** Cells of the target: pairs × variants. */
  readonly cells: number
  readonly records: number
  /** Cells whose text the store had. */
  readonly reused: number
  /** Completions that were asked for. */
  readonly calls: number
  /** Rejection reason → cells. */
  readonly rejected: Readonly<Record<string, number>>
  /** Cells that the user said something of. Left out: none. */
  readonly overridden?: Overridden
  /** Cells without an answer: the target is incomplete. */
  readonly failed: number
  /** Cells that were left alone: the target is incomplete. Left out: none. */
  readonly unasked?: Unasked
}

/** Cells that overrides decided. */
export interface Overridden {
  /** Records with a text of the user's. */
  readonly texts: number
  /** Cells that have no record since the user wants none. */
  readonly dropped: number
  /** Steps of which nothing was asked, since overrides took their place in all that would read them. */
  readonly unread: number
}

/** Cells that nobody was asked for, though they have no text. */
export interface Unasked {
  /** Left for a later build: the budget was used up, or the build ended at its first failure. */
  readonly budget: number
  /** Their variant, or one that they read, was given up as hopeless. */
  readonly hopeless: number
}

export const noTally: Tally = { cells: 0, records: 0, reused: 0, calls: 0, rejected: {}, failed: 0 }
