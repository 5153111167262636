/** Events → what is under way. It is told of tens of thousands a second, and asked for a few frames: only then anything is added up. */
import type { Latest, Progress } from '../../domain/event.js'
import type { WatchEvent } from '../../domain/watch.js'
import { cleanText } from '../../fusion/clean.js'
import { through } from '../../messages/build-lines.js'
import type { Running, Underway } from '../../messages/live-lines.js'
import { makeRecentPace } from './recent-pace.js'

export interface Onlooker {
  /** Returns whether there is anything new to show. */
  note(event: WatchEvent): boolean
  /** `now`: milliseconds that never go back. */
  seen(now: number): Underway
}

type Begun = { readonly kind: 'target'; progress?: Progress } | { readonly kind: 'model'; pairs: number; calls: number }

const none: Progress = { done: 0, cells: 0, calls: 0, reused: 0, rejected: 0 }

/** A model may say very much: so much of it is looked at. */
const sampleLength = 2_000

export function makeOnlooker(): Onlooker {
  let state = nothingSeen()
  return {
    note: (event) => {
      switch (event.kind) {
        case 'build-started':
          state = nothingSeen()
          return true
        case 'stale-found':
          state.toCome += event.targets
          return true
        case 'target-started':
          state.toCome -= 1
          state.running.set(event.target, { kind: 'target' })
          return true
        case 'progress':
          state.running.set(event.target, { kind: 'target', progress: event })
          state.latest = event.latest ?? state.latest
          return true
        case 'target-ended':
          ended(event, state)
          return true
        case 'model-started':
          state.running.set(event.model, { kind: 'model', pairs: 0, calls: 0 })
          return true
        case 'model-progress':
          state.running.set(event.model, { kind: 'model', pairs: event.pairs, calls: event.calls })
          state.latest = event.latest ?? state.latest
          return true
        case 'model-ended':
          if (event.outcome.kind === 'asked') state.askedAhead += event.outcome.calls
          return state.running.delete(event.model)
        case 'build-ended':
          state = nothingSeen()
          return true
        default:
          return false
      }
    },
    seen: (now) => seenIn(state, now),
  }
}

type State = ReturnType<typeof nothingSeen>

function nothingSeen() {
  return {
    running: new Map<string, Begun>(),
    /** Of the groups that have ended. */
    ended: none,
    /** Calls of the passes that have ended: the groups that they were for count them, too. */
    askedAhead: 0,
    toCome: 0,
    latest: undefined as Latest | undefined,
    pace: makeRecentPace(),
  }
}

function ended({ target, outcome }: Extract<WatchEvent, { kind: 'target-ended' }>, state: State): void {
  const last = state.running.get(target)
  state.running.delete(target)
  if (!('tally' in outcome) || outcome.tally.cells === 0) return
  const { cells, calls, reused, rejected } = outcome.tally
  const done = outcome.kind === 'built' ? cells : last?.kind === 'target' && last.progress ? through(last.progress) : 0
  const sum = Object.values(rejected).reduce((a, b) => a + b, 0)
  // what got no answer in an ended group gets none in this build
  state.ended = added(state.ended, { done, cells: done, calls, reused, rejected: sum })
}

function seenIn(state: State, now: number): Underway {
  let sum = state.ended
  let ofModels = state.askedAhead
  for (const one of state.running.values()) {
    if (one.kind === 'model') ofModels += one.calls
    else if (one.progress !== undefined) sum = added(sum, one.progress)
  }
  const done = through(sum)
  const asked = Math.max(done - sum.reused, ofModels)
  state.pace.met(now, { done, asked })
  return {
    sum: { ...sum, calls: Math.max(sum.calls, ofModels) },
    toCome: Math.max(0, state.toCome),
    pace: state.pace.at(now, sum.cells - done),
    running: [...state.running].map(([name, one]) => runningOf(name, one)),
    latest: state.latest && cleaned(state.latest),
  }
}

function added(sum: Progress, { done, ahead = 0, cells, calls, reused, rejected }: Progress): Progress {
  return {
    done: sum.done + done + ahead,
    cells: sum.cells + cells,
    calls: sum.calls + calls,
    reused: sum.reused + reused,
    rejected: sum.rejected + rejected,
  }
}

function runningOf(name: string, one: Begun): Running {
  return one.kind === 'model' ? { ...one, name } : { kind: 'target', name, progress: one.progress }
}

function cleaned({ variant, text }: Latest): Latest {
  return { variant, text: cleanText(text.slice(0, sampleLength)) }
}
