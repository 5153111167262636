import type { Diagnostic, ExitCode } from './diagnostic.js'
import type { CellFailure, Failure } from './failure.js'
import type { Reason } from './reason.js'
import { noTally, type Tally } from './target.js'

/**
 * The one stream that the Node API, `--json` and the reporters read. Versioned by `v` of the first event;
 * every start has exactly one end, after a failure or an abort, too.
 */
export type BuildEvent =
  | { readonly kind: 'build-started'; readonly v: 1; readonly config: string }
  | { readonly kind: 'diagnostic'; readonly diagnostic: Diagnostic }
  /** So many targets are known to be stale, before the first of them starts. What a cut leads to, and the merged file, are found later. */
  | { readonly kind: 'stale-found'; readonly targets: number }
  /** Where a build asks several models: all of one's calls come before the next one's, ahead of the targets that they are for. */
  | { readonly kind: 'model-started'; readonly model: string }
  | {
      readonly kind: 'model-progress'
      readonly model: string
      readonly pairs: number
      readonly calls: number
      readonly latest?: Latest
    }
  /** `waiting`: pairs that need another model now. */
  | {
      readonly kind: 'model-ended'
      readonly model: string
      readonly outcome:
        | { readonly kind: 'asked'; readonly calls: number; readonly waiting: number }
        | { readonly kind: 'aborted' }
    }
  | { readonly kind: 'target-started'; readonly target: string; readonly reasons: readonly Reason[] }
  | ({ readonly kind: 'progress'; readonly target: string } & Progress)
  | { readonly kind: 'target-ended'; readonly target: string; readonly outcome: TargetOutcome }
  | { readonly kind: 'build-ended'; readonly outcome: BuildOutcome }

/** How far a group is. `calls` and `reused` count what is ahead, too. */
export interface Progress {
  /** Cells that are through, in the order of the output. */
  readonly done: number
  readonly cells: number
  /** Cells after those that have an answer: pairs come out in order, however early each was answered. Left out: none. */
  readonly ahead?: number
  readonly calls: number
  /** Cells that the store had. */
  readonly reused: number
  readonly rejected: number
  /** Left out: nothing was answered since the last such event, or only by the rule engine. */
  readonly latest?: Latest
}

/** What came last, as the model said it: it is neither cleaned nor checked yet. */
export interface Latest {
  readonly variant: string
  readonly text: string
}

export type TargetOutcome =
  /**
   * `sameBytes`: the output is what it was after the last build, so nothing below it runs for its sake. `restored`: it was built like
   * this before, from the same and to the same bytes, and no call was needed: an edit was taken back, a file was missing or edited.
   */
  | {
      readonly kind: 'built'
      readonly path: string
      readonly tally: Tally
      readonly sameBytes: boolean
      readonly restored: boolean
      /** So many cells of the groups that were merged are missing (`keepPartial`). Left out: it is whole. */
      readonly missing?: number
    }
  /** `error`: the first of `failures`. The last good output stays, unless `partial` says that what there is was written. */
  | {
      readonly kind: 'failed'
      readonly tally: Tally
      readonly error: string
      readonly failures: readonly CellFailure[]
      readonly partial?: PartialOutput
    }
  /** Nothing went wrong: some cells were left alone (`tally.unasked` says why). The last good output stays, or `partial` as above. */
  | { readonly kind: 'incomplete'; readonly tally: Tally; readonly partial?: PartialOutput }
  | { readonly kind: 'blocked'; readonly by: readonly string[] }
  /** The build ended at its first failure (`failFast`) before it came to this one. */
  | { readonly kind: 'not-started' }
  | { readonly kind: 'aborted' }

/** What there is of a target whose cells are not all decided: no whole file, and made again by the next build. */
export interface PartialOutput {
  readonly path: string
  readonly records: number
}

/** How much a build may ask: so many completions, or for so long. */
export type BudgetLimit =
  | { readonly kind: 'calls'; readonly most: number }
  | { readonly kind: 'minutes'; readonly most: number }

export interface BuildOutcome {
  readonly exitCode: ExitCode
  readonly targets: number
  readonly ran: readonly string[]
  readonly failed: readonly string[]
  /** Targets with cells that were left alone: the budget was used up, or their variant is hopeless. */
  readonly incomplete: readonly string[]
  /** What went wrong with the failed ones, each error once. */
  readonly failures: readonly Failure[]
  /** Targets of which what there is was written (`keepPartial`), the merged file included: the next build makes them again. */
  readonly partial: readonly string[]
  /** Targets that were not come to, since the build ended at its first failure (`failFast`). */
  readonly notStarted: readonly string[]
  /** The budget that was used up before all was asked; left out: there was none, or it was enough. */
  readonly budget?: BudgetLimit
  /** Names of the variants of which nothing more was asked, since nearly all that came of them was rejected. */
  readonly hopeless: readonly string[]
  /** Targets that were not asked for and are no longer current: `build people-1` leaves `merged` alone. */
  readonly leftStale: readonly string[]
  /** Outputs of targets that are no longer in the config: reported, kept. */
  readonly orphans: readonly string[]
  /** Records in the merged file (of `fuse`: in its output); `undefined`: it is not there. */
  readonly records: number | undefined
  /** The path of that file; left out: it is not there, or nothing was made. */
  readonly output?: string
  readonly tally: Tally
  /** The engine that made the texts has no model (`rules`); left out: it has one, or nothing was made. */
  readonly withoutModel?: string
  /** The model could not be checked: the last known digest stood in. */
  readonly unconfirmed: readonly string[]
  /** An edit came in mid-build: the next build goes on at once (`watch`). Left out: none did. */
  readonly superseded?: true
  /** What stopped the build, where something did. */
  readonly diagnostics: readonly Diagnostic[]
}

/** What is said where nothing was done: everything but how it ended. */
export const nothingDone: Omit<BuildOutcome, 'exitCode'> = {
  targets: 0,
  ran: [],
  failed: [],
  failures: [],
  incomplete: [],
  partial: [],
  notStarted: [],
  hopeless: [],
  leftStale: [],
  orphans: [],
  records: undefined,
  tally: noTally,
  unconfirmed: [],
  diagnostics: [],
}
