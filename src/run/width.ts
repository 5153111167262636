/** How many calls may be in flight at a server: a number that was given, or what measuring says. */
import { CallFailed, type Reply, type Server } from '../engines/engine.js'
import { makeAutoWidth } from './auto-width.js'
import type { EndedCall } from './width-finder.js'

export interface Width {
  readonly now: number
  /** Calls of this model come next: how many the server works on at once may be another number. */
  turnTo(model: string): void
  ended(reply: Reply, call: Pick<EndedCall, 'startedAtMs' | 'endedAtMs' | 'inFlight'>): void
  failed(error: unknown, nowMs: number): void
}

/** After so many calls what was found is told: the first guess comes sooner, and may be off by one. */
const callsBeforeTelling = 60

/** `found`: told once a model, how many of its calls the server works on at the same time. */
export function makeWidth(server: Server, found: (slots: number) => void): Width {
  if (server.width !== 'auto') {
    return { now: server.width, turnTo: () => {}, ended: () => {}, failed: () => {} }
  }
  const told = new Set<string>()
  let auto = makeAutoWidth()
  let turn = { model: '', calls: 0 }
  return {
    get now() {
      return auto.width
    },
    turnTo(model) {
      if (turn.model !== '') auto = makeAutoWidth()
      turn = { model, calls: 0 }
    },
    ended({ queuedMs, busyMs }, call) {
      auto.ended({ ...call, queuedMs, busyMs })
      turn.calls += 1
      if (auto.slots === undefined || turn.calls < callsBeforeTelling || told.has(turn.model)) return
      told.add(turn.model)
      found(auto.slots)
    },
    failed(error, nowMs) {
      if (error instanceof CallFailed && error.isStrain) auto.strained(nowMs)
    },
  }
}
