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
import { completionsOf } from '../fusion/batch-reply.js'
import type { Need } from '../fusion/resolve.js'
import type { Budget } from './budget.js'
import type { Keep, Lanes } from './lanes.js'
import type { Answers } from './model-watch.js'
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
  readonly byKey: Map<Digest, Promise<Completion>>
  /** Resolves when there are none: what came is kept. */
  idle(): Promise<void>
}

export function makeCallsUnderWay(): CallsUnderWay {
  const byKey = new Map<Digest, Promise<Completion>>()
  return {
    byKey,
    idle: async () => noneIn(byKey),
  }
}

async function noneIn(calls: CallsUnderWay['byKey']): Promise<void> {
  while (calls.size > 0) await Promise.allSettled(calls.values())
}

export interface Answered {
  /** Which of the need's two keys it is kept under. */
  readonly key: Digest
  readonly variant: number
  readonly completion: Completion
  /** `false`: somebody else was asking for it already, and counts the call. */
  readonly isOwnCall: boolean
  /** How many calls were made for it: of a batch the first member counts it. */
  readonly calls: 0 | 1
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

  const own = new Map<Digest, Promise<Completion>>()
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

type Ask = (request: CompletionRequest, keep: Keep) => Promise<void>
type Kept = ReturnType<typeof completionsOf>

/** What came of a call, when all of it is kept. */
async function keptOf(
  ask: Ask,
  completions: Answers,
  request: CompletionRequest,
  partsOf: (came: Completion) => Kept,
): Promise<readonly Completion[]> {
  let kept: Kept = []
  await ask(request, async (came, from) => {
    kept = partsOf(came)
    await Promise.all(kept.map(([key, completion]) => completions.put(key, completion, request.model, from)))
  })
  return kept.map(([, completion]) => completion)
}

/** Each thing is asked for once, whoever wants it. `own`: those of `underWay` that are asked for here. */
function shareCalls(
  ask: Ask,
  completions: Answers,
  underWay: CallsUnderWay['byKey'],
  own: CallsUnderWay['byKey'],
): Pick<Completer, 'complete' | 'completeBatch' | 'isUnderWay'> {
  function share(key: Digest, coming: Promise<readonly Completion[]>, index: number): Promise<Completion> {
    const all = [underWay, own]
    const one = coming
      .then((came) => came[index] as Completion)
      .finally(() => {
        for (const calls of all) calls.delete(key)
      })
    one.catch(() => {}) // whoever waits for it hears of it
    for (const calls of all) calls.set(key, one)
    return one
  }

  async function askAlone({ key, variant, request }: Need): Promise<Answered> {
    for (let known = underWay.get(key); known !== undefined; known = underWay.get(key)) {
      const completion = await unlessLeft(known)
      if (completion !== undefined) return { key, variant, completion, isOwnCall: false, calls: 0 }
    }
    const completion = await share(
      key,
      keptOf(ask, completions, request, (came) => [[key, came]]),
      0,
    )
    return { key, variant, completion, isOwnCall: true, calls: 1 }
  }

  function askTogether(batch: Batch): Promise<readonly Answered[]> {
    const coming = keptOf(ask, completions, batch.request, (came) => completionsOf(batch, came))
    const shares = batch.members.map(async ({ need: { variant }, batchKey }, index): Promise<Answered> => {
      const completion = await share(batchKey, coming, index)
      return { key: batchKey, variant, completion, isOwnCall: true, calls: index === 0 ? 1 : 0 }
    })
    return Promise.all(shares)
  }

  return {
    isUnderWay: ({ key, batchKey }) => underWay.has(key) || (batchKey !== undefined && underWay.has(batchKey)),
    complete: (need) => {
      const { variant, batchKey } = need
      const coming = batchKey === undefined ? undefined : underWay.get(batchKey)
      if (batchKey === undefined || coming === undefined) return askAlone(need)
      const waited = coming.then((completion) => ({
        key: batchKey,
        variant,
        completion,
        isOwnCall: false,
        calls: 0 as const,
      }))
      return orWhere(waited, isForGoodOrLeft, () => askAlone(need))
    },
    completeBatch: (batch) =>
      orWhere(askTogether(batch), isForGood, () => Promise.all(batch.members.map(({ need }) => askAlone(need)))),
  }
}

/**
 * `undefined`: whoever asked for it came to an end before the call was made, or while it was to be tried again. Where that is not another
 * build, we end for the same reason: we cannot ask either.
 */
async function unlessLeft(coming: Promise<Completion>): Promise<Completion | undefined> {
  try {
    return await coming
  } catch (error) {
    if (!(error instanceof CallFailed)) return undefined
    throw error
  }
}

/** What comes, or what `otherwise` does where it failed for such a reason. */
async function orWhere<Came>(
  coming: Promise<Came>,
  isSuch: (error: unknown) => boolean,
  otherwise: () => Promise<Came>,
): Promise<Came> {
  try {
    return await coming
  } catch (error) {
    if (!isSuch(error)) throw error
    return otherwise()
  }
}

/** No later try can pass: of a batch, that the server has no structured replies, or cannot read the schema. */
function isForGood(error: unknown): boolean {
  return error instanceof CallFailed && !error.mayPass
}

/** Also where whoever made the batch came to an end before it was sent, or while it was to be tried again. */
function isForGoodOrLeft(error: unknown): boolean {
  return isForGood(error) || !(error instanceof CallFailed)
}
