import type { Pace } from '../../messages/live-lines.js'

/** Cells of all groups together. */
export interface Came {
  readonly done: number
  /** Of these, those that were asked for and not stored. */
  readonly asked: number
}

export interface RecentPace {
  /** To be told a few times a second. `now`: milliseconds that never go back. */
  met(now: number, came: Came): void
  /** `left`: cells. `undefined`: too little has come lately to tell. */
  at(now: number, left: number): Pace | undefined
}

interface Sample extends Came {
  readonly at: number
}

/** What is older does not count, where enough came since. */
const spanMs = 30_000
const betweenMs = 1_000
/** So many cells, in so much time, say something. */
const enough = { toTell: { cells: 5, ms: 3_000 }, toForetell: { cells: 10, ms: 5_000 } }

/**
 * How fast cells come that are asked for. What the store has comes in a burst, and says nothing of what is left: cells are counted from
 * the first answer on, and only where there was another answer since they were last looked at.
 */
export function makeRecentPace(): RecentPace {
  let samples: Sample[] = []
  let last: Came | undefined
  /** Cells that came while something was asked for. */
  let done = 0

  const since = (now: number) => {
    const [first] = samples
    if (first === undefined || last === undefined) return undefined
    return { ms: now - first.at, asked: last.asked - first.asked, done: done - first.done }
  }
  return {
    met: (now, came) => {
      const asked = came.asked - (last?.asked ?? 0)
      if (asked > 0 && last !== undefined && samples.length > 0) done += Math.max(0, came.done - last.done)
      last = came
      if (asked <= 0 || now - (samples.at(-1)?.at ?? -Infinity) < betweenMs) return
      samples.push({ at: now, asked: came.asked, done })
      while (isOutdated(samples, now, came.asked)) samples.shift()
    },
    at: (now, left) => {
      const came = since(now)
      if (came === undefined || came.ms < enough.toTell.ms || came.asked < enough.toTell.cells) return undefined
      const isClear = came.ms >= enough.toForetell.ms && came.asked >= enough.toForetell.cells
      return {
        perSecond: (came.asked / came.ms) * 1000,
        leftMs: isClear && left > 0 && came.done > 0 ? (came.ms / came.done) * left : undefined,
      }
    },
  }
}

function isOutdated([, second]: readonly Sample[], now: number, asked: number): boolean {
  return second !== undefined && now - second.at >= spanMs && asked - second.asked >= enough.toForetell.cells
}
