/**
 * A try of a call failed: is there another one, and when?
 *
 * Never touches: the queue, the places. What a call cannot survive is thrown.
 */
import { endedOrAborted } from '../base/abort.js'
import type { Clock } from '../base/clock.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import { CallFailed, EngineUnavailable, type Patience, type Server } from '../engines/engine.js'
import { serverFails, serverLeftOut } from '../messages/engine-state.js'
import type { Lane } from './lane.js'

export interface Tried {
  readonly signal: AbortSignal
  /** Tries that failed. */
  tried: number
}

export interface FailureOptions extends Patience {
  readonly clock: Clock
  /** From 0 (included) to 1 (excluded): the jitter of the back-off. */
  random(): number
  /** What the user should know meanwhile. */
  say?(diagnostic: Diagnostic): void
  /** Asks who answers at a server now: after it was away, and where it says that it lacks the model. Rejects where it is another one. */
  confirm?(server: Server): Promise<void>
}

/** What all calls share. */
export interface Room {
  readonly lanes: readonly Lane[]
  readonly options: FailureOptions
  readonly over: AbortSignal
  /** Nobody is left to ask: the calls that wait, and those that come, are told so. Returns what they are told. */
  end(error: unknown): Error
}

export interface Again {
  readonly waitMs: number
  /** The server is in trouble: nobody else is to be sent there in its place. Else one failure would leave the server idle. */
  readonly holdsPlace: boolean
  /** How long the place is held, where the call may go to another server: the longer, the more has failed here. Left out: till the call's wait is over. */
  readonly restMs?: number
}

/** The first wait is up to this long; each further one up to twice the last, at most `longestWaitMs`. */
const firstWaitMs = 1_000
const longestWaitMs = 30_000
/** A server that asks for more patience than this (a used-up quota) is not waited for: the call fails. */
const longestRetryAfterMs = 10 * 60_000
/** A model that is pulled anew is back at once, if at all. */
const triesWithoutModel = 2
/** One failure may be of the call, or chance; so many in a row are of the server. */
const failuresOfServer = 2
/** Beside other servers: these do what this one does not, and the user sees nothing of it. */
const failuresWorthTelling = 5

/** Resolves when the call may be tried again; throws what to say of it where it may not. */
export async function afterFailure(error: unknown, call: Tried, lane: Lane, room: Room): Promise<Again> {
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
  if (isRefused) return { waitMs: 0, holdsPlace: false }
  const isOfServer = error.isStrain || error.retryAfterMs !== undefined || lane.failuresInARow >= failuresOfServer
  const waitMs = backOff(call.tried, error.retryAfterMs, options)
  if (room.lanes.length === 1) return { waitMs, holdsPlace: isOfServer }
  if (lane.failuresInARow === failuresWorthTelling) options.say?.(serverFails(lane.server.name, error.message))
  return { waitMs, holdsPlace: isOfServer, restMs: backOff(lane.failuresInARow, error.retryAfterMs, options) }
}

/** Nobody there who can answer (no such model, no access). Unless that was a moment's gap, the lane is closed; the last one ends all. */
async function withoutModel(error: EngineUnavailable, call: Tried, lane: Lane, room: Room): Promise<Again> {
  const { options, lanes, end } = room
  if (error.isModelMissing && options.confirm !== undefined && call.tried <= triesWithoutModel) {
    await endedOrAborted(confirmed(lane.server, room), call.signal)
    return { waitMs: backOff(call.tried, undefined, options), holdsPlace: true }
  }
  const isNews = !lane.isClosed
  lane.close()
  if (lanes.every(({ isClosed }) => isClosed)) throw end(error)
  if (isNews) options.say?.(serverLeftOut(error.diagnostic))
  return { waitMs: 0, holdsPlace: false }
}

/** Another model at one server ends all: no answer of it may stand beside those of the first one. */
export async function confirmed(server: Server, { options, end }: Pick<Room, 'options' | 'end'>): Promise<void> {
  try {
    await options.confirm?.(server)
  } catch (error) {
    throw end(error)
  }
}

/** What to say where nobody came back. */
export function unavailable(failure: CallFailed): Error {
  return failure.absence === undefined ? failure : new EngineUnavailable(failure.absence, failure)
}

/** Full jitter (AWS, "Exponential Backoff And Jitter"), after what the server asked for. In milliseconds; `tried` from 1. */
function backOff(tried: number, retryAfterMs: number | undefined, options: FailureOptions): number {
  return (retryAfterMs ?? 0) + options.random() * Math.min(longestWaitMs, firstWaitMs * 2 ** (tried - 1))
}
