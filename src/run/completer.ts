/**
 * Gets completions: from the store, from a call that is already under way, or by asking.
 *
 * The same question is asked once, also by two pairs at the same time. A completion is used when it is kept (durable), so nothing
 * that was paid for is lost. The engine is opened by the first question: what is wholly stored needs no server.
 */
import { onAbort } from '../base/abort.js'
import type { Digest } from '../base/hash.js'
import type { Completion } from '../domain/completion.js'
import { CallFailed, type EngineUnavailable } from '../engines/engine.js'
import type { Need } from '../fusion/resolve.js'
import type { Shelf } from '../store/completion-store.js'
import type { Lanes } from './lanes.js'

export interface Completer {
  lookup(key: Digest): Completion | undefined
  /** Rejects with `CallFailed` (this call), `EngineUnavailable` (nobody there), or the signal's reason. */
  complete(need: Need): Promise<Answered>
  /** Completions that came and are kept. */
  readonly calls: number
  /** No call is begun any more. Resolves when none is under way: what came is kept. */
  close(): Promise<void>
}

export interface Answered {
  readonly completion: Completion
  /** `false`: somebody else was asking for it already, and counts the call. */
  readonly isOwnCall: boolean
}

export interface CompleterParts {
  readonly completions: Shelf<Completion>
  /** Opened at the first question. */
  readonly lanes: () => Promise<Pick<Lanes, 'complete'>>
  readonly signal: AbortSignal
  /** What to throw when so many calls in a row failed that the server must be broken. */
  readonly givingUp: (calls: number, failure: CallFailed) => EngineUnavailable
}

/** After so many failed calls in a row, each retried already, nobody waits for the ten thousand that are left. */
const failuresInARow = 20

export function makeCompleter({ completions, lanes, signal, givingUp }: CompleterParts): Completer {
  const stop = new AbortController()
  const forget = onAbort(signal, () => stop.abort(signal.reason))
  const underWay = new Map<Digest, Promise<Completion>>()
  let failures = 0
  let calls = 0

  async function ask({ key, request }: Need): Promise<Completion> {
    try {
      const keep = (came: Completion) => completions.put(key, came)
      const completion = await (await lanes()).complete(request, stop.signal, keep)
      failures = 0
      calls += 1
      return completion
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      failures += 1
      if (failures < failuresInARow) throw error
      stop.abort(givingUp(failures, error)) // for all that wait, too
      throw stop.signal.reason
    }
  }

  return {
    lookup: (key) => completions.get(key),
    get calls() {
      return calls
    },
    complete: async (need) => {
      stop.signal.throwIfAborted()
      const known = underWay.get(need.key)
      if (known !== undefined) return { completion: await known, isOwnCall: false }
      const asked = ask(need).finally(() => underWay.delete(need.key))
      underWay.set(need.key, asked)
      return { completion: await asked, isOwnCall: true }
    },
    close: async () => {
      forget()
      stop.abort(new Error('the build has ended: nothing more is asked'))
      while (underWay.size > 0) await Promise.allSettled(underWay.values())
    },
  }
}
