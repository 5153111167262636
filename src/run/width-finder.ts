/** What `concurrency: auto` hears, and the contract of those who make a width of it. */

/** A call that ended well. All in milliseconds on one clock. */
export interface EndedCall {
  /** When we sent it. */
  readonly startedAtMs: number
  readonly endedAtMs: number
  /** How many calls of ours were in flight when it was sent, itself included. */
  readonly inFlight: number
  /** Time it waited for a slot at the server (total - load - prompt_eval - eval). `undefined`: the server does not say. */
  readonly queuedMs: number | undefined
  /** Time it was worked on (prompt_eval + eval). `undefined`: the server does not say. */
  readonly busyMs: number | undefined
}

/** The server says how long it waited there, and how long it was worked on. */
export interface ToldCall extends EndedCall {
  readonly queuedMs: number
  readonly busyMs: number
}

/** Hears how calls ended, of which it needs so much. */
export interface WidthFinder<Call extends EndedCall> {
  /** How many calls may be in flight now; at least 1. */
  readonly width: number
  /** How many calls the server works on at once; `undefined`: not found yet. */
  readonly slots: number | undefined
  /** A call ended. The width does not grow beyond `most`. */
  ended(call: Call, most: number): void
  /** No wider than this, from now on. */
  narrow(width: number, nowMs: number): void
}
