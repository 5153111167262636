/**
 * When is a call made, and where? One queue, a lane for each server; a call goes where the least is under way.
 *
 * Never touches: what is asked, what is kept. A try repeats the very same request (same seed), so whichever try passes, and
 * wherever, the answer is to the same question. A server that goes away is waited for; its calls go to the others meanwhile.
 */
import { onAbort } from '../base/abort.js'
import type { Clock } from '../base/clock.js'
import type { Completion, CompletionRequest } from '../domain/completion.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import { CallFailed, EngineUnavailable, type Patience, type Reply, type Server } from '../engines/engine.js'
import { serverLeftOut, slotsFound } from '../messages/engine-state.js'
import { type CallQueue, makeCallQueue, type Waiting } from './call-queue.js'
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

/** Resolves when the completion is durable. */
export type Keep = (completion: Completion, from: Server) => Promise<void>

export interface LanesOptions extends Patience {
  readonly clock: Clock
  /** From 0 (included) to 1 (excluded): the jitter of the back-off. */
  random(): number
  /** What the user should know meanwhile. */
  say?(diagnostic: Diagnostic): void
  /** Asks who answers at a server now: after it was away, and where it says that it lacks the model. Rejects where it is another one. */
  confirm?(server: Server): Promise<void>
  /** A reply that loaded the model: who answers there may have changed. */
  hasLoaded?(server: Server): void
}

/** The first wait is up to this long; each further one up to twice the last, at most `longestWaitMs`. */
const firstWaitMs = 1_000
const longestWaitMs = 30_000
/** A server that asks for more patience than this (a used-up quota) is not waited for: the call fails. */
const longestRetryAfterMs = 10 * 60_000

/** A model that is pulled anew is back at once, if at all. */
const triesWithoutModel = 2

interface Call extends Waiting {
  readonly request: CompletionRequest
  readonly signal: AbortSignal
  readonly keep: Keep | undefined
  readonly resolve: (completion: Completion) => void
  readonly reject: (reason: unknown) => void
  /** Tries that failed. */
  tried: number
}

interface Room {
  readonly lanes: readonly Lane[]
  readonly options: LanesOptions
  readonly outage: Outage
  readonly over: AbortSignal
  /** Nobody is left to ask: the calls that wait, and those that come, are told so. Returns what they are told. */
  end(error: unknown): Error
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
    if (end.kind === 'again' && !over.signal.aborted) queue.putBack(call)
    else call.reject(end.kind === 'failed' ? end.reason : over.signal.reason)
    lane.giveBack()
    start()
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
        const forget = onAbort(signal, () => {
          if (queue.remove(call)) reject(signal.reason as Error)
        })
        const ends = endings(resolve, reject, forget)
        const call: Call = { ...waitingAs(request), request, signal, keep, tried: 0, ...ends }
        queue.add(call)
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
): Room {
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
      isBack: () => {
        outage.ended(server)
        start()
      },
      stillAway: (failure) => {
        const isWorthIt = outage.lasts(server, isNobodyLeft(lanes))
        if (!isWorthIt) end(unavailable(failure))
        return isWorthIt
      },
    }),
  )
  const room: Room = { lanes, options, outage, over: over.signal, end }
  return room
}

/** Another model at one server ends all: no answer of it may stand beside those of the first one. */
async function confirmed(server: Server, { options, end }: Pick<Room, 'options' | 'end'>): Promise<void> {
  try {
    await options.confirm?.(server)
  } catch (error) {
    throw end(error)
  }
}

function waitingAs({ model, prefix = '' }: CompletionRequest): Waiting {
  return { model, prefix }
}

function endings(
  resolve: Call['resolve'],
  reject: Call['reject'],
  forget: () => void,
): Pick<Call, 'resolve' | 'reject'> {
  return {
    resolve: (completion) => {
      forget()
      resolve(completion)
    },
    reject: (reason) => {
      forget()
      reject(reason)
    },
  }
}

/** A lane with room, the least loaded first, and the next call that it may take. The place is taken. */
function nextOf(lanes: readonly Lane[], queue: CallQueue<Call>): [Lane, Call] | undefined {
  for (const lane of lanes.filter(({ hasRoom }) => hasRoom).sort((a, b) => a.load - b.load)) {
    const call = queue.take(lane.model, lane.inFlight > 0)
    if (call === undefined) continue
    lane.take()
    return [lane, call]
  }
  return undefined
}

type Ended =
  | { readonly kind: 'answered'; readonly reply: Reply }
  | { readonly kind: 'again' }
  | { readonly kind: 'failed'; readonly reason: unknown }

/** Holds its place until the answer is there, or until the wait before the next try is over. */
async function tryOnce(call: Call, lane: Lane, room: Room): Promise<Ended> {
  try {
    const reply = await lane.attempt(call.request, call.signal)
    room.outage.answered()
    if (reply.hasLoaded === true) room.options.hasLoaded?.(lane.server)
    return { kind: 'answered', reply }
  } catch (error) {
    try {
      await mustPass(error, call, lane, room)
      return { kind: 'again' }
    } catch (reason) {
      return { kind: 'failed', reason }
    }
  }
}

/** Resolves when the call may be tried again; throws what to say of it where it may not. */
async function mustPass(error: unknown, call: Call, lane: Lane, room: Room): Promise<void> {
  const { options, over } = room
  call.signal.throwIfAborted()
  over.throwIfAborted()
  call.tried += 1
  if (error instanceof EngineUnavailable) return withoutModel(error, call, lane, room)
  if (!(error instanceof CallFailed) || !error.mayPass) throw error
  if (error.absence !== undefined) lane.leave(error)
  const isRefused = error.absence !== undefined && !error.isDoubtful
  // a call that nobody took waits until somebody is there, which costs it no try; but a port that opens and shuts is no server
  if (call.tried > options.retries + Number(isRefused)) throw isRefused ? unavailable(error) : error
  if ((error.retryAfterMs ?? 0) > longestRetryAfterMs) throw error
  if (!isRefused) await pause(backOff(call.tried, error.retryAfterMs, options), call.signal, room)
}

/** Nobody there who can answer (no such model, no access). Unless that was a moment's gap, the lane is closed; the last one ends all. */
async function withoutModel(error: EngineUnavailable, call: Call, lane: Lane, room: Room): Promise<void> {
  const { options, lanes, end } = room
  if (error.isModelMissing && options.confirm !== undefined && call.tried <= triesWithoutModel) {
    await confirmed(lane.server, room)
    return pause(backOff(call.tried, undefined, options), call.signal, room)
  }
  lane.close()
  if (isNobodyLeft(lanes)) throw end(error)
  options.say?.(serverLeftOut(error.diagnostic))
}

function isNobodyLeft(lanes: readonly Lane[]): boolean {
  return lanes.every(({ isAway }) => isAway)
}

function unavailable(failure: CallFailed): Error {
  return failure.absence === undefined ? failure : new EngineUnavailable(failure.absence, failure)
}

/** A wait between two tries ends at once when all is over: nothing paid for is lost by that. */
async function pause(milliseconds: number, signal: AbortSignal, { options, over }: Room): Promise<void> {
  const either = new AbortController()
  const forget = [signal, over].map((one) => onAbort(one, () => either.abort(one.reason)))
  try {
    await options.clock.sleep(milliseconds, either.signal)
  } finally {
    for (const undo of forget) undo()
  }
}

/** Full jitter (AWS, "Exponential Backoff And Jitter"), after what the server asked for. In milliseconds; `tried` from 1. */
function backOff(tried: number, retryAfterMs: number | undefined, options: LanesOptions): number {
  return (retryAfterMs ?? 0) + options.random() * Math.min(longestWaitMs, firstWaitMs * 2 ** (tried - 1))
}
