import type { Clock } from '../base/clock.js'

/** When may the next call of a server start? */
export interface Pacer {
  /** Takes the next turn. Returns how long it is till then, in milliseconds. */
  nextTurn(): number
  /** The server asked for patience: no turn is earlier than so many milliseconds from now. */
  holdFor(milliseconds: number): void
}

/** Turns are evenly spaced, so that no minute sees more than its share. Left out: as fast as they come. */
export function makePacer(requestsPerMinute: number | undefined, clock: Pick<Clock, 'now'>): Pacer {
  const spacing = requestsPerMinute === undefined ? 0 : 60_000 / requestsPerMinute
  let free = -Infinity
  return {
    nextTurn() {
      if (free === -Infinity && spacing === 0) return 0
      const now = clock.now()
      const turn = Math.max(now, free)
      if (spacing > 0) free = turn + spacing
      return turn - now
    },
    holdFor(milliseconds) {
      free = Math.max(free, clock.now() + milliseconds)
    },
  }
}
