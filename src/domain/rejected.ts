/** What was rejected, as `rejected` answers it: one JSON document, the same for `--json` and the Node API. */

export interface RejectedList {
  readonly v: 1
  /** Cells without a text that a model was asked for; those that only read such a cell aside. */
  readonly cells: number
  /** Most frequent first. */
  readonly reasons: readonly RejectedReason[]
  /** Cells that were not asked for, since a variant that they read has no text: by that variant. */
  readonly skipped: Readonly<Record<string, number>>
  /** Groups whose list is of a build before: what it is made from has changed since. */
  readonly outdated: readonly string[]
}

export interface RejectedReason {
  /** The name of a check, or duplicate, length, thinking, repeat, refused, prompt-too-long: what the last attempt failed. */
  readonly reason: string
  readonly cells: number
  readonly byVariant: Readonly<Record<string, number>>
  /** The first ones, as many as were asked for. */
  readonly examples: readonly RejectedCell[]
}

export interface RejectedCell {
  readonly group: string
  readonly variant: string
  readonly pair: readonly [string, string]
  readonly attempts: readonly RejectedAttempt[]
  /** The line of the list that it stands on. */
  readonly path: string
  readonly line: number
}

export interface RejectedAttempt {
  readonly attempt: number
  readonly reason: string
  readonly detail: string
  readonly text: string
}

/** What more attempts have found. */
export interface Retried {
  readonly v: 1
  /** Cells that have a text now. */
  readonly found: readonly FoundText[]
  /** Cells that have none still. */
  readonly still: number
  /** Cells that got no answer. */
  readonly failed: number
  /** Completions that were asked for; they are kept. */
  readonly calls: number
  /** What to write into the config, so that the next build takes what was found, for no call. */
  readonly keep: readonly KeepingLine[]
}

export interface FoundText {
  readonly group: string
  readonly variant: string
  readonly pair: readonly [string, string]
  readonly attempt: number
  readonly text: string
}

export interface KeepingLine {
  /** The least that keeps all that was found. */
  readonly maxAttempts: number
  /** The key under `groups` that says it by itself; left out: it is said for all. */
  readonly group?: string
  /** Where it stands now; left out: nowhere, the default holds. */
  readonly place?: { readonly path: string; readonly line: number; readonly column: number }
}
