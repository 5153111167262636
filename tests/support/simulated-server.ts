/**
 * A server with slots and a first-come-first-served queue, and a client that keeps `width` calls in flight: both simulated, event by
 * event, on a clock that costs nothing. The same seed gives the same run.
 */
import type { AutoWidth } from '../../src/run/auto-width.js'
import type { EndedCall } from '../../src/run/width-finder.js'

/** From 0 (included) to 1 (excluded). Mulberry32. */
export type Random = () => number

export function seeded(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** How the time that one call is worked on varies around its mean. */
export type Spread = 'constant' | 'exponential' | 'tenfold'

export interface Simulation {
  readonly slots: number
  readonly calls: number
  readonly meanMs: number
  readonly spread?: Spread
  readonly seed?: number
  /** Least and most milliseconds that a call is on its way, or its place is not free again. Counts in none of the server's durations. */
  readonly gapMs?: readonly [number, number]
  /** Least and most milliseconds that the server spends before it looks for a slot. Counts as queued. */
  readonly overheadMs?: readonly [number, number]
  /** The first call loads the model; what comes meanwhile waits, too, and the server counts it as loading. */
  readonly loadMs?: number
  /** Each call that is worked on makes one that starts then so much slower: 1 makes a second slot useless, on the whole. */
  readonly slowdown?: number
  /** The client never has more calls than this. */
  readonly demand?: number
  /** The server says nothing of its durations. */
  readonly mute?: boolean
  /** Beyond so many calls the server answers 503 at once, and the call is sent again some 100 ms later. */
  readonly refusesBeyond?: number
  /** What changes when so many calls have ended. */
  readonly changes?: readonly Change[]
}

export interface Change {
  readonly after: number
  readonly slots?: number
  readonly meanMs?: number
  readonly overheadMs?: readonly [number, number]
  readonly refusesBeyond?: number
  /** So many calls of somebody else are always at the server. */
  readonly others?: number
}

/** What was true just after one of our calls had ended. */
export interface Moment {
  readonly atMs: number
  readonly width: number
  readonly slots: number | undefined
  /** Most calls that waited for a slot since the moment before. */
  readonly mostWaiting: number
  /** Slot time worked so far, of everybody's calls, in milliseconds. */
  readonly workedMs: number
  /** Slot time there was so far, in milliseconds. */
  readonly offeredMs: number
}

export interface Run {
  readonly moments: readonly Moment[]
  readonly refusals: number
  /** From the first call to the last. */
  readonly utilisation: number
}

/** Slot time worked, as a part of the slot time there was, from the end of one call to the end of another. */
export function utilisationBetween({ moments }: Run, from: number, to: number): number {
  const [first, last] = [moments[from], moments[to]]
  if (!first || !last) throw new RangeError(`no moments ${from} and ${to}`)
  return (last.workedMs - first.workedMs) / (last.offeredMs - first.offeredMs)
}

interface Call {
  readonly ours: boolean
  readonly startedAtMs: number
  readonly inFlight: number
  arrivedAtMs: number
  loadMs: number
  busyMs: number
  queuedMs: number
}

export function simulate(auto: AutoWidth, simulation: Simulation): Run {
  const server = makeServer(simulation)
  const { timeline, random } = server
  const [leastGapMs, mostGapMs] = simulation.gapMs ?? [1, 5]
  const changes = [...(simulation.changes ?? [])]
  const moments: Moment[] = []
  let placesTaken = 0
  let left = simulation.calls
  let refusals = 0
  let others = 0
  let othersWanted = 0

  function send(): void {
    while (left > 0 && placesTaken < Math.min(auto.width, simulation.demand ?? Infinity)) {
      left -= 1
      placesTaken += 1
      const gapMs = leastGapMs + random() * (mostGapMs - leastGapMs)
      const cut = [random(), random()].sort((one, other) => one - other) as [number, number]
      const call = { ...server.aCall(true), startedAtMs: timeline.now(), inFlight: placesTaken }
      timeline.in(gapMs * cut[0], () => {
        if (server.arrive(call, () => timeline.in(gapMs * (cut[1] - cut[0]), () => ended(call, gapMs * (1 - cut[1])))))
          return
        refusals += 1
        auto.strained(timeline.now())
        placesTaken -= 1
        timeline.in(100 * random(), () => {
          left += 1
          send()
        })
      })
    }
  }

  function ended(call: Call, freeInMs: number): void {
    auto.ended(asSeen(call, timeline.now(), simulation.mute ?? false))
    moments.push({ atMs: timeline.now(), width: auto.width, slots: auto.slots, ...server.tallied() })
    while (changes[0] && changes[0].after <= moments.length) {
      const change = changes.shift()
      if (change) server.change(change)
      othersWanted = change?.others ?? othersWanted
      for (; others < othersWanted; others += 1) another()
    }
    timeline.in(freeInMs, () => {
      placesTaken -= 1
      send()
    })
    send() // the width may have grown
  }

  /** One of somebody else's calls: the next comes as soon as it is done. */
  function another(): void {
    server.arrive(server.aCall(false), () => {
      if (others <= othersWanted && left > 0) another()
      else others -= 1
    })
  }

  send()
  timeline.run(() => moments.length >= simulation.calls)
  const { workedMs, offeredMs } = server.tallied()
  return { moments, refusals, utilisation: workedMs / offeredMs }
}

function asSeen(call: Call, endedAtMs: number, mute: boolean): EndedCall {
  const { startedAtMs, inFlight, queuedMs, busyMs } = call
  if (mute) return { startedAtMs, endedAtMs, inFlight, queuedMs: undefined, busyMs: undefined }
  return { startedAtMs, endedAtMs, inFlight, queuedMs, busyMs }
}

function makeServer(simulation: Simulation) {
  const random = seeded(simulation.seed ?? 1)
  const timeline = makeTimeline()
  const waiting: (() => void)[] = []
  let { slots, meanMs, overheadMs = [2, 4], refusesBeyond = Infinity } = simulation
  let present = 0
  let working = 0
  let mostWaiting = 0
  let workedMs = 0
  let offeredMs = 0
  let talliedAtMs = 0
  const loadedAtMs = simulation.loadMs ?? 0

  function tally(): void {
    const passedMs = timeline.now() - talliedAtMs
    workedMs += passedMs * Math.min(working, slots)
    offeredMs += passedMs * slots
    talliedAtMs = timeline.now()
  }

  function fill(): void {
    while (working < slots) {
      const next = waiting.shift()
      if (!next) return
      tally()
      working += 1
      next()
    }
    mostWaiting = Math.max(mostWaiting, waiting.length)
  }

  return {
    timeline,
    random,
    aCall: (ours: boolean): Call => ({
      ours,
      startedAtMs: 0,
      inFlight: 0,
      arrivedAtMs: 0,
      loadMs: 0,
      busyMs: meanMs * aDraw(random, simulation.spread ?? 'exponential'),
      queuedMs: 0,
    }),
    /** `false`: there are too many. */
    arrive(call: Call, done: () => void): boolean {
      if (present >= refusesBeyond) return false
      present += 1
      call.arrivedAtMs = timeline.now()
      call.loadMs = Math.max(0, loadedAtMs - timeline.now())
      timeline.in(call.loadMs + overheadMs[0] + random() * (overheadMs[1] - overheadMs[0]), () => {
        waiting.push(() => {
          call.queuedMs = timeline.now() - call.arrivedAtMs - call.loadMs
          call.busyMs *= 1 + (working - 1) * (simulation.slowdown ?? 0)
          timeline.in(call.busyMs, () => {
            tally()
            working -= 1
            present -= 1
            fill()
            done()
          })
        })
        fill()
      })
      return true
    },
    change(change: Change): void {
      tally()
      ;({ slots = slots, meanMs = meanMs, overheadMs = overheadMs, refusesBeyond = refusesBeyond } = change)
      fill()
    },
    tallied() {
      tally()
      const most = mostWaiting
      mostWaiting = waiting.length
      return { mostWaiting: most, workedMs, offeredMs }
    },
  }
}

/** A random number with the mean 1. */
function aDraw(random: Random, spread: Spread): number {
  if (spread === 'constant') return 1
  if (spread === 'exponential') return -Math.log(1 - random())
  return 10 ** random() / (9 / Math.LN10) // from x to 10 x, as often in each octave
}

function makeTimeline() {
  const heap: { atMs: number; order: number; happens: () => void }[] = []
  let now = 0
  let order = 0
  const isBefore = (one: number, other: number) => {
    const [a, b] = [heap[one], heap[other]]
    return a !== undefined && b !== undefined && (a.atMs - b.atMs || a.order - b.order) < 0
  }
  const swap = (one: number, other: number) => {
    const [a, b] = [heap[one], heap[other]]
    if (a && b) [heap[one], heap[other]] = [b, a]
  }
  function pop() {
    swap(0, heap.length - 1)
    const first = heap.pop()
    for (let at = 0; ;) {
      let least = at
      for (const child of [2 * at + 1, 2 * at + 2]) if (isBefore(child, least)) least = child
      if (least === at) return first
      swap(at, least)
      at = least
    }
  }
  return {
    now: () => now,
    in(ms: number, happens: () => void): void {
      heap.push({ atMs: now + ms, order: (order += 1), happens })
      for (let at = heap.length - 1; at > 0 && isBefore(at, (at - 1) >> 1); at = (at - 1) >> 1) swap(at, (at - 1) >> 1)
    },
    /** Ends when it is over, or nothing can happen any more. */
    run(over: () => boolean): void {
      for (let next = over() ? undefined : pop(); next; next = over() ? undefined : pop()) {
        now = next.atMs
        next.happens()
      }
    },
  }
}
