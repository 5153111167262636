/**
 * How many calls a server should have at once, from how long each waited there: as many as it works on, and one or two in line.
 *
 * A server with slots works on so many calls; the others wait in line, first come, first served. Of k calls in flight that take the time
 * T each and are worked on for B of it, k x B / T are being worked on at a time (Little, "A Proof for the Queuing Formula", 1961). What is
 * sent later does not change how long a call waits: so calls that were sent at the present width tell of it, and no others do.
 */
import type { ToldCall, WidthFinder } from './width-finder.js'

/** One or two calls in line keep a server busy: with fewer there is room for more calls, with more the line is too long. */
const fewestWaiting = 0.5
const bestWaiting = 1.5
const mostWaiting = 2.5
/** While it doubles, a line of so small a part of the width may be noise: one doubling too many is soon taken back, one too few costs half. */
const unclearPart = 1 / 6
/** Once it is sure, it hears so many rounds of calls before it moves. */
const patience = 3

/** It doubles until there is a line, then cuts the line to one or two. Where the line is gone, it grows by 1, 2, 4 ... */
export function makeQueueWidth(start: number): WidthFinder<ToldCall> {
  const line = makeLine()
  const estimate = makeEstimate()
  const trial = makeTrial()
  let width = start
  let step = start
  let settled = false

  function change(to: number, nowMs: number): void {
    const next = Math.max(1, Math.round(to))
    line.startOver(next === width ? undefined : nowMs)
    width = next
  }

  function widen(most: number, nowMs: number): void {
    const wanted = width + step
    step = wanted > most ? 1 : step * 2
    settled = false
    trial.forget(false)
    change(Math.min(wanted, most), nowMs)
  }

  function settle({ working, waiting }: Picture, most: number, nowMs: number): void {
    estimate.add(working)
    if (line.isShort()) line.isOther()
    settled = true
    step = 1
    const tried = trial.result(width, working)
    if (tried?.isNoLine === true) {
      line.isOther()
      widen(most, nowMs)
    } else if (tried) change(Math.min(most, tried.next), nowMs)
    else if (waiting > Math.min(mostWaiting, working + fewestWaiting)) {
      trial.forget(estimate.times() === 1)
      change(width - waiting + Math.min(bestWaiting, working), nowMs)
    } else change(Math.min(most, trial.next(width, working)), nowMs)
  }

  return {
    get width() {
      return width
    },
    get slots() {
      return estimate.slots()
    },
    ended(call, most) {
      if (line.hear(call, width) < enough(settled, estimate.times(), width) * (trial.isOn() ? trialRounds : 1)) return
      const { working, waiting } = line.look()
      const slots = estimate.slots()
      if (waiting < Math.max(fewestWaiting, slots === undefined ? width * unclearPart : 0)) {
        line.learn(slots, width)
        widen(most, call.endedAtMs)
      } else if (slots !== undefined || line.length() >= Math.max(4, width / 2)) {
        line.learn(working, width)
        settle(line.look(), most, call.endedAtMs)
      }
    },
    narrow(to, nowMs) {
      trial.forget(true)
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

/** So many calm rounds before the first trial; each one that does not help doubles that, up to the most. */
const firstTrialAfter = 4
const lastTrialAfter = 512
const wider = (width: number) => width + (width < 8 ? 1 : 2)
/** A trial takes so many times as many calls as a calm round. */
const trialRounds = 3

/**
 * Behind a line, one more call changes nothing for the server: it works on as many as before. Where it works on more, what looked like a
 * line is none: the server has become slower at what it does before a call gets its slot. So, now and then, one or two more are tried;
 * and where that helps as many again, for it may be chance.
 */
function makeTrial() {
  let calm = 0
  let calmWorking = 0
  let after = firstTrialAfter
  let before: { width: number; working: number; helped: boolean } | undefined
  return {
    isOn: () => before !== undefined,
    /** The width for the next round: mostly the same. */
    next(width: number, working: number): number {
      calm += 1
      calmWorking += (working - calmWorking) / calm
      if (calm < after) return width
      before = { width, working: calmWorking, helped: false }
      calm = 0
      after = Math.min(lastTrialAfter, after * 2)
      return wider(width)
    },
    /** `undefined`: nothing was tried. Else the width for the next round. */
    result(width: number, working: number): { readonly isNoLine: boolean; readonly next: number } | undefined {
      const start = before
      before = undefined
      if (!start || width <= start.width) return undefined
      const helps = working - start.working > 0.6 * start.working * (width / start.width - 1)
      if (!helps) return { isNoLine: false, next: start.width }
      if (!start.helped) before = { ...start, helped: true }
      return { isNoLine: start.helped, next: wider(width) }
    },
    /** The width has changed; `isOther`: the server, too. */
    forget(isOther: boolean): void {
      before = undefined
      calm = 0
      if (isOther) after = firstTrialAfter
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
