/** What `explain` answers: one JSON document, the same for `--json` and the Node API. Times are ISO 8601. */
import type { Digest } from '../base/hash.js'
import type { JsonValue } from '../base/json.js'
import type { Completion, Message } from './completion.js'
import type { Diagnostic } from './diagnostic.js'
import type { TargetState } from './judged.js'
import type { Place } from './place.js'
import type { Sampling } from './project.js'
import type { Reason } from './reason.js'
import type { LastTry } from './status.js'
import type { Tally, Target } from './target.js'

export type Explanation = { readonly v: 1; readonly warnings: readonly Diagnostic[] } & (
  | { readonly kind: 'targets'; readonly targets: readonly ExplainedTarget[] }
  | { readonly kind: 'file'; readonly file: ExplainedFile }
  | { readonly kind: 'record'; readonly record: ExplainedRecord }
)

export interface ExplainedTarget {
  readonly target: string
  readonly kind: Target['kind']
  readonly state: TargetState
  /** Every reason, root causes first. */
  readonly changes: readonly Change[]
  /** The targets that it reads, or waits for, and that are not fresh: the way to the root causes. */
  readonly causes: readonly Cause[]
  readonly inputs: readonly ExplainedInput[]
  readonly outputs: readonly ExplainedOutput[]
  /** model → who answers for it: the digest of its weights. */
  readonly models: Readonly<Record<string, string>>
  /** The last good build. Left out: there was none. */
  readonly lastBuilt?: { readonly at?: string; readonly tally: Tally }
  /** What the last try left undone. Left out: nothing. */
  readonly lastTry?: LastTry
}

/** A reason, and what is behind it. */
export interface Change {
  readonly reason: Reason
  readonly differences: readonly Difference[]
}

export interface Difference {
  /** "prompt", "sampling.temperature"; "": the whole. */
  readonly part: string
  /** Left out: it was not there. */
  readonly from?: JsonValue
  /** Left out: it is gone. */
  readonly to?: JsonValue
  /** Where it stands now, where that is known. */
  readonly place?: Place
}

/** Targets that are not fresh for the same reasons. */
export interface Cause {
  readonly targets: readonly string[]
  readonly state: TargetState
  readonly changes: readonly Change[]
  readonly causes: readonly Cause[]
}

export interface ExplainedInput {
  readonly name: string
  readonly path: string
  readonly digest: Digest
  /** What it held in the last good build. Left out: it was not read then. */
  readonly was?: Digest
}

export interface ExplainedOutput {
  readonly path: string
  /** As it was written by the last good build. */
  readonly written: Digest
  readonly records: number
  /** What lies there now. Left out: nothing. */
  readonly now?: Digest
}

export type ExplainedFile = { readonly path: string } & (
  | { readonly kind: 'input'; readonly readers: readonly Reader[] }
  | { readonly kind: 'config'; readonly readers: readonly Reader[] }
  /** `variants`: whose prompts stand in it. */
  | { readonly kind: 'prompt-file'; readonly variants: readonly string[]; readonly readers: readonly Reader[] }
  | {
      readonly kind: 'rejected'
      readonly target: string
      readonly lines: number
      readonly reasons: Readonly<Record<string, number>>
    }
  /** What somebody wrote at an output's path, and a build has moved out of the way. `lines`: those that differ; the first few. */
  | { readonly kind: 'edited'; readonly output: string; readonly target?: string; readonly differing: DifferingLines }
  | { readonly kind: 'orphan'; readonly target?: string; readonly isAsWritten: boolean }
  /** fusionkit's own: what it remembers. */
  | { readonly kind: 'state' }
  /** `looksFor`: what the config reads. `writtenBy`: another config of the folder. */
  | { readonly kind: 'stranger'; readonly looksFor: readonly string[]; readonly writtenBy?: string }
)

export interface DifferingLines {
  readonly count: number
  readonly first: readonly number[]
}

/** A target that reads a file. */
export interface Reader {
  readonly target: string
  readonly state: TargetState
  /** Whether the file says something else than when the target was built. */
  readonly hasChanged: boolean
}

/** A line of a dataset, or of a list of what was rejected. */
export interface ExplainedRecord {
  readonly path: string
  readonly line: number
  readonly text: string
  /** Of a line of the merged file: the line of the group that it was taken from. */
  readonly takenFrom?: { readonly path: string; readonly line: number }
  readonly target: string
  readonly state: TargetState
  readonly found: FoundRecord | UnknownRecord | Contradiction
}

export interface FoundRecord {
  readonly kind: 'found'
  /** It was asked and judged as the config said when the target was last built, which is not what it says now. */
  readonly isOfLastBuild: boolean
  readonly pair: readonly [ExplainedQuestion, ExplainedQuestion]
  readonly cell: ExplainedCell
  /** The cells whose texts it reads, or because of which it was skipped, nearest first. */
  readonly reads: readonly ExplainedCell[]
  readonly mend: Mend
}

/** Nothing on record makes this line: why. */
export interface UnknownRecord {
  readonly kind: 'unknown'
  readonly why: 'edited' | 'questions-changed' | 'answers-gone' | 'merged-before'
}

/** A record that the merged file left out: its question is there with another answer. */
export interface Contradiction {
  readonly kind: 'contradiction'
  readonly keptFrom?: { readonly path: string; readonly line: number }
}

export interface ExplainedQuestion {
  readonly question: string
  readonly answer?: string
  readonly path: string
  readonly line: number
}

export interface ExplainedCell {
  readonly variant: string
  readonly outcome:
    | { readonly kind: 'text'; readonly text: string; readonly attempt: number }
    | { readonly kind: 'rejected' }
    | { readonly kind: 'skipped'; readonly because: string }
    /** A user's own word stands for it. */
    | { readonly kind: 'overridden'; readonly text: string }
    /** A user wants no record of it. `text`: what its readers read. */
    | { readonly kind: 'dropped'; readonly text?: string }
    /** A step that is asked of nobody, since a user has said of all that would read it. */
    | { readonly kind: 'unread' }
  readonly model: string
  /** The digest of its weights, or the version of the rules. */
  readonly identity: string
  readonly tries: readonly ExplainedTry[]
}

/** One completion: what was asked, what came, and what became of it. */
export interface ExplainedTry {
  readonly attempt: number
  /** batch: in one call with other variants of the pair. doubled: once more with twice the tokens. */
  readonly how: 'alone' | 'batch' | 'doubled'
  /** What the engine reads: the messages and the sampling of a model, the style of the rule engine. */
  readonly asked:
    | {
        readonly kind: 'prompt'
        readonly messages: readonly Message[]
        readonly sampling: Sampling
        /** Left out: it was that of a call which several variants shared. */
        readonly seed?: number
      }
    | { readonly kind: 'style'; readonly style: string; readonly language: string }
  /** As it came. */
  readonly answer: string
  readonly end: Completion['end']
  /** As it was cleaned. */
  readonly cleaned: string
  /** Left out: it was taken. */
  readonly rejected?: { readonly reason: string; readonly detail: string }
  readonly promptTokens?: number
  readonly completionTokens?: number
  /** Left out: nobody knows. */
  readonly answeredAt?: string
}

/** How one record is mended for good. */
export interface Mend {
  /** The file of `overrides`, as the config names it. Left out: it names none. */
  readonly file?: string
  /** Lines for that file: one with the text to put right, one that drops the record. */
  readonly replace: string
  readonly drop: string
}
