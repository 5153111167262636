import type { Reason } from './reason.js'
import type { Target, TargetId } from './target.js'

/**
 * What is known of a target when nothing runs.
 *
 * stale: the next build makes it. failed: it is stale, and the last try left cells without an answer, or unasked. maybe: below a stale
 * one, decided when that is done. blocked: below a failed one, not made before that is.
 */
export type TargetState = 'fresh' | 'stale' | 'failed' | 'maybe' | 'blocked'

/** In the order in which a reader wants to hear of them. */
export const targetStates = ['failed', 'blocked', 'stale', 'maybe', 'fresh'] as const satisfies readonly TargetState[]

export interface Judged {
  readonly target: Target
  readonly state: TargetState
  /** Why it is to be made; of one that is maybe or blocked what is certain whatever comes of the others. Root causes first. */
  readonly reasons: readonly Reason[]
  /** The targets that it waits for. */
  readonly waitsFor: readonly TargetId[]
}
