/** An engine that the test drives by hand, and a store in memory: every order of answers can be made. */
import type { Digest } from '../../src/base/hash.js'
import type { Completion, CompletionRequest } from '../../src/domain/completion.js'
import { EngineUnavailable, type Server } from '../../src/engines/engine.js'
import type { MemoEntry } from '../../src/fusion/memo.js'
import type { Keep } from '../../src/run/call.js'
import { type Completer, type CompleterParts, makeCompleter } from '../../src/run/completer.js'
import type { Resolver } from '../../src/run/resolver.js'
import type { Shelf } from '../../src/store/completion-store.js'

/** Values go through JSON, as they do on disk. */
export function shelfInMemory<Value>(): Shelf<Value> & { readonly entries: Map<Digest, string> } {
  const entries = new Map<Digest, string>()
  return {
    entries,
    get: (key) => {
      const text = entries.get(key)
      return text === undefined ? undefined : (JSON.parse(text) as Value)
    },
    put: async (key, value) => void entries.set(key, JSON.stringify(value)),
    size: () => entries.size,
  }
}

/** Where what is answered by hand comes from. */
const server: Server = {
  name: 'by hand',
  width: 1,
  complete: async () => Promise.reject(new Error('answered by hand')),
  isUp: async () => true,
}

export interface Call {
  readonly request: CompletionRequest
  answer(completion: Completion | string): void
  fail(error: Error): void
}

export interface HandDriven {
  /** Calls that wait for the test's word, oldest first; one that was answered is gone. */
  readonly calls: Call[]
  /** How many calls there were. */
  count(): number
  complete(request: CompletionRequest, signal?: AbortSignal, keep?: Keep): Promise<Completion>
  readonly inFlight: number
}

export function handDriven(): HandDriven {
  const calls: Call[] = []
  let count = 0
  return {
    calls,
    count: () => count,
    get inFlight() {
      return calls.length
    },
    complete: async (request, _signal, keep) => {
      count += 1
      const completion = await new Promise<Completion>((resolve, reject) => {
        const call: Call = {
          request,
          answer: (given) => {
            calls.splice(calls.indexOf(call), 1)
            resolve(typeof given === 'string' ? { text: given, end: 'stop' } : given)
          },
          fail: (error) => {
            calls.splice(calls.indexOf(call), 1)
            reject(error)
          },
        }
        calls.push(call)
      })
      await keep?.(completion, server)
      return completion
    },
  }
}

/** Who is asked for completions. */
export interface Asking {
  readonly complete: Awaited<ReturnType<CompleterParts['lanes']>>['complete']
  /** Who asked is dead: what waits is not begun. */
  stop?(): void
}

type Answer = (request: CompletionRequest) => Completion | string

async function kept(answer: Answer, request: CompletionRequest, keep: Keep | undefined): Promise<Completion> {
  const given = answer(request)
  const completion: Completion = typeof given === 'string' ? { text: given, end: 'stop' } : given
  await keep?.(completion, server)
  return completion
}

/** Answers at once; keeps what was asked. */
export function answering(answer: Answer) {
  const asked: CompletionRequest[] = []
  return {
    asked,
    inFlight: 0,
    complete: async (request: CompletionRequest, _signal?: AbortSignal, keep?: Keep): Promise<Completion> => {
      asked.push(request)
      return kept(answer, request, keep)
    },
  }
}

/**
 * Answers in any order: of the calls in flight, at most `width`, the one that `pick` (a number below its argument) says is next.
 * `asked`: what was in flight; `answered`: what was kept.
 */
export function answeringInAnyOrder(answer: Answer, width: number, pick: (below: number) => number) {
  const [asked, answered]: [CompletionRequest[], CompletionRequest[]] = [[], []]
  const waiting: { readonly request: CompletionRequest; readonly go: () => void }[] = []
  const flying: (typeof waiting)[number][] = []
  let isTurning = false

  function start(): void {
    while (flying.length < width && waiting.length > 0) {
      const call = waiting.shift() as (typeof waiting)[number]
      asked.push(call.request)
      flying.push(call)
    }
    if (isTurning || flying.length === 0) return
    isTurning = true
    setImmediate(() => {
      isTurning = false
      flying.splice(pick(flying.length), 1)[0]?.go()
      start()
    })
  }

  return {
    asked,
    answered,
    stop: () => void waiting.splice(0),
    complete: async (request: CompletionRequest, _signal?: AbortSignal, keep?: Keep): Promise<Completion> => {
      await new Promise<void>((go) => {
        waiting.push({ request, go })
        start()
      })
      const completion = await kept(answer, request, keep)
      answered.push(request)
      return completion
    },
  }
}

export function completerOn(
  lanes: Awaited<ReturnType<CompleterParts['lanes']>>,
  more: Partial<CompleterParts> = {},
): Completer {
  return makeCompleter({
    completions: shelfInMemory(),
    lanes: async () => lanes,
    signal: new AbortController().signal,
    givingUp: (calls, failure) =>
      new EngineUnavailable({ code: 'gone', severity: 'error', message: `${calls}: ${failure.message}` }),
    ...more,
  })
}

export function resolverOn(completer: Completer, window = 8): Resolver {
  return { completer, window, resolutions: shelfInMemory<MemoEntry>() }
}

/** Lets everything that can go on without an answer go on. */
export async function quiet(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}
