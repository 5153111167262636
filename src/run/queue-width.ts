/**
 * How many calls a server should have at once, from how long each waited there: as many as it works on, and one or two in line.
 *
 * A server with slots works on so many calls; the others wait in line, first come, first served. Of k calls in flight that take the time
 * T each and are worked on for B of it, k x B / T are being worked on at a time (Little, "A Proof for the Queuing Formula", 1961). What is
 * sent later does not change how long a call waits: so calls that were sent at the present width tell of it, and no others do.
 */
import { makeServerLine, type Picture } from './server-line.js'
import type { ToldCall, WidthFinder } from './width-finder.js'
import { makeWidthTrial, trialRounds } from './width-trial.js'

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
  const line = makeServerLine()
  const estimate = makeEstimate()
  const trial = makeWidthTrial()
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
