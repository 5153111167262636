import type { Diagnostic } from './diagnostic.js'
import type { TargetState } from './judged.js'
import type { Reason } from './reason.js'
import type { Target, Unasked } from './target.js'

/** What `status` answers: one JSON document, the same for `--json` and the Node API. */
export interface Status {
  readonly v: 1
  readonly config: string
  /** In the order of the build. */
  readonly targets: readonly TargetStatus[]
  /** Records in the merged file; left out: it was never made. */
  readonly records?: number
  /** Cells without a text, by the reason of their last attempt. */
  readonly rejected: Readonly<Record<string, number>>
  /** What models answered, and is kept. */
  readonly completions: number
  /** Files that no target makes any more. */
  readonly orphans: readonly string[]
  /** Who builds in this folder now. Left out: nobody. */
  readonly lock?: LockHolder
  readonly warnings: readonly Diagnostic[]
}

export interface TargetStatus {
  readonly target: string
  readonly kind: Target['kind']
  /** The key under `groups` or `sources` that it comes from; of the merged file none. */
  readonly key?: string
  readonly state: TargetState
  readonly reasons: readonly Reason[]
  /** The targets that it waits for. */
  readonly waitsFor: readonly string[]
  /** Of its last good build; left out: there was none. */
  readonly records?: number
  readonly rejected: Readonly<Record<string, number>>
  /** ISO 8601; left out: nobody knows. */
  readonly builtAt?: string
  /** What the last try left undone; left out: nothing. */
  readonly lastTry?: LastTry
}

export interface LastTry {
  readonly kind: 'failed' | 'incomplete'
  /** Cells without an answer. */
  readonly failed: number
  /** Cells that nobody was asked for. */
  readonly unasked: Unasked
  /** The first error. */
  readonly error?: string
  readonly at: string
}

export interface LockHolder {
  readonly pid: number
  readonly command?: string
  /** Where it runs, if that is not this machine. */
  readonly host?: string
  /** ISO 8601. */
  readonly since?: string
}
