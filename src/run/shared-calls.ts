/**
 * Each question is asked once, whoever wants its answer, alone or in a call that several share: who comes later waits for the call that
 * is under way.
 */
import type { Digest } from '../base/hash.js'
import type { Completion, CompletionRequest } from '../domain/completion.js'
import { CallFailed } from '../engines/engine.js'
import type { Batch } from '../fusion/batch.js'
import { completionsOf } from '../fusion/batch-reply.js'
import type { Need } from '../fusion/resolution.js'
import type { Keep } from './call.js'
import type { Answers } from './model-watch.js'

/** A completion, and what of it was paid for now. */
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

/** Key → the answer that is under way. */
export type ByKey = Map<Digest, Promise<Completion>>

export interface SharedCalls {
  /** As `Completer` has them. */
  complete(need: Need): Promise<Answered>
  completeBatch(batch: Batch): Promise<readonly Answered[]>
  isUnderWay(need: Need): boolean
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

/** `ask`: makes one call. `completions`: where what comes is kept. `own`: those of `underWay` that are asked for here. */
export function shareCalls(ask: Ask, completions: Answers, underWay: ByKey, own: ByKey): SharedCalls {
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

/** Also where whoever made the batch came to an end before it was sent, or while it was to be tried again. */
function isForGoodOrLeft(error: unknown): boolean {
  return isForGood(error) || !(error instanceof CallFailed)
}

/** No later try can pass: of a batch, that the server has no structured replies, or cannot read the schema. */
export function isForGood(error: unknown): boolean {
  return error instanceof CallFailed && !error.mayPass
}
