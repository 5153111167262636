/**
 * Gets completions: from the store, from a call that is already under way, or by asking.
 *
 * The same question is asked once, also by two pairs at the same time. A completion is used when it is kept (durable), so nothing
 * that was paid for is lost. The engine is opened by the first question: what is wholly stored needs no server.
 */
import { endedOrAborted, following } from '../base/abort.js'
import type { Digest } from '../base/hash.js'
import type { Completion, CompletionRequest } from '../domain/completion.js'
import { CallFailed, type EngineUnavailable } from '../engines/engine.js'
import { type Batch, completionsOf } from '../fusion/batch.js'
import type { Need } from '../fusion/resolve.js'
import type { Budget } from './budget.js'
import type { Keep, Lanes } from './lanes.js'
import type { Answers } from './model-watch.js'

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
  /** No call is begun any more. Resolves when none is under way: what came is kept. */
  close(): Promise<void>
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
  readonly signal: AbortSignal
  /** What may be asked; left out: all. */
  readonly budget?: Budget | undefined
  /** Aborted (with `NotAsked`) when nothing more may be asked; left out: it never is. */
  readonly over?: AbortSignal | undefined
  /** What to throw when so many calls in a row failed that the server must be broken. */
  readonly givingUp: (calls: number, failure: CallFailed) => EngineUnavailable
}

/** After so many failed calls in a row, each retried already, nobody waits for the ten thousand that are left. */
const failuresInARow = 20

export function makeCompleter({ completions, lanes, signal, budget, over, givingUp }: CompleterParts): Completer {
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

  const { idle, ...asking } = shareCalls(ask, completions)
  return {
    ...asking,
    lookup: (key) => completions.get(key),
    get calls() {
      return calls
    },
    close: async () => {
      forget()
      stop.abort(new Error('the build has ended: nothing more is asked'))
      await idle()
    },
  }
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

/** Each thing is asked for once, whoever wants it. */
function shareCalls(
  ask: Ask,
  completions: Answers,
): Pick<Completer, 'complete' | 'completeBatch' | 'isUnderWay'> & { idle(): Promise<void> } {
  const underWay = new Map<Digest, Promise<Completion>>()

  function share(key: Digest, coming: Promise<readonly Completion[]>, index: number): Promise<Completion> {
    const one = coming.then((came) => came[index] as Completion).finally(() => underWay.delete(key))
    one.catch(() => {}) // whoever waits for it hears of it
    underWay.set(key, one)
    return one
  }

  async function askAlone({ key, variant, request }: Need): Promise<Answered> {
    const known = underWay.get(key)
    if (known !== undefined) return { key, variant, completion: await known, isOwnCall: false, calls: 0 }
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
      return unlessForGood(waited, () => askAlone(need))
    },
    completeBatch: (batch) =>
      unlessForGood(askTogether(batch), () => Promise.all(batch.members.map(({ need }) => askAlone(need)))),
    idle: async () => {
      while (underWay.size > 0) await Promise.allSettled(underWay.values())
    },
  }
}

/** What a batch gives, or what `otherwise` does where the server will have no such call. */
async function unlessForGood<Came>(coming: Promise<Came>, otherwise: () => Promise<Came>): Promise<Came> {
  try {
    return await coming
  } catch (error) {
    if (!isForGood(error)) throw error
    return otherwise()
  }
}

/** No later try can pass: of a batch, that the server has no structured replies, or cannot read the schema. */
function isForGood(error: unknown): boolean {
  return error instanceof CallFailed && !error.mayPass
}
