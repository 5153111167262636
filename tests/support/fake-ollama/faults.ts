import type { ChatBody } from './protocol.js'

/** What goes wrong with a call. */
export type FaultKind =
  /** The connection is closed and so is the port, for `ms` (left out: until `comeUp`). */
  | { readonly kind: 'refuse'; readonly ms?: number }
  | { readonly kind: 'reset-before-headers' }
  | { readonly kind: 'reset-mid-body' }
  /** Holds its slot and never answers. */
  | { readonly kind: 'hang' }
  | { readonly kind: 'cut-json' }
  | { readonly kind: 'empty-200' }
  /** The server stopped a model that repeated itself. */
  | { readonly kind: 'done-false' }
  | { readonly kind: 'empty-content' }
  | { readonly kind: 'thinking-only' }
  /** 500, and the model is unloaded. */
  | { readonly kind: 'crash' }
  /** 500, and all models are unloaded. */
  | { readonly kind: 'out-of-memory' }
  | { readonly kind: 'busy' }
  /** Retry-After: seconds, or a date. */
  | { readonly kind: 'too-many-requests'; readonly retryAfter: string }
  /** 404 from now on: the model was deleted. */
  | { readonly kind: 'model-deleted' }
  /** Answers, and serves other weights from now on. */
  | { readonly kind: 'digest-changes'; readonly digest: string }
  | { readonly kind: 'bad-gateway' }
  /** 400: the model's process died between two steps. */
  | { readonly kind: 'runner-gone' }
  /** 200 with {"error": …}. */
  | { readonly kind: 'error-200' }

/** A fault, and the calls that it befalls. */
export type Fault = FaultKind & {
  /** The n-th completion that arrives (from 1), or those that fit. */
  readonly when: number | ((body: ChatBody, nth: number) => boolean)
  /** How many calls at most; left out: one for a number, all for a function. */
  readonly times?: number
}

export interface FaultPlan {
  add(fault: Fault): void
  /** The fault of the n-th call, used up. */
  take(body: ChatBody, nth: number): FaultKind | undefined
}

export function makeFaultPlan(first: readonly Fault[]): FaultPlan {
  const plan = first.map((fault) => ({ fault, left: timesOf(fault) }))
  return {
    add: (fault) => plan.push({ fault, left: timesOf(fault) }),
    take(body, nth) {
      const entry = plan.find(
        ({ fault: { when }, left }) => left > 0 && (typeof when === 'number' ? nth >= when : when(body, nth)),
      )
      if (!entry) return undefined
      entry.left -= 1
      return entry.fault
    },
  }
}

function timesOf({ when, times }: Fault): number {
  return times ?? (typeof when === 'number' ? 1 : Infinity)
}
