/**
 * The first failure of a build ends it: no further call is begun, what is in flight is kept, and no further target is started.
 *
 * The cells that are left are left alone, as after the end of a budget: so what is said of them is said in one way.
 */
import type { TargetId } from '../domain/target.js'
import type { ResolvedPair } from '../fusion/resolved-pair.js'
import { NotAsked } from './budget.js'

type FailedPair = Extract<ResolvedPair, { kind: 'failed' }>

export interface FailFast {
  /** A pair of a target failed, in its making or when it was asked ahead. */
  failed(target: TargetId, pair: FailedPair): void
  /** Aborted with `NotAsked` at the first failure. */
  readonly over: AbortSignal
  readonly first: { readonly target: TargetId; readonly pair: FailedPair } | undefined
}

/** Before the first failure. */
export function makeFailFast(): FailFast {
  const over = new AbortController()
  let first: FailFast['first']
  return {
    failed: (target, pair) => {
      first ??= { target, pair }
      over.abort(new NotAsked('the build ends at its first failure'))
    },
    over: over.signal,
    get first() {
      return first
    },
  }
}
