/**
 * How many calls one server should have at once, where nobody can say it: `concurrency: auto`.
 *
 * Answers: how many calls now?  Never touches: clock, randomness, the calls themselves. It only hears how calls ended.
 * Where the server says how long a call waited, its line tells the width; else the throughput does. Trouble puts a ceiling on both.
 */
import { makeQueueWidth } from './queue-width.js'
import { makeThroughputWidth } from './throughput-width.js'
import { makeWidthCeiling } from './width-ceiling.js'
import type { EndedCall, ToldCall, WidthFinder } from './width-finder.js'

export interface AutoWidth {
  /** How many calls may be in flight now; at least 1. */
  readonly width: number
  ended(call: EndedCall): void
  /** The server showed that it has too much: 503, out of memory. */
  strained(nowMs: number): void
  /** How many calls the server works on at once; `undefined`: not settled yet. */
  readonly slots: number | undefined
}

/** The width starts at `start` (4) and never exceeds `most` (256). */
export function makeAutoWidth({ start = 4, most = 256 }: { start?: number; most?: number } = {}): AutoWidth {
  const ceiling = makeWidthCeiling(Math.max(1, most))
  const byThroughput = makeThroughputWidth(Math.max(1, Math.min(start, most)))
  let byQueue: WidthFinder<ToldCall> | undefined
  const current = () => byQueue ?? byThroughput
  return {
    get width() {
      return current().width
    },
    get slots() {
      return current().slots
    },
    ended(call) {
      const { queuedMs, busyMs } = call
      ceiling.passed(call.endedAtMs, current().width)
      if (queuedMs !== undefined && busyMs !== undefined) {
        byQueue ??= makeQueueWidth(byThroughput.width)
        byQueue.ended({ ...call, queuedMs, busyMs }, ceiling.at())
      } else if (!byQueue) byThroughput.ended(call, ceiling.at())
    },
    strained(nowMs) {
      if (ceiling.lower(nowMs, current().width)) current().narrow(ceiling.at(), nowMs)
    },
  }
}
