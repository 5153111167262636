/** Time, handed in: what waits and what measures takes it as a value, so that tests need not wait. */
export interface Clock {
  /** Milliseconds since an arbitrary start; never goes back. For spans, not for dates. */
  now(): number
  /** Resolves after that many milliseconds; rejects with the signal's reason as soon as it is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
}

/** Whole seconds: what dates a record. */
export const secondsOf = (milliseconds: number): number => Math.floor(milliseconds / 1000)

/** The real one. A sleep keeps the process alive. */
export function makeSystemClock(): Clock {
  return {
    now: () => performance.now(),
    sleep: async (milliseconds, signal) => (await import('./sleep.js')).sleep(milliseconds, signal),
  }
}
