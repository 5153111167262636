/**
 * When has it become quiet? Many events are one round: an editor writes a file in three steps, `git checkout` fifty files in a row.
 *
 * Never touches: files, and what the events say.
 */
import { onAbort } from '../base/abort.js'
import type { Clock } from '../base/clock.js'

export interface Hints {
  /** Something may have changed. */
  hint(): void
  /**
   * Resolves when there was a hint and then none for `quietMs`, but no later than `mostMs` after the first one. What comes afterwards
   * is for the next call, as is the quiet that was not waited for: of changes that follow each other closely not all are hinted at.
   * Rejects with the signal's reason.
   */
  settled(signal: AbortSignal): Promise<void>
}

export interface Quiet {
  readonly quietMs: number
  readonly mostMs: number
}

/** Contract 32. */
export const usualQuiet: Quiet = { quietMs: 150, mostMs: 2_000 }

export function makeHints(clock: Clock, { quietMs, mostMs }: Quiet = usualQuiet): Hints {
  let first: number | undefined
  let last = 0
  let wake: (() => void) | undefined

  async function anyHint(signal: AbortSignal): Promise<void> {
    if (first !== undefined) return
    await new Promise<void>((resolve, reject) => {
      const forget = onAbort(signal, () => reject(signal.reason as Error))
      wake = () => {
        forget()
        resolve()
      }
    })
  }

  return {
    hint: () => {
      last = clock.now()
      first ??= last
      wake?.()
      wake = undefined
    },
    settled: async (signal) => {
      await anyHint(signal)
      const dueMs = () => Math.min(last + quietMs, (first ?? last) + mostMs) - clock.now()
      for (let ms = dueMs(); ms > 0; ms = dueMs()) await clock.sleep(ms, signal)
      const now = clock.now()
      first = last + quietMs <= now ? undefined : now
    },
  }
}
