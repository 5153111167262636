/** How long is nobody there, and what is said of it? While one server answers, the others may be away as long as they like. */
import type { Clock } from '../base/clock.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import type { Server } from '../engines/engine.js'
import { serverAway, serverBack } from '../messages/engine-state.js'
import { firstPauseMs } from './presence.js'

export interface Outage {
  /** Somebody answered in this build: from now on an absence is an outage, which may pass. */
  answered(): void
  /** A server is away. Returns whether it is worth waiting for; `isNobodyLeft`: all the others are away, too. */
  lasts(server: Server, isNobodyLeft: boolean): boolean
  /** A server is back. */
  ended(server: Server): void
}

export interface OutageOptions {
  readonly clock: Pick<Clock, 'now'>
  /** How long it is waited when nobody is there who was there in this build. */
  readonly outageMs: number
  /** There is no other server. */
  readonly isAlone: boolean
  say(diagnostic: Diagnostic): void
}

/** Before anybody has answered. */
export function makeOutage({ clock, outageMs, isAlone, say }: OutageOptions): Outage {
  const awaySince = new Map<Server, number>()
  let hasAnswered = false
  let nobodySince: number | undefined
  return {
    answered: () => void (hasAnswered = true),
    lasts: (server, isNobodyLeft) => {
      const now = clock.now()
      const isNews = !awaySince.has(server) && (hasAnswered || !isAlone)
      if (!awaySince.has(server)) awaySince.set(server, now)
      if (!isNobodyLeft) nobodySince = undefined
      else nobodySince ??= now
      // a server that was never there is not waited for: it was not started
      const isWorthIt = nobodySince === undefined || (hasAnswered && now + firstPauseMs - nobodySince <= outageMs)
      if (isNews && isWorthIt) say(serverAway(server.name, isAlone ? outageMs / 60_000 : undefined))
      return isWorthIt
    },
    ended: (server) => {
      const since = awaySince.get(server)
      awaySince.delete(server)
      nobodySince = undefined
      if (since !== undefined && (hasAnswered || !isAlone)) say(serverBack(server.name, clock.now() - since))
    },
  }
}
