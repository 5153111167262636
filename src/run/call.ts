/** What is a call, and which one is next? */
import { onAbort } from '../base/abort.js'
import type { Completion, CompletionRequest } from '../domain/completion.js'
import type { Server } from '../engines/engine.js'
import type { Tried } from './after-failure.js'
import type { CallQueue, Waiting } from './call-queue.js'
import type { Lane } from './lane.js'

/** Resolves when the completion is durable. */
export type Keep = (completion: Completion, from: Server) => Promise<void>

/** A completion that somebody waits for. */
export interface Call extends Waiting, Tried {
  /** Where its last try failed; that a server lacks the model is said by its second try alone. */
  failedAt?: Lane
  readonly request: CompletionRequest
  readonly keep: Keep | undefined
  readonly resolve: (completion: Completion) => void
  readonly reject: (reason: unknown) => void
}

/** A call that leaves the queue when it is aborted; when it is under way, its tries hear of that themselves. */
export function callOf(
  request: CompletionRequest,
  signal: AbortSignal,
  keep: Keep | undefined,
  ends: Pick<Call, 'resolve' | 'reject'>,
  queue: Pick<CallQueue<Call>, 'remove'>,
): Call {
  const forget = onAbort(signal, () => {
    if (queue.remove(call)) ends.reject(signal.reason)
  })
  const { model, prefix = '' } = request
  const call: Call = {
    model,
    prefix,
    request,
    signal,
    keep,
    tried: 0,
    resolve: (completion) => {
      forget()
      ends.resolve(completion)
    },
    reject: (reason) => {
      forget()
      ends.reject(reason)
    },
  }
  return call
}

/** A lane with room, the least loaded first, and the next call that it may take. The place is taken. */
export function nextOf(lanes: readonly Lane[], queue: CallQueue<Call>): [Lane, Call] | undefined {
  for (const lane of lanes.filter(({ hasRoom }) => hasRoom).sort((a, b) => a.load - b.load)) {
    // a server that is up and fails whatever it is given must not use up the tries of a call that another one would answer
    const isSick = lane.failuresInARow > 0 && lanes.some((other) => other !== lane && !other.isAway)
    const mayGo = ({ failedAt }: Call) => !isSick || failedAt !== lane
    const call = queue.take(lane.model, lane.inFlight > 0, mayGo)
    if (call === undefined) continue
    lane.take(call.model)
    return [lane, call]
  }
  return undefined
}
