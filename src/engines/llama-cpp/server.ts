import { following } from '../../base/abort.js'
import type { CompletionRequest } from '../../domain/completion.js'
import { answerFailed, answerTookTooLong, llamaCppCrashed, llamaCppCrashesOnPrompt } from '../../messages/llama-cpp.js'
import { textsOf } from '../calls/texts-of.js'
import { CallFailed, type Reply, type Server } from '../engine.js'
import { makeIsolation } from './isolation.js'
import type { Answered } from './protocol.js'
import type { ProcessOfModel } from './process-of-model.js'
import { AnswerFailed, Crashed, type Runner } from './runner.js'
import type { LlamaCppSettings } from './settings.js'
import { makeSuspects, type Suspects } from './suspects.js'

/** A prompt that llama.cpp crashed on so often, with no other call beside it, is not sent to it again. */
const crashesToBelieve = 2

/** Calls that are there already when a sequence becomes free, or it would lie idle while the next one is on its way. */
const waiting = 1

/** The call's own deadline passed. */
class DeadlinePassed extends Error {
  override readonly name = 'DeadlinePassed'
}

export function makeServer(settings: LlamaCppSettings, processOfModel: ProcessOfModel): Omit<Server, 'identify'> {
  const isolation = makeIsolation()
  const suspects = makeSuspects()

  async function complete(request: CompletionRequest, signal: AbortSignal): Promise<Reply> {
    const isAlone = suspects.has(request)
    const leave = await isolation.enter(isAlone, signal)
    try {
      const runner = await processOfModel.ready(request.model, signal)
      const { completion, queuedMs, busyMs } = await answerOf(request, runner, deadlineMsOf(request), signal)
      suspects.clear(request)
      return { completion, queuedMs, busyMs, ...(processOfModel.isFresh() ? { hasLoaded: true } : {}) }
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof DeadlinePassed) throw late(deadlineMsOf(request), error)
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

async function answerOf(
  { messages, sampling, seed, format }: CompletionRequest,
  runner: Runner,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<Answered> {
  const { controller, forget } = following([signal])
  const timer = setTimeout(() => controller.abort(new DeadlinePassed()), deadlineMs)
  try {
    const order = { messages, sampling, seed, ...(format === undefined ? {} : { format }) }
    return await runner.answer(order, controller.signal)
  } finally {
    clearTimeout(timer)
    forget()
  }
}

function late(deadlineMs: number, cause: DeadlinePassed): CallFailed {
  return new CallFailed(answerTookTooLong(deadlineMs / 1_000), { mayPass: true, cause })
}

/** Of several calls in flight any may be to blame: each is a suspect, and asked once more by itself. */
function failureOf(crash: Crashed, request: CompletionRequest, wasAlone: boolean, suspects: Suspects): CallFailed {
  const crashes = crash.isBlameless ? 0 : suspects.note(request, wasAlone)
  return crashes < crashesToBelieve
    ? new CallFailed(llamaCppCrashed(crash.message), { mayPass: true, cause: crash })
    : new CallFailed(llamaCppCrashesOnPrompt(crash.message), { mayPass: false, cause: crash })
}
