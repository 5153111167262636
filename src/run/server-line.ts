/** How long is the line at a server, and how many calls does it work on? What calls tell of it that ended. Never touches: clock, randomness. */
import type { ToldCall } from './width-finder.js'

/** How many of our calls the server works on at a time, and how many wait in line. */
export interface Picture {
  readonly working: number
  readonly waiting: number
}

/** What calls tell of the server's line. */
export function makeServerLine() {
  const busy = makeMean()
  const underway = makeUsual(128)
  /** What the server spends on a call that finds a slot at once: it counts as queueing, but is no line. */
  let idleQueuedMs = Infinity
  let idle: number[] = []
  let early: { width: number; queued: number[] }[] = []
  let firstEndedAtMs = Infinity
  let countsFromMs = -Infinity
  let queued: number[] = []
  let inFlightSum = 0
  return {
    /** Returns how many calls it knows that were sent at the present width; only those tell how long the line is. */
    hear({ startedAtMs, endedAtMs, inFlight, queuedMs, busyMs }: ToldCall, width: number): number {
      busy.add(busyMs, Math.max(16, 2 * width))
      firstEndedAtMs = Math.min(firstEndedAtMs, endedAtMs)
      // What was sent before the first call had ended may have waited for the model to load.
      if (startedAtMs >= firstEndedAtMs) underway.add(Math.max(0, endedAtMs - startedAtMs - queuedMs - busyMs))
      if (idle.length === 0) idleQueuedMs = Math.min(idleQueuedMs, queuedMs)
      if (startedAtMs < countsFromMs || inFlight < 0.75 * width) return 0
      queued.push(queuedMs)
      inFlightSum += inFlight
      return queued.length
    },
    length: () => queued.length,
    /** `fromMs`: since then the width is another. */
    startOver(fromMs: number | undefined): void {
      countsFromMs = fromMs ?? countsFromMs
      queued = []
      inFlightSum = 0
    },
    /**
     * At a width that leaves slots free nobody waits in line: so what calls were queued then, every call is. As long as the slots are not
     * known, it keeps what it may learn.
     */
    learn(slots: number | undefined, width: number): void {
      if (slots === undefined) {
        early.push({ width, queued })
        return
      }
      const free = [...early, { width, queued }].filter((round) => round.width <= 0.8 * slots)
      early = []
      if (free.length === 0) return
      idle = [...idle, ...free.flatMap((round) => round.queued)].slice(-128)
      idleQueuedMs = quantile(idle, 0.5)
    },
    /** What these calls were queued is all that any call is, whatever was known before. */
    isOther(): void {
      idle = [...queued]
      idleQueuedMs = quantile(idle, 0.5)
    },
    /** Most of these calls were queued less than was thought to be the least. */
    isShort: () => quantile(queued, 0.5) < idleQueuedMs,
    look(): Picture {
      const queuedMs = queued.reduce((sum, one) => sum + one, 0) / queued.length
      const callMs = Math.max(1e-6, busy.value() + queuedMs + underway.value())
      const inFlight = inFlightSum / queued.length
      return {
        working: (inFlight * busy.value()) / callMs,
        waiting: (inFlight * Math.max(0, queuedMs - idleQueuedMs)) / callMs,
      }
    },
  }
}

/** The mean of what came lately. */
function makeMean(): { add(value: number, window: number): void; value(): number } {
  let mean = 0
  let count = 0
  return {
    add(value, window) {
      count = Math.min(count + 1, window)
      mean += (value - mean) / count
    },
    value: () => mean,
  }
}

/** The median of the last `window` values, so that calls that loaded the model count for no more than others. 0: there are none yet. */
function makeUsual(window: number): { add(value: number): void; value(): number } {
  const values: number[] = []
  return {
    add(value) {
      values.push(value)
      if (values.length > window) values.shift()
    },
    value: () => quantile(values, 0.5),
  }
}

function quantile(values: readonly number[], part: number): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length * part)] ?? 0
}
