/**
 * When is a call made, and where? One queue, a lane for each server; a call goes where the least is under way.
 *
 * Never touches: what is asked, what is kept. A try repeats the very same request (same seed), so whichever try passes, and
 * wherever, the answer is to the same question. A server that goes away is waited for; its calls go to the others meanwhile.
 */
import { following } from '../base/abort.js'
import type { Clock } from '../base/clock.js'
import type { Completion, CompletionRequest } from '../domain/completion.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import { CallFailed, type Reply, type Server } from '../engines/engine.js'
import { slotsFound } from '../messages/engine-state.js'
import { afterFailure, type Again, confirmed, type FailureOptions, type Room, unavailable } from './after-failure.js'
import { type CallQueue, makeCallQueue } from './call-queue.js'
import { type Call, callOf, type Keep, nextOf } from './call.js'
import { type Lane, makeLane } from './lane.js'
import { makeOutage, type Outage } from './outage.js'

export interface Lanes {
  /**
   * One completion, as soon as there is room. Rejects with the last `CallFailed` when the retries are used up, with
   * `EngineUnavailable` when nobody is there to ask (then for every call that waits or comes later, too), and with the
   * signal's reason when it is aborted. `keep` stores what came; while more than a few answers wait for that, no call is begun: so a
   * killed build has never many more answers that are paid for and not kept than there are places.
   */
  complete(request: CompletionRequest, signal: AbortSignal, keep?: Keep): Promise<Completion>
  /** Calls that hold a place: on their way, or between two tries. */
  readonly inFlight: number
  /** Nobody is waited for any more. Calls in flight may still end. */
  close(): void
}

export interface LanesOptions extends FailureOptions {
  /** A reply that loaded the model: who answers there may have changed. */
  hasLoaded?(server: Server): void
}

interface Shared extends Room {
  readonly options: LanesOptions
  readonly outage: Outage
}

/** They end with the first time that nobody is left to ask: make others to try again. */
export function makeLanes(servers: readonly Server[], options: LanesOptions): Lanes {
  const over = new AbortController()
  const queue = makeCallQueue<Call>()
  const room = makeRoom(servers, options, over, queue, start)

  /** Hands out what waits, as long as a lane has room for it. */
  function start(): void {
    while (queue.size > 0) {
      const [lane, call] = nextOf(room.lanes, queue) ?? []
      if (lane === undefined || call === undefined) return
      void make(call, lane)
    }
  }

  async function make(call: Call, lane: Lane): Promise<void> {
    const end = await tryOnce(call, lane, room)
    if (end.kind === 'answered') return keep(end.reply, call, lane)
    if (end.kind === 'failed') call.reject(end.reason)
    const waiting = end.kind === 'again' ? wait(end.waitMs, call) : undefined
    if (end.kind === 'again' && end.holdsPlace) await (end.restMs === undefined ? waiting : rest(end.restMs, room))
    lane.giveBack()
    start()
    await waiting
  }

  /** A wait between two tries ends at once when all is over: nothing paid for is lost by that. */
  async function wait(milliseconds: number, call: Call): Promise<void> {
    try {
      const ends = [call.signal, over.signal]
      await sleep(milliseconds, ends, options.clock)
      for (const end of ends) end.throwIfAborted() // meanwhile, too: nobody takes it out of the queue any more
      queue.putBack(call)
      start()
    } catch (reason) {
      call.reject(reason)
    }
  }

  /** The place is free as soon as the answer is there; the caller has it when it is kept. */
  async function keep({ completion }: Reply, call: Call, lane: Lane): Promise<void> {
    const isKept = lane.keeping()
    start()
    try {
      await call.keep?.(completion, lane.server)
      call.resolve(completion)
    } catch (error) {
      call.reject(error)
    }
    isKept()
    start()
  }

  return {
    get inFlight() {
      return room.lanes.reduce((sum, lane) => sum + lane.inFlight, 0)
    },
    complete: async (request, signal, keep) => {
      signal.throwIfAborted()
      over.signal.throwIfAborted()
      return new Promise((resolve, reject) => {
        queue.add(callOf(request, signal, keep, { resolve, reject }, queue))
        start()
      })
    },
    close: () => void room.end(new Error('the build has ended: nothing more is asked')),
  }
}

function makeRoom(
  servers: readonly Server[],
  options: LanesOptions,
  over: AbortController,
  queue: CallQueue<Call>,
  start: () => void,
): Shared {
  const say = (diagnostic: Diagnostic) => options.say?.(diagnostic)
  const { clock, outageMs = 0 } = options
  const outage = makeOutage({ clock, outageMs, isAlone: servers.length === 1, say })

  function end(error: unknown): Error {
    if (!over.signal.aborted) over.abort(error)
    for (const call of queue.drain()) call.reject(over.signal.reason)
    return over.signal.reason as Error
  }

  const lanes: readonly Lane[] = servers.map((server) =>
    makeLane(server, {
      ...options,
      over: over.signal,
      found: (slots) => say(slotsFound(server.name, slots)),
      confirm: () => confirmed(server, room),
      lost: (error) => void end(error),
      isBack: () => {
        outage.ended(server)
        start()
      },
      stillAway: (failure) => {
        const isWorthIt = outage.lasts(
          server,
          lanes.every(({ isAway }) => isAway),
        )
        if (!isWorthIt) end(unavailable(failure))
        return isWorthIt
      },
    }),
  )
  const room: Shared = { lanes, options, outage, over: over.signal, end }
  return room
}

type Ended =
  | { readonly kind: 'answered'; readonly reply: Reply }
  | ({ readonly kind: 'again' } & Again)
  | { readonly kind: 'failed'; readonly reason: unknown }

async function tryOnce(call: Call, lane: Lane, room: Shared): Promise<Ended> {
  try {
    const reply = await lane.attempt(call.request, call.signal)
    room.outage.answered()
    if (reply.hasLoaded === true) room.options.hasLoaded?.(lane.server)
    return { kind: 'answered', reply }
  } catch (error) {
    if (error instanceof CallFailed) call.failedAt = lane
    try {
      return { kind: 'again', ...(await afterFailure(error, call, lane, room)) }
    } catch (reason) {
      return { kind: 'failed', reason }
    }
  }
}

/** A place at a server in trouble stays empty for so long; what failed there may go elsewhere meanwhile. */
async function rest(milliseconds: number, { over, options }: Room): Promise<void> {
  await sleep(milliseconds, [over], options.clock).catch(() => {}) // it is over: nobody wants the place
}

/** Rejects with the reason of the first signal that is aborted; at once where one is. */
async function sleep(milliseconds: number, signals: readonly AbortSignal[], clock: Clock): Promise<void> {
  for (const signal of signals) signal.throwIfAborted()
  if (milliseconds === 0) return
  const { controller, forget } = following(signals)
  try {
    await clock.sleep(milliseconds, controller.signal)
  } finally {
    forget()
  }
}
