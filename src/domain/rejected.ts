/** What was rejected, as `rejected` answers it: one JSON document, the same for `--json` and the Node API. */

export interface RejectedList {
  readonly v: 1
  /** Cells without a text that a model was asked for; those that only read such a cell aside. */
  readonly cells: number
  /** Most frequent first. */
  readonly reasons: readonly RejectedReason[]
  /** Cells that were not asked for, since a variant that they read has no text: by that variant. */
  readonly skipped: Readonly<Record<string, number>>
  /** Records that the merged file left out. */
  readonly contradictions: Contradictions
  /** Groups whose list is of a build before: what it is made from has changed since. */
  readonly outdated: readonly string[]
}

/** Questions that came with different answers: the first was kept, these were not. */
export interface Contradictions {
  readonly records: number
  /** As many as were asked for, drawn by hash, in the order of the lists. */
  readonly examples: readonly {
    /** The file of the group. */
    readonly from: string
    /** As JSON. */
    readonly record: string
    /** The line of the list that it stands on. */
    readonly path: string
    readonly line: number
  }[]
}

export interface RejectedReason {
  /** The name of a check, or duplicate, length, thinking, repeat, refused, prompt-too-long: what the last attempt failed. */
  readonly reason: string
  readonly cells: number
  readonly byVariant: Readonly<Record<string, number>>
  /** As many as were asked for, drawn by hash, in the order of the lists. */
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
  /** Cells that were rejected and have a text now. */
  readonly found: readonly FoundText[]
  /** Cells that read one of them, or were skipped for it, and have a text now, too. */
  readonly follow: number
  /** Cells that have none still. */
  readonly still: number
  /** Cells that got no answer. */
  readonly failed: number
  /** Why, of the first one; left out: none failed. */
  readonly error?: string
  /** Cells that nobody was asked for, since the budget was used up. */
  readonly unasked: number
  /** Cells that had a text which an earlier cell of their pair has now: they have another one, or none. */
  readonly displaced: number
  /** Completions that were asked for; they are kept. */
  readonly calls: number
  /** Groups with pairs that a build has not asked for yet: those were left to it. */
  readonly undecided: readonly string[]
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
  /** The key under `groups` that it belongs to; left out: it is said for all. */
  readonly group?: string
  /** Where it stands now; left out: nowhere, it is a new line. */
  readonly place?: { readonly path: string; readonly line: number; readonly column: number }
  /** Other groups that it is for, which were not tried and have rejected cells: a build would ask for those. */
  readonly alsoFor: readonly string[]
}
