import { defined } from '../../base/defined.js'
import type { CompletionRequest } from '../../domain/completion.js'
import { answerFailed, answerTookTooLong, llamaCppCrashed, llamaCppCrashesOnPrompt } from '../../messages/llama-cpp.js'
import { DeadlinePassed, within } from '../calls/deadline.js'
import { textsOf } from '../calls/texts-of.js'
import { CallFailed, type Reply, type Server } from '../engine.js'
import { makeIsolation } from './isolation.js'
import type { ProcessOfModel } from './process-of-model.js'
import type { AnswerOrder } from './protocol.js'
import { AnswerFailed, Crashed } from './runner.js'
import type { LlamaCppSettings } from './settings.js'
import { makeSuspects, type Suspects } from './suspects.js'

/** A prompt that llama.cpp crashed on so often, with no other call beside it, is not sent to it again. */
const crashesToBelieve = 2

/** Calls that are there already when a sequence becomes free, or it would lie idle while the next one is on its way. */
const waiting = 1

/** The one server of this engine. A crash, or an answer that takes too long, is a `CallFailed`. */
export function makeServer(settings: LlamaCppSettings, processOfModel: ProcessOfModel): Omit<Server, 'identify'> {
  const isolation = makeIsolation()
  const suspects = makeSuspects()

  async function complete(request: CompletionRequest, signal: AbortSignal): Promise<Reply> {
    const isAlone = suspects.has(request)
    const leave = await isolation.enter(isAlone, signal)
    try {
      const runner = await processOfModel.ready(request.model, signal)
      const order = orderOf(request)
      const { completion, queuedMs, busyMs } = await within(deadlineMsOf(request), signal, async (ending) =>
        runner.answer(order, ending),
      )
      suspects.clear(request)
      return { completion, queuedMs, busyMs, ...(processOfModel.isFresh() ? { hasLoaded: true } : {}) }
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof DeadlinePassed) {
        throw new CallFailed(answerTookTooLong(error.seconds), { mayPass: true, cause: error })
      }
      if (error instanceof AnswerFailed) {
        throw new CallFailed(answerFailed(error.message), { mayPass: false, cause: error })
      }
      throw error instanceof Crashed ? failureOf(error, request, isAlone, suspects) : error
    } finally {
      leave()
    }
  }

  const deadlineMsOf = (request: CompletionRequest) => settings.timeoutSeconds * 1_000 * textsOf(request)

  return {
    name: 'llama.cpp',
    width: settings.sequences + waiting,
    complete,
    load: async (model, signal) => void (await processOfModel.ready(model, signal)),
    unload: async (model) => processOfModel.unload(model),
    isUp: async () => true,
  }
}

function orderOf({ messages, sampling, seed, format }: CompletionRequest): AnswerOrder {
  return { messages, sampling, seed, ...defined({ format }) }
}

/** Of several calls in flight any may be to blame: each is a suspect, and asked once more by itself. */
function failureOf(crash: Crashed, request: CompletionRequest, wasAlone: boolean, suspects: Suspects): CallFailed {
  const crashes = crash.isBlameless ? 0 : suspects.note(request, wasAlone)
  return crashes < crashesToBelieve
    ? new CallFailed(llamaCppCrashed(crash.message), { mayPass: true, cause: crash })
    : new CallFailed(llamaCppCrashesOnPrompt(crash.message), { mayPass: false, cause: crash })
}
