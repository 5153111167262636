/**
 * Gets completions: from the store, from a call that is already under way, or by asking.
 *
 * The same question is asked once, also by two pairs at the same time. A completion is used when it is kept (durable), so nothing
 * that was paid for is lost. The engine is opened by the first question: what is wholly stored needs no server.
 */
import { endedOrAborted, following, onAbort } from '../base/abort.js'
import type { Digest } from '../base/hash.js'
import type { Completion, CompletionRequest } from '../domain/completion.js'
import { CallFailed, type EngineUnavailable } from '../engines/engine.js'
import type { Batch } from '../fusion/batch.js'
import type { Need } from '../fusion/resolution.js'
import type { Budget } from './budget.js'
import type { Keep } from './call.js'
import type { Lanes } from './lanes.js'
import type { Answers } from './model-watch.js'
import { type Answered, type ByKey, isForGood, shareCalls } from './shared-calls.js'
import { Superseded } from './superseded.js'

export interface Completer {
  lookup(key: Digest): Completion | undefined
  /** Rejects with `CallFailed` (this call), `EngineUnavailable` (nobody there), `NotAsked` (no budget left), or the signal's reason. */
  complete(need: Need): Promise<Answered>
  /**
   * One call for all members, which nobody is asking for yet (`isUnderWay`). Each is kept under its batch key. Where the engine
   * will not answer such a call, ever, they are asked for one by one.
   */
  completeBatch(batch: Batch): Promise<readonly Answered[]>
  /** Whether somebody is asking for it, alone or in a batch: `complete` waits for that. */
  isUnderWay(need: Need): boolean
  /** Completions that came and are kept. */
  readonly calls: number
  /**
   * No call is begun any more. Resolves when none that was begun here is under way: what came is kept. After a `Superseded` nobody waits
   * for that here, nor for what builds before have left under way.
   */
  close(): Promise<void>
}

/** The calls under way, of one completer or of several that follow each other: what one has begun, the next one waits for. */
export interface CallsUnderWay {
  readonly byKey: ByKey
  /** Resolves when there are none: what came is kept. */
  idle(): Promise<void>
}

/** None, as yet. */
export function makeCallsUnderWay(): CallsUnderWay {
  const byKey: ByKey = new Map()
  return {
    byKey,
    idle: async () => noneIn(byKey),
  }
}

async function noneIn(calls: ByKey): Promise<void> {
  while (calls.size > 0) await Promise.allSettled(calls.values())
}

export interface CompleterParts {
  readonly completions: Answers
  /** Opened at the first question. */
  readonly lanes: () => Promise<Pick<Lanes, 'complete'>>
  /** With `Superseded` for a reason, whoever waits is let go at once, and calls in flight come in for the next completer. */
  readonly signal: AbortSignal
  /** Left out: its own. */
  readonly underWay?: CallsUnderWay
  /** What may be asked; left out: all. */
  readonly budget?: Budget | undefined
  /** Aborted (with `NotAsked`) when nothing more may be asked; left out: it never is. */
  readonly over?: AbortSignal | undefined
  /** What to throw when so many calls in a row failed that the server must be broken. */
  readonly givingUp: (calls: number, failure: CallFailed) => EngineUnavailable
}

/** After so many failed calls in a row, each retried already, nobody waits for the ten thousand that are left. */
const failuresInARow = 20

/** One build's; where `parts.underWay` is handed in, it takes over what the one before has begun. */
export function makeCompleter(parts: CompleterParts): Completer {
  const { completions, lanes, signal, underWay = makeCallsUnderWay(), budget, over, givingUp } = parts
  const ends = [signal, budget?.over, over].filter((end) => end !== undefined)
  const { controller: stop, forget } = following(ends)
  let failures = 0
  let calls = 0

  async function ask(request: CompletionRequest, keep: Keep): Promise<void> {
    signal.throwIfAborted() // before the budget's, which only leaves cells alone
    stop.signal.throwIfAborted()
    budget?.take()
    try {
      const open = await endedOrAborted(lanes(), stop.signal)
      await open.complete(request, stop.signal, keep)
      failures = 0
      calls += 1
    } catch (error) {
      if (!(error instanceof CallFailed)) {
        stop.abort(error) // it ends the build; and where answers cannot be kept, each further one would be lost
        throw error
      }
      if (request.format !== undefined && isForGood(error)) throw error // says nothing of what is asked for alone
      failures += 1
      if (failures < failuresInARow) throw error
      stop.abort(givingUp(failures, error)) // for all that wait, too
      throw stop.signal.reason
    }
  }

  const own: ByKey = new Map()
  const { complete, completeBatch, isUnderWay } = shareCalls(ask, completions, underWay.byKey, own)
  return {
    complete: (need) => untilSuperseded(complete(need), signal),
    completeBatch: (batch) => untilSuperseded(completeBatch(batch), signal),
    isUnderWay,
    lookup: (key) => completions.get(key),
    get calls() {
      return calls
    },
    close: async () => {
      forget()
      stop.abort(new Error('the build has ended: nothing more is asked'))
      await untilSuperseded(noneIn(own), signal).catch(() => {}) // then the next build waits for them
    },
  }
}

const isSuperseded = ({ aborted, reason }: AbortSignal): boolean => aborted && reason instanceof Superseded

/** Ends with `promise`, and at once where the next build has to begin. */
async function untilSuperseded<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise<Result>((resolve, reject) => {
    const forget = onAbort(signal, () => {
      if (isSuperseded(signal)) reject(signal.reason as Error)
    })
    void promise.then(resolve, reject).finally(forget)
  })
}
