/**
 * Is a server there? After a call that nobody took, or a broken connection, it is asked before anything more is sent to it.
 *
 * A server that restarts is back after seconds or minutes. Until then its lane stands still, and what waits costs nobody a try.
 */
import type { Clock } from '../base/clock.js'
import type { CallFailed, Server } from '../engines/engine.js'

export interface Presence {
  readonly isAway: boolean
  /** It seems to be gone: it counts as away until it answers. */
  leave(failure: CallFailed): void
}

export interface PresenceOptions {
  readonly clock: Clock
  /** Aborted when nothing is sent any more. */
  readonly over: AbortSignal
  /** It did not answer again, after it went away with this failure. Returns whether it is waited for any longer. */
  stillAway(failure: CallFailed): boolean
  /** It answers again: rejects where it is another one than before. */
  confirm(): Promise<void>
  isBack(): void
  /** Nobody looks for it any more, for this reason: all is over, or we have a bug. */
  lost(error: unknown): void
}

/** The pauses between two looks: the first one, and the longest. */
export const firstPauseMs = 1_000
const longestPauseMs = 5_000

/** It counts as there until a call shows otherwise. */
export function makePresence(
  server: Server,
  { clock, over, stillAway, confirm, isBack, lost }: PresenceOptions,
): Presence {
  let isAway = false

  async function comeBack(failure: CallFailed): Promise<void> {
    let pause = firstPauseMs
    if (!failure.isDoubtful) await clock.sleep(pause, over)
    while (!(await server.isUp(over))) {
      if (!stillAway(failure)) return
      await clock.sleep(pause, over)
      pause = Math.min(longestPauseMs, pause * 2)
    }
    await confirm()
    isAway = false
    isBack()
  }

  return {
    get isAway() {
      return isAway
    },
    leave(failure) {
      if (isAway) return
      isAway = true
      comeBack(failure).catch(lost)
    },
  }
}
