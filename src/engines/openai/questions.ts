/** Asks each model as its server wants to be asked: what it refuses is found out once. */
import { endedOrAborted } from '../../base/abort.js'
import type { JsonObject } from '../../base/json.js'
import type { CompletionRequest } from '../../domain/completion.js'
import { fieldsLeftOut, noSchemas } from '../../messages/openai.js'
import { textsOf } from '../calls/texts-of.js'
import { CallFailed, type EngineOptions } from '../engine.js'
import type { Transport } from '../http/transport.js'
import { isAboutRequest } from './failures.js'
import { chatOf } from './chat.js'
import { type Fields, firstFields, learnt, standardFields } from './fields.js'
import type { OpenAiHost } from './host.js'
import { isFiltered, isPromptTooLong } from './refusals.js'

export interface QuestionsOptions extends Pick<EngineOptions, 'say'> {
  readonly transport: Transport
  readonly host: OpenAiHost
  /** Laid over what is sent. */
  readonly body: JsonObject
  /** For one text: a call that is shared by several has so much for each. */
  readonly deadlineMs: number
}

/** The parsed reply. Rejects as `Transport.send`, and with a `CallFailed` where no such call can be. */
export type Ask = (request: CompletionRequest, signal: AbortSignal) => Promise<unknown>

/** Asks one server, of which nothing is known. */
export function makeQuestions({ transport, host, body, deadlineMs, say }: QuestionsOptions): Ask {
  const known = new Map<string, Fields>()
  const path = `${new URL(host.url).pathname}/chat/completions`
  const headers = { 'content-type': 'application/json' }

  async function attempt(request: CompletionRequest, signal: AbortSignal): Promise<unknown> {
    const { model, format } = request
    const fields = known.get(model) ?? firstFields(model)
    if (format !== undefined && fields.refused.has('response_format')) {
      throw new CallFailed(noSchemas(host.url, model), { mayPass: false })
    }
    const chat = chatOf(request, fields, body)
    const sent = { method: 'POST', path, headers, body: JSON.stringify(chat) } as const
    try {
      return await transport.send(sent, signal, deadlineMs * textsOf(request))
    } catch (error) {
      if (!isAboutFields(error)) throw error
      const meanwhile = known.get(model) // another call may have found it out
      if (meanwhile === undefined || meanwhile === fields) {
        const next = learnt(fields, chat, body, error.body)
        if (next === undefined) throw error
        known.set(model, next)
        tell(model, fields, next)
      }
      return attempt(request, signal)
    }
  }

  function tell(model: string, before: Fields, now: Fields): void {
    const gone = [...now.refused].filter((name) => standardFields.has(name) && !before.refused.has(name))
    if (gone.length > 0) say?.(fieldsLeftOut(host.url, model, gone))
  }

  return firstAlone(attempt)
}

function isAboutFields(error: unknown): error is Error & { readonly body: string } {
  return isAboutRequest(error) && !isPromptTooLong(error.body) && !isFiltered(error.body)
}

/**
 * The first call of its kind goes alone: what it finds out, the others need not. Refusals come before any work is done, so that costs
 * the others no more than one answer, once.
 */
function firstAlone(ask: Ask): Ask {
  const firsts = new Map<string, Promise<unknown>>()
  return async (request, signal) => {
    const { model, format, sampling } = request
    const kind = `${format === undefined} ${sampling.stop === undefined} ${model}`
    const first = firsts.get(kind)
    if (first !== undefined) {
      await endedOrAborted(first, signal)
      return ask(request, signal)
    }
    const asking = ask(request, signal)
    const ended = asking.catch(() => {}) // whoever asked hears of it
    firsts.set(kind, ended)
    return asking
  }
}
