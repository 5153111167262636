import type { Reason } from './reason.js'
import type { Target } from './target.js'

/** What `build` would do now. */
export interface Plan {
  readonly v: 1
  /** All targets there are, fresh ones included. */
  readonly known: number
  /** Those that would run, or that may have to, in the order of the build. */
  readonly targets: readonly PlannedTarget[]
}

export interface PlannedTarget {
  readonly target: string
  readonly kind: Target['kind']
  /** `maybe`: below one that runs; decided when that is done. */
  readonly state: 'stale' | 'maybe'
  readonly reasons: readonly Reason[]
  /** Pairs × variants; 0 for what asks no model. */
  readonly cells: number
  readonly cached: number
  /** Cells whose text is not known yet. */
  readonly toAsk: number
  /** How many calls they take at least, unless what one of them reads is rejected; fewer than cells where calls are shared. */
  readonly calls: number
  /** Cells that the last build gave up, and that this one would leave alone, too. Left out: none. */
  readonly givenUp?: number
}
