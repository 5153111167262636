/**
 * Asks servers who answers there, one check of each at a time, and confirms or drops what came since the check before (model-watch.ts).
 */
import type { Clock } from '../base/clock.js'
import { bug } from '../base/unreachable.js'
import type { Identity } from '../domain/completion.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import { EngineUnavailable, type Server } from '../engines/engine.js'
import { answersDropped, modelMoved } from '../messages/engine-state.js'
import type { Confirmations } from '../store/confirmations.js'

export interface CheckOptions {
  readonly confirmations: Confirmations
  /** Who answers for each model, as far as is known: every server is held to it. */
  readonly identities: ReadonlyMap<string, Identity>
  readonly clock: Pick<Clock, 'now'>
  say(diagnostic: Diagnostic): void
  /** Another model answers: nothing more may be asked. */
  stop(error: Error): void
  /** What was dropped may stand in outputs that were committed while nobody could be asked. */
  doubt(): void
}

/** How long a server may take to say who it is, in each of two tries. */
const deadlineMs = 2_500

/** A server, and what is known of who answers there. */
export interface Watched {
  readonly server: Server
  /** Something came from it since the last check began. */
  isDirty: boolean
  askedAtMs: number
  running?: Promise<void> | undefined
  /** The check after the one that runs. */
  queued?: Promise<void> | undefined
  /** Why the last check had no answer. */
  silence?: EngineUnavailable | undefined
  /** Models that are other ones than when the build began. */
  readonly moved: Set<string>
}

export interface ModelChecks {
  /** By the server's name: lanes have a server in wrappings of their own. */
  readonly all: ReadonlyMap<string, Watched>
  watchedAs(server: Server): Watched
  /** Resolves when a check that began now, or later, has ended. Never rejects: what it finds is told (`stop`, `say`, `doubt`). */
  check(server: Server): Promise<void>
  /** Throws where a check found another model. */
  mustNotBeOver(): void
  /** What a check finds from now on is not taken note of. */
  close(): void
}

/** No server is watched before it is met. */
export function makeModelChecks(options: CheckOptions): ModelChecks {
  const { confirmations, identities, clock } = options
  const all = new Map<string, Watched>()
  let over: Error | undefined
  let isClosed = false

  function watchedAs(server: Server): Watched {
    const known = all.get(server.name)
    if (known !== undefined) return known
    const made: Watched = { server, isDirty: false, askedAtMs: clock.now(), moved: new Set() }
    all.set(server.name, made)
    return made
  }

  function end(error: Error): void {
    over ??= error
    options.stop(error)
  }

  /** A check that begins now: one that runs already may have been answered before the last completion came. */
  async function check(server: Server): Promise<void> {
    const watched = watchedAs(server)
    if (watched.running === undefined) {
      watched.running = ask(server, watched)
        .catch(end)
        .finally(() => (watched.running = undefined))
      return watched.running
    }
    watched.queued ??= watched.running.then(async () => {
      watched.queued = undefined
      return check(server)
    })
    return watched.queued
  }

  async function ask(server: Server, watched: Watched): Promise<void> {
    watched.isDirty = false
    watched.askedAtMs = clock.now()
    const periods = confirmations.begin(server.name)
    const models = [...new Set([...identities.keys(), ...periods.map(({ model }) => model)])]
    const said = await Promise.all(models.map(async (model) => [model, await whoIs(server, model)] as const))
    if (isClosed) return
    watched.silence = said.map(([, who]) => who).find((who) => who instanceof EngineUnavailable)
    const known = said.filter((each): each is [string, Identity] => !(each[1] instanceof EngineUnavailable))
    for (const [model, now] of known) refuse(watched, model, now)
    const now = new Map(known)
    confirmations.confirm(periods.filter(({ model, identity }) => now.get(model)?.id === identity.id))
  }

  /** What was said under another name is dropped, also what came since the check began: whose it is, is not known. */
  function refuse({ server, moved }: Watched, model: string, now: Identity): void {
    const lost = confirmations.pending.filter(
      (period) => period.server === server.name && period.model === model && period.identity.id !== now.id,
    )
    const before = identities.get(model)
    const hasMoved = before !== undefined && before.id !== now.id
    if (hasMoved) moved.add(model)
    const dropped = confirmations.drop(lost)
    if (lost.some(({ isUsed }) => isUsed)) options.doubt()
    if (hasMoved) end(new EngineUnavailable(modelMoved(model, before.label, now.label, dropped)))
    else if (lost[0] !== undefined) options.say(answersDropped(model, lost[0].identity.label, now.label, dropped))
  }

  function mustNotBeOver(): void {
    if (over !== undefined) throw over
  }

  return { all, watchedAs, check, mustNotBeOver, close: () => void (isClosed = true) }
}

/** What it says, or that it says nothing. */
async function whoIs(server: Server, model: string): Promise<Identity | EngineUnavailable> {
  try {
    const identities = await server.identify?.([model], deadlineMs)
    return identities?.get(model) ?? bug(`${server.name} identified another model than "${model}"`)
  } catch (error) {
    if (error instanceof EngineUnavailable) return error
    throw error
  }
}
