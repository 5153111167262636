/**
 * How many calls a server should have at once, where it does not say how long calls waited: from how many end in a second.
 *
 * Twice as many at once, as long as that gives a tenth more calls a second; then half as many, as long as that costs less than a tenth.
 * From time to time it asks again. Never touches: clock, randomness.
 */
import type { EndedCall, WidthFinder } from './width-finder.js'

const worthwhile = 1.1
/** What is nearer to the line than this may be chance: then four times as many calls decide. */
const isClear = (gain: number) => gain < 1 / 1.3 || gain > 1.3
/** Rounds of calls before the next trial, once it has settled; each trial that changes nothing doubles it, up to the most. */
const leastRest = 8
const mostRest = 64

/** Begins with so many calls at once. */
export function makeThroughputWidth(start: number): WidthFinder<EndedCall> {
  const rate = makeRate()
  let width = start
  let slots: number | undefined
  /** The width that is best so far, and its calls per millisecond. */
  let best: { width: number; rate: number } | undefined
  let trying: Way | undefined
  let tryNext: Way = 'up'
  let rounds = 0
  let rest = leastRest

  function change(to: number, nowMs: number): void {
    rate.startOver(to === width ? undefined : nowMs)
    width = to
  }

  function attempt(way: Way, most: number, nowMs: number): void {
    const to = way === 'up' ? Math.max(width, Math.min(most, width * 2)) : Math.ceil(width / 2)
    trying = to === width ? undefined : way
    if (!trying) slots = width
    change(to, nowMs)
  }

  function stay(most: number, nowMs: number): void {
    best = { width, rate: best ? (best.rate + rate.value()) / 2 : rate.value() }
    rounds += 1
    if (slots !== undefined && rounds < rest) return change(width, nowMs)
    rounds = 0
    attempt(tryNext, most, nowMs)
    tryNext = tryNext === 'up' ? 'down' : 'up'
  }

  function judge(way: Way, isGain: boolean, most: number, nowMs: number): void {
    if (isGain || !best) {
      best = { width, rate: rate.value() }
      rest = leastRest
      return attempt(way, most, nowMs)
    }
    change(best.width, nowMs)
    if (slots === undefined && way === 'up') return attempt('down', most, nowMs)
    if (slots !== undefined) rest = Math.min(mostRest, 2 * rest)
    slots = width
    trying = undefined
  }

  return {
    get width() {
      return width
    },
    get slots() {
      return slots
    },
    ended(call, most) {
      const few = Math.max(24, 2 * width)
      if (rate.add(call, width) < few) return
      if (!trying || !best) return stay(most, call.endedAtMs)
      const gain = rate.value() / best.rate / (trying === 'up' ? worthwhile : 1 / worthwhile)
      if (isClear(gain) || rate.calls() >= 4 * few) judge(trying, gain >= 1, most, call.endedAtMs)
    },
    narrow(to, nowMs) {
      change(Math.min(width, to), nowMs)
      best = undefined
      trying = undefined
    },
  }
}

type Way = 'up' | 'down'

/** Calls per millisecond at the present width: as many as are in flight, divided by how long one takes (Little's law). */
function makeRate() {
  /** The first call may have loaded the model, and the others waited for that: nothing counts that was sent before it had ended. */
  let countsFromMs = Infinity
  let calls = 0
  let inFlightSum = 0
  let latencySumMs = 0
  return {
    /** Returns how many calls it knows. */
    add({ startedAtMs, endedAtMs, inFlight }: EndedCall, width: number): number {
      if (countsFromMs === Infinity) countsFromMs = endedAtMs
      if (startedAtMs < countsFromMs || inFlight < 0.75 * width) return 0
      calls += 1
      inFlightSum += inFlight
      latencySumMs += endedAtMs - startedAtMs
      return calls
    },
    calls: () => calls,
    value: () => inFlightSum / Math.max(latencySumMs, 1e-6),
    /** `fromMs`: from then on the width is another. */
    startOver(fromMs: number | undefined): void {
      countsFromMs = fromMs ?? countsFromMs
      calls = 0
      inFlightSum = 0
      latencySumMs = 0
    },
  }
}
