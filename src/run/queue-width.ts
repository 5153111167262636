/**
 * How many calls a server should have at once, from how long each waited there: as many as it works on, and one or two in line.
 *
 * A server with slots works on so many calls; the others wait in line, first come, first served. Of k calls in flight that take the time
 * T each and are worked on for B of it, k x B / T are being worked on at a time (Little, "A Proof for the Queuing Formula", 1961). What is
 * sent later does not change how long a call waits: so calls that were sent at the present width tell of it, and no others do.
 */

export interface ToldCall {
  readonly startedAtMs: number
  readonly endedAtMs: number
  readonly inFlight: number
  readonly queuedMs: number
  readonly busyMs: number
}

export interface QueueWidth {
  /** How many calls may be in flight now; at least 1. */
  readonly width: number
  /** How many calls the server works on at once; `undefined`: there was no line yet. */
  readonly slots: number | undefined
  /** A call ended. The width does not grow beyond `most`. */
  ended(call: ToldCall, most: number): void
  /** No wider than this, from now on. */
  narrow(width: number, nowMs: number): void
}

/** One or two calls in line keep a server busy: with fewer there is room for more calls, with more the line is too long. */
const fewestWaiting = 0.5
const bestWaiting = 1.5
const mostWaiting = 2.5
/** While it doubles, a line of so small a part of the width may be noise: one doubling too many is soon taken back, one too few costs half. */
const unclearPart = 1 / 12
/** Once it is sure, it hears so many rounds of calls before it moves. */
const patience = 3

/** It doubles until there is a line, then cuts the line to one or two. Where the line is gone, it grows by 1, 2, 4 ... */
export function makeQueueWidth(start: number): QueueWidth {
  const line = makeLine()
  const estimate = makeEstimate()
  const suspicion = makeSuspicion()
  let width = start
  let step = start
  let settled = false
  let changedAtMs = -Infinity

  function change(to: number, nowMs: number): void {
    const next = Math.max(1, Math.round(to))
    if (next !== width) changedAtMs = nowMs
    width = next
    line.startOver()
  }

  function widen(most: number, nowMs: number): void {
    const wanted = width + step
    step = wanted > most ? 1 : step * 2
    settled = false
    suspicion.clear()
    change(Math.min(wanted, most), nowMs)
  }

  function settle({ working, waiting }: Picture, most: number, nowMs: number): void {
    estimate.add(working)
    line.keepLeast()
    settled = true
    step = 1
    if (waiting <= Math.min(mostWaiting, working + fewestWaiting)) {
      suspicion.clear()
      line.startOver()
    } else if (suspicion.isNoLine(width, working)) {
      line.isNone()
      widen(most, nowMs)
    } else change(width - waiting + Math.min(bestWaiting, working), nowMs)
  }

  return {
    get width() {
      return width
    },
    get slots() {
      return estimate.slots()
    },
    ended(call, most) {
      line.hear(call, Math.max(16, 2 * width))
      if (call.startedAtMs < changedAtMs || call.inFlight < 0.75 * width) return
      line.count(call)
      if (line.length() < enough(settled, estimate.times(), width)) return
      const doubles = estimate.times() === 0
      const picture = line.look()
      if (picture.waiting < fewestWaiting) line.isNone()
      if (picture.waiting < Math.max(fewestWaiting, doubles ? width * unclearPart : 0)) widen(most, call.endedAtMs)
      else if (!doubles || line.length() >= Math.max(4, width / 2)) settle(picture, most, call.endedAtMs)
    },
    narrow(to, nowMs) {
      change(Math.min(width, to), nowMs)
      step = 1
    },
  }
}

/** Calls to judge by. The surer it is, the more it takes to move it. */
function enough(settled: boolean, estimates: number, width: number): number {
  if (settled) return Math.max(16, width * Math.min(estimates, patience))
  return estimates === 0 ? Math.max(3, 0.375 * width) : Math.max(8, width)
}

/** How many of our calls the server works on at a time, and how many wait in line. */
interface Picture {
  readonly working: number
  readonly waiting: number
}

/** What calls tell of the server's line. */
function makeLine() {
  const busy = makeMean()
  const underway = makeUsual(128)
  /** What the server spends on a call that finds a slot at once: it counts as queueing, but is no line. */
  let idleQueuedMs = Infinity
  let isIdleKnown = false
  let firstEndedAtMs = Infinity
  let queued: number[] = []
  let inFlightSum = 0
  return {
    /** What every call tells. The mean of the time that calls are worked on is that of the last `window` calls. */
    hear({ startedAtMs, endedAtMs, queuedMs, busyMs }: ToldCall, window: number): void {
      busy.add(busyMs, window)
      firstEndedAtMs = Math.min(firstEndedAtMs, endedAtMs)
      // What was sent before the first call had ended may have waited for the model to load.
      if (startedAtMs >= firstEndedAtMs) underway.add(Math.max(0, endedAtMs - startedAtMs - queuedMs - busyMs))
      if (!isIdleKnown) idleQueuedMs = Math.min(idleQueuedMs, queuedMs)
    },
    /** What only calls tell that were sent at the present width. */
    count({ queuedMs, inFlight }: ToldCall): void {
      queued.push(queuedMs)
      inFlightSum += inFlight
    },
    length: () => queued.length,
    startOver(): void {
      queued = []
      inFlightSum = 0
    },
    /** Nobody waited: so what these calls were queued, every call is. */
    isNone(): void {
      isIdleKnown = true
      idleQueuedMs = quantile(queued, 0.5)
    },
    /** There is a line, but where many calls were queued less than was thought to be the least, they know better. */
    keepLeast(): void {
      idleQueuedMs = Math.min(idleQueuedMs, quantile(queued, 0.25))
    },
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

/** The slots, from how many calls were worked on while there was a line. */
function makeEstimate() {
  let mean = 0
  let times = 0
  return {
    add(working: number): void {
      // The first one is a quick one, and where the server has changed the old ones say nothing.
      const isOther = Math.abs(working - mean) > Math.max(1, mean / 4)
      const weight = times <= 1 || isOther ? 1 : 1 / Math.min(times, 8)
      mean += (working - mean) * weight
      times = isOther ? 1 : times + 1
    },
    times: () => times,
    slots: () => (times === 0 ? undefined : Math.max(1, Math.round(mean))),
  }
}

/**
 * A line gets shorter when the width does, and the server works on as many calls as before. Where it works on fewer and fewer instead,
 * what looks like a line is none: the server has become slower at what it does before a call gets its slot.
 */
function makeSuspicion() {
  let shrinks: { width: number; working: number }[] = []
  return {
    /** The width is about to shrink: `true` where that has not helped, again and again. */
    isNoLine(width: number, working: number): boolean {
      const before = shrinks.at(-1)
      shrinks.push({ width, working })
      return (
        shrinks.length > 2 && before !== undefined && working < before.working * (0.4 + (0.6 * width) / before.width)
      )
    },
    clear(): void {
      shrinks = []
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
