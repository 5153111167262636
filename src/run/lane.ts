/**
 * One server's lane: how many calls at once, how fast, and how often a call is tried again.
 *
 * Answers: when is a call made?  Never touches: what is asked, what is kept.
 * First come, first served. A try repeats the very same request (same seed), so whichever try passes, the answer is to the same question.
 */
import { onAbort } from '../base/abort.js'
import type { Clock } from '../base/clock.js'
import type { Completion, CompletionRequest } from '../domain/completion.js'
import { CallFailed, type Engine, EngineUnavailable, type Patience } from '../engines/engine.js'

export interface Lane {
  /**
   * One completion, as soon as there is room. Rejects with the last `CallFailed` when the retries are used up, with
   * `EngineUnavailable` when nobody is there to ask (then for every call that waits or comes later, too), and with the
   * signal's reason when it is aborted. `keep` stores what came before the place goes to the next call: so a killed build has never
   * more answers that are paid for and not kept than there are places.
   */
  complete(request: CompletionRequest, signal: AbortSignal, keep?: Keep): Promise<Completion>
  /** Calls that hold a place: on their way, or between two tries. */
  readonly inFlight: number
}

/** Resolves when the completion is durable. */
export type Keep = (completion: Completion) => Promise<void>

export interface LaneOptions extends Patience {
  /** How many calls may be in flight at once; at least 1. */
  readonly width: number
  readonly clock: Clock
  /** From 0 (included) to 1 (excluded): the jitter of the back-off. */
  random(): number
}

/** The first wait is up to this long; each further one up to twice the last, at most `longestWaitMs`. */
const firstWaitMs = 1_000
const longestWaitMs = 30_000
/** A server that asks for more patience than this (a used-up quota) is not waited for: the call fails. */
const longestRetryAfterMs = 10 * 60_000

/** A lane to one engine. It ends with the first `EngineUnavailable`: make another to try again. */
export function makeLane(engine: Pick<Engine, 'complete'>, options: LaneOptions): Lane {
  const over = new AbortController()
  const places = makePlaces(options.width, over.signal)
  const waitForTurn = makePacer(options)

  async function tryUntilItPasses(request: CompletionRequest, signal: AbortSignal): Promise<Completion> {
    let refused = false
    for (let tried = 0; ; tried += 1) {
      const wait = waitForTurn()
      if (wait > 0) await pause(wait, signal)
      try {
        return await engine.complete(request, signal)
      } catch (error) {
        signal.throwIfAborted()
        if (!(error instanceof CallFailed) || !error.mayPass) throw error
        const isLast = tried >= options.retries
        if (error.absence && (refused || isLast)) throw new EngineUnavailable(error.absence, error)
        if (isLast || (error.retryAfterMs ?? 0) > longestRetryAfterMs) throw error
        refused = error.absence !== undefined
        await pause(refused ? firstWaitMs : backOff(tried, error.retryAfterMs, options), signal)
      }
    }
  }

  /** A wait between calls ends at once when the lane does: nothing paid for is lost by that. */
  async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    const either = new AbortController()
    const forget = onEitherAbort(signal, over.signal, (reason) => either.abort(reason))
    try {
      await options.clock.sleep(milliseconds, either.signal)
    } finally {
      forget()
    }
  }

  return {
    get inFlight() {
      return places.taken()
    },
    async complete(request, signal, keep) {
      signal.throwIfAborted()
      over.signal.throwIfAborted()
      await places.take(signal)
      try {
        const completion = await tryUntilItPasses(request, signal)
        await keep?.(completion)
        return completion
      } catch (error) {
        if (error instanceof EngineUnavailable && !over.signal.aborted) over.abort(error)
        throw error
      } finally {
        places.giveBack()
      }
    },
  }
}

/** Full jitter (AWS, "Exponential Backoff And Jitter"), after what the server asked for. In milliseconds. */
function backOff(tried: number, retryAfterMs: number | undefined, options: LaneOptions): number {
  return (retryAfterMs ?? 0) + options.random() * Math.min(longestWaitMs, firstWaitMs * 2 ** tried)
}

interface Places {
  /** Resolves when there is room, and takes it; rejects when the call or the lane is aborted first. */
  take(signal: AbortSignal): Promise<void>
  giveBack(): void
  taken(): number
}

function makePlaces(width: number, over: AbortSignal): Places {
  const waiting = new Set<() => void>() // in order of arrival, and cheap to leave from the middle
  let taken = 0
  return {
    taken: () => taken,
    async take(signal) {
      if (taken < width) {
        taken += 1
        return
      }
      await new Promise<void>((resolve, reject) => {
        const start = () => {
          waiting.delete(start)
          forget()
          resolve()
        }
        waiting.add(start)
        const forget = onEitherAbort(signal, over, (reason) => {
          waiting.delete(start)
          reject(reason)
        })
      })
    },
    giveBack() {
      const [next] = waiting
      if (next) next() // the place goes straight to the next: nobody who comes later can slip in
      else taken -= 1
    },
  }
}

/** How long the next call has to wait for its turn, in milliseconds: evenly spaced, so that no minute sees more than its share. */
function makePacer({ requestsPerMinute, clock }: LaneOptions): () => number {
  if (requestsPerMinute === undefined) return () => 0
  const spacing = 60_000 / requestsPerMinute
  let free = -Infinity
  return () => {
    const now = clock.now()
    const turn = Math.max(now, free)
    free = turn + spacing
    return turn - now
  }
}

/** Reacts once, to whichever comes first, and returns what takes it back. */
function onEitherAbort(one: AbortSignal, other: AbortSignal, react: (reason: Error) => void): () => void {
  let done = false
  const reactTo = (signal: AbortSignal) => () => {
    if (done) return
    done = true
    react(signal.reason as Error)
  }
  const forget = [onAbort(one, reactTo(one)), onAbort(other, reactTo(other))]
  return () => {
    done = true
    for (const undo of forget) undo()
  }
}
