/**
 * One server's lane: how many calls at once, how fast, and which model.
 *
 * Never touches: what is asked, what is kept, whether a call is tried again (lanes.ts).
 */
import { endedOrAborted } from '../base/abort.js'
import type { Clock } from '../base/clock.js'
import type { CompletionRequest } from '../domain/completion.js'
import { CallFailed, type Reply, type Server } from '../engines/engine.js'
import { makePacer } from './pacer.js'
import { makePresence, type PresenceOptions } from './presence.js'
import { makeWidth } from './width.js'

export interface Lane {
  readonly server: Server
  /** Calls that hold a place: on their way, or between two tries. */
  readonly inFlight: number
  /** Somebody is there, and one more call has a place. */
  readonly hasRoom: boolean
  /** The share of its places that is taken. */
  readonly load: number
  /** The model that its calls ask. While one of them is in flight, it takes no other model's: that would unload it under them. */
  readonly model: string | undefined
  /** Nobody is there, or it was closed. */
  readonly isAway: boolean
  readonly isClosed: boolean
  /** Tries that failed since the last answer. */
  readonly failuresInARow: number
  /** For a call of this model. */
  take(model: string): void
  /** An answer came, and is being kept: its place is free. Returns what to call when it is kept. */
  keeping(): () => void
  giveBack(): void
  /** One try. Throws as `Server.complete`. */
  attempt(request: CompletionRequest, signal: AbortSignal): Promise<Reply>
  /** The server seems to be gone: nothing is sent until it answers again. */
  leave(failure: CallFailed): void
  /** No call is sent there any more. */
  close(): void
}

export interface LaneOptions extends PresenceOptions {
  readonly clock: Clock
  readonly requestsPerMinute?: number
  /** Told once how many calls the server works on at the same time, where that had to be found out. */
  found(slots: number): void
}

/** A lane on which no call is under way. */
export function makeLane(server: Server, options: LaneOptions): Lane {
  const { clock } = options
  const pacer = makePacer(options.requestsPerMinute, clock)
  const presence = makePresence(server, options)
  const width = makeWidth(server, options.found)
  const models = makeTurns(server, options.over, (model) => width.turnTo(model))
  const places = makePlaces()
  let isClosed = false
  let failuresInARow = 0

  async function attempt(request: CompletionRequest, signal: AbortSignal): Promise<Reply> {
    const wait = pacer.nextTurn()
    if (wait > 0) await clock.sleep(wait, signal)
    await models.ready(request.model, signal)
    signal.throwIfAborted() // or a call would be begun after Ctrl-C
    const call = { startedAtMs: clock.now(), inFlight: places.inFlight() }
    const reply = await server.complete(request, signal)
    failuresInARow = 0
    width.ended(reply, { ...call, endedAtMs: clock.now() })
    return reply
  }

  return {
    server,
    get inFlight() {
      return places.inFlight()
    },
    get hasRoom() {
      return !presence.isAway && !isClosed && places.isFree(width.now)
    },
    get load() {
      return places.inFlight() / width.now
    },
    get model() {
      return places.model()
    },
    get isAway() {
      return presence.isAway || isClosed
    },
    get isClosed() {
      return isClosed
    },
    get failuresInARow() {
      return failuresInARow
    },
    take: places.take,
    giveBack: places.giveBack,
    keeping: places.keeping,
    close: () => void (isClosed = true),
    leave: (failure) => presence.leave(failure),
    attempt: (request, signal) =>
      attempt(request, signal).catch((error: unknown) => {
        failuresInARow += 1
        width.failed(error, clock.now())
        if (error instanceof CallFailed && error.retryAfterMs !== undefined) pacer.holdFor(error.retryAfterMs)
        throw error
      }),
  }
}

/** Who holds a place, and which answers are not durable yet. */
function makePlaces() {
  let inFlight = 0
  let unkept = 0
  let model: string | undefined
  return {
    inFlight: () => inFlight,
    /** Whose calls they are, from the moment when the first has its place: its turn may come later (`requestsPerMinute`). */
    model: () => model,
    /**
     * An answer that came holds no place until it is durable, some milliseconds later, or the server would stand idle meanwhile. But
     * where there are several of them no call is begun: a killed build loses what is in flight, and never more than these.
     */
    isFree: (width: number) => inFlight < width && unkept < Math.ceil(width / 8),
    take: (next: string) => {
      inFlight += 1
      model = next
    },
    giveBack: () => void (inFlight -= 1),
    keeping: () => {
      inFlight -= 1
      unkept += 1
      return () => void (unkept -= 1)
    },
  }
}

/** One model after the other: the last one goes before the next one comes, so that a server never has to choose. */
function makeTurns(server: Server, over: AbortSignal, turnTo: (model: string) => void) {
  let current: string | undefined
  let unloaded: Promise<void> | undefined
  return {
    ready: async (model: string, signal: AbortSignal): Promise<void> => {
      if (current !== model) {
        unloaded = current === undefined ? undefined : server.unload?.(current, over)
        current = model
        turnTo(model)
      }
      if (unloaded !== undefined) await endedOrAborted(unloaded, signal)
      await server.load?.(model, signal)
    },
  }
}
