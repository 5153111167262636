import type { Estimate } from './pace.js'
import type { Reason } from './reason.js'
import type { Target } from './target.js'

/** What `build` would do now. */
export interface Plan {
  readonly v: 1
  /** All targets there are, fresh ones included. */
  readonly known: number
  /** Those that would run, or that may have to, in the order of the build. */
  readonly targets: readonly PlannedTarget[]
  /** Of all targets; left out: nothing is asked, or a model was never measured. */
  readonly estimate?: Estimate
  /** There are too many cells to look at each: what is cached and to ask was counted in some of the pairs. Left out: it is exact. */
  readonly approximate?: true
  /** How many cells were looked at. Set where the plan is approximate. */
  readonly sampledCells?: number
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
  /** Left out: nothing is asked, or a model was never measured. */
  readonly estimate?: Estimate
  /** What is cached and to ask was counted in some of the pairs. `cells` is exact all the same. Left out: all is. */
  readonly approximate?: true
  /** How many of its cells were looked at. Set where it is approximate. */
  readonly sampledCells?: number
  /** Cells that the last build gave up, and that this one would leave alone, too. Left out: none. */
  readonly givenUp?: number
}
