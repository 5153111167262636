/** How many calls may be in flight at a server: a number that was given, or what measuring says. */
import { CallFailed, type Reply, type Server } from '../engines/engine.js'
import { makeAutoWidth } from './auto-width.js'

export interface Width {
  readonly now: number
  ended(
    reply: Reply,
    call: { readonly startedAtMs: number; readonly endedAtMs: number; readonly inFlight: number },
  ): void
  failed(error: unknown, nowMs: number): void
}

/** `found`: told once, how many calls the server works on at the same time. */
export function makeWidth(server: Server, found: (slots: number) => void): Width {
  if (server.width !== 'auto') return { now: server.width, ended: () => {}, failed: () => {} }
  const auto = makeAutoWidth()
  let isFound = false
  return {
    get now() {
      return auto.width
    },
    ended({ queuedMs, busyMs }, call) {
      auto.ended({ ...call, queuedMs, busyMs })
      if (auto.slots === undefined || isFound) return
      isFound = true
      found(auto.slots)
    },
    failed(error, nowMs) {
      if (error instanceof CallFailed && error.isStrain) auto.strained(nowMs)
    },
  }
}
