import type { ChatBody } from './protocol.js'

/** What goes wrong with a call. */
export type FaultKind =
  /** The connection is closed and so is the port, for `ms` (left out: until `comeUp`). */
  | { readonly kind: 'refuse'; readonly ms?: number }
  /** The same, and what comes up is another version. */
  | { readonly kind: 'restart'; readonly ms?: number; readonly version: string }
  | { readonly kind: 'reset-before-headers' }
  | { readonly kind: 'reset-mid-body' }
  /** Holds its slot and never answers. */
  | { readonly kind: 'hang' }
  /** The answer is there, but nothing of it is sent for so long; its slot is free. */
  | { readonly kind: 'slow-headers'; readonly ms: number }
  /** Everything takes so many times longer from now on. Default 10; 1 ends it. */
  | { readonly kind: 'slow-down'; readonly factor?: number }
  | { readonly kind: 'cut-json' }
  | { readonly kind: 'empty-200' }
  /** The server stopped a model that repeated itself. A stream just ends. */
  | { readonly kind: 'done-false' }
  | { readonly kind: 'empty-content' }
  | { readonly kind: 'thinking-only' }
  | SpoiltText
  /** 500, and the model is unloaded. Others that it works for: answered; with `all`: they fail as well. */
  | { readonly kind: 'crash'; readonly text?: string; readonly all?: boolean }
  /** 500, and all models are unloaded. `text`: one of `oomTexts`. */
  | { readonly kind: 'out-of-memory'; readonly text?: string }
  | { readonly kind: 'busy' }
  /** 503 of a cloud model. */
  | { readonly kind: 'cloud-busy' }
  /** Retry-After: seconds, or a date. */
  | { readonly kind: 'too-many-requests'; readonly retryAfter: string }
  /** 401 with signin_url. */
  | { readonly kind: 'unauthorized' }
  /** 403 without a body. */
  | { readonly kind: 'forbidden' }
  /** 404 from now on: the model was deleted. */
  | { readonly kind: 'model-deleted' }
  /** Answers, and serves other weights from now on. */
  | { readonly kind: 'digest-changes'; readonly digest: string }
  /** Somebody else unloads the model just before; the call loads it again. */
  | { readonly kind: 'unloaded' }
  /** Somebody else asks for the model with another context just before; the call has to load it again. */
  | { readonly kind: 'foreign-client'; readonly num_ctx: number }
  /** Answers, but its slot is lost until the model is loaded again. */
  | { readonly kind: 'slot-leak' }
  | { readonly kind: 'bad-gateway' }
  /** 400: the request itself is wrong. */
  | { readonly kind: 'bad-request' }
  /** 400: the model's process died between two steps. */
  | { readonly kind: 'runner-gone' }
  /** 200 with {"error": …}; in a stream, after half of the text. */
  | { readonly kind: 'error-200' }

/** An answer in good form whose text is of no use. */
export type SpoiltText =
  | { readonly kind: 'whitespace-only' }
  | { readonly kind: 'refusal'; readonly text?: string }
  /** The text, or its JSON, between ``` marks. */
  | { readonly kind: 'markdown-fence' }
  /** JSON, but not what the schema says. */
  | { readonly kind: 'wrong-json' }
  /** What it was asked, word by word. */
  | { readonly kind: 'echo' }
  | { readonly kind: 'wrong-language' }
  /** Every line twice. */
  | { readonly kind: 'duplicate-lines' }
  /** A lone surrogate, NUL, CR LF. */
  | { readonly kind: 'odd-characters' }
  /** Far more than num_predict. Default: a million characters. */
  | { readonly kind: 'giant'; readonly characters?: number }

/** Which calls a fault befalls. */
export type When =
  /** The n-th completion that arrives (from 1), or the first one after it. */
  | number
  | ((body: ChatBody, nth: number) => boolean)
  /** The n-th, 2n-th, …; with `from`: the from-th, (from + n)-th, … */
  | { readonly every: number; readonly from?: number }
  /** By the seeded generator: from 0 (never) to 1 (always). */
  | { readonly probability: number }

/** A fault, and the calls that it befalls. */
export type Fault = FaultOf<FaultKind>

export type FaultOf<Kind> = Kind & {
  readonly when: When
  /** How many calls at most; left out: one for a number, else all. */
  readonly times?: number
}

export interface FaultPlan<Kind = FaultKind> {
  add(fault: FaultOf<Kind>): void
  /** From now on nothing goes wrong. */
  clear(): void
  /** The fault of the n-th call, used up: the first of the plan that fits. */
  take(body: ChatBody, nth: number): Kind | undefined
}

/** `seed`: of the faults that come by chance; the same calls in the same order meet the same. */
export function makeFaultPlan<Kind = FaultKind>(first: readonly FaultOf<Kind>[], seed: number): FaultPlan<Kind> {
  const plan: { readonly fault: FaultOf<Kind>; left: number }[] = []
  const chance = makeChance(seed)
  const add = (fault: FaultOf<Kind>) => void plan.push({ fault, left: timesOf(fault) })
  for (const fault of first) add(fault)
  return {
    add,
    clear: () => void plan.splice(0),
    take(body, nth) {
      const entry = plan.find(({ fault: { when }, left }) => left > 0 && isTurn(when, body, nth, chance))
      if (!entry) return undefined
      entry.left -= 1
      return entry.fault
    },
  }
}

function isTurn(when: When, body: ChatBody, nth: number, chance: () => number): boolean {
  if (typeof when === 'number') return nth >= when
  if (typeof when === 'function') return when(body, nth)
  if ('probability' in when) return chance() < when.probability
  const { every, from = every } = when
  return nth >= from && (nth - from) % every === 0
}

function timesOf({ when, times }: Pick<Fault, 'when' | 'times'>): number {
  return times ?? (typeof when === 'number' ? 1 : Infinity)
}

/** Numbers from 0 to 1 (mulberry32). */
function makeChance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
}

/** A fault that came over the wire: {kind, nth | every | probability, times, …}; with none of these, the next call's. */
export function faultFrom(sent: unknown): Fault {
  const { nth, every, from, probability, ...fault } = sent as FaultKind & {
    readonly nth?: number
    readonly every?: number
    readonly from?: number
    readonly probability?: number
  }
  if (typeof fault.kind !== 'string') throw new Error('a fault needs a kind')
  if (probability !== undefined) return { when: { probability }, ...fault }
  if (every !== undefined) return { when: { every, ...(from === undefined ? {} : { from }) }, ...fault }
  return { when: nth ?? 1, ...fault }
}
