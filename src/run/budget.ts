/**
 * How much may a build ask: so many completions, or for so long?
 *
 * When it is used up no further call is begun; those in flight end, and are kept. A try that is made once more is no further call.
 */
import type { Clock } from '../base/clock.js'
import type { BudgetLimit } from '../domain/event.js'

export interface Budget {
  /** One more call, which is about to be begun. Throws `NotAsked` where it may not. */
  take(): void
  /** Aborted with `NotAsked` when the time is up: calls that wait for their turn are not begun. */
  readonly over: AbortSignal
  /** What ran out first; `undefined`: there is some left. */
  readonly spent: BudgetLimit | undefined
  /** Time is watched no longer. */
  close(): void
}

export interface BudgetOptions {
  /** Left out: no limit. */
  readonly maxCalls?: number | undefined
  /** From when the budget was made. Left out: no limit. */
  readonly maxMinutes?: number | undefined
}

/** A call that was not begun, since the budget is used up. */
export class NotAsked extends Error {
  override readonly name = 'NotAsked'
}

/** The longest time that timers can wait: 2³¹ − 1 ms, 24 days. */
const longestSleepMs = 2 ** 31 - 1

/** `undefined` where there is no limit. */
export function makeBudget({ maxCalls, maxMinutes }: BudgetOptions, clock: Clock): Budget | undefined {
  if (maxCalls === undefined && maxMinutes === undefined) return undefined
  const over = new AbortController()
  const closed = new AbortController()
  let spent: BudgetLimit | undefined
  let begun = 0

  function refusal(limit: BudgetLimit): NotAsked {
    spent ??= limit
    return new NotAsked(`the budget of ${limit.most} ${limit.kind} is used up`)
  }

  async function watch(minutes: number): Promise<void> {
    for (let left = minutes * 60_000; left > 0; left -= longestSleepMs)
      await clock.sleep(Math.min(left, longestSleepMs), closed.signal)
    over.abort(refusal({ kind: 'minutes', most: minutes }))
  }

  if (maxMinutes !== undefined) watch(maxMinutes).catch(() => {}) // closed before its time
  return {
    take: () => {
      over.signal.throwIfAborted()
      if (maxCalls !== undefined && begun >= maxCalls) throw refusal({ kind: 'calls', most: maxCalls })
      begun += 1
    },
    over: over.signal,
    get spent() {
      return spent
    },
    close: () => closed.abort(),
  }
}
