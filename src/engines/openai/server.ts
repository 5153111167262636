import { defined } from '../../base/defined.js'
import type { CompletionRequest } from '../../domain/completion.js'
import { modelsNotServed } from '../../messages/openai.js'
import { CallFailed, EngineUnavailable, type EngineOptions, type Reply, type Server } from '../engine.js'
import { answers, quickDeadlineMs } from '../http/answers.js'
import { makeTransport } from '../http/transport.js'
import { failureOf, isAboutRequest } from './failures.js'
import type { OpenAiHost } from './host.js'
import { identitiesOf } from './identify.js'
import { namesAt } from './pages.js'
import { makeQuestions } from './questions.js'
import { isFiltered, isPromptTooLong } from './refusals.js'
import { completionOf } from './reply.js'
import type { OpenAiSettings } from './settings.js'

export interface OpenServer {
  readonly server: Server
  close(): Promise<void>
}

/** Nothing is sent before the first completion. */
export function openServer(
  host: OpenAiHost,
  width: number | 'auto',
  settings: OpenAiSettings,
  { say }: Pick<EngineOptions, 'say'>,
): OpenServer {
  const { contextTokens, timeoutSeconds, body } = settings
  const transport = makeTransport(host, typeof width === 'number' ? width + 1 : undefined) // one to ask by whether it is up
  const deadlineMs = timeoutSeconds * 1_000
  const ask = makeQuestions({ transport, host, body, deadlineMs, ...defined({ say }) })

  async function complete(request: CompletionRequest, signal: AbortSignal): Promise<Reply> {
    signal.throwIfAborted()
    try {
      const reply = await ask(request, signal)
      return { completion: completionOf(reply, request, contextTokens, host.url) }
    } catch (error) {
      signal.throwIfAborted()
      if (isAboutRequest(error)) {
        if (isPromptTooLong(error.body)) return { completion: { text: '', end: 'prompt-too-long', contextTokens } }
        if (isFiltered(error.body)) return { completion: { text: '', end: 'refused' } }
      }
      if (error instanceof CallFailed) throw error
      throw await withNames(failureOf(error, { host, model: request.model, timeoutSeconds }), request.model)
    }
  }

  /** A model that is not there: says which are. */
  async function withNames(failure: unknown, model: string): Promise<unknown> {
    if (!(failure instanceof EngineUnavailable) || !failure.isModelMissing) return failure
    const names = await namesAt(host, quickDeadlineMs)
    return new EngineUnavailable(modelsNotServed([model], host.url, names), failure, { isModelMissing: true })
  }

  async function isUp(signal: AbortSignal): Promise<boolean> {
    const list = { method: 'GET', path: `${new URL(host.url).pathname}/models` } as const
    return answers(async () => transport.send(list, signal, quickDeadlineMs), signal)
  }

  const identify: Server['identify'] = (models, within) => identitiesOf(host, models, within)
  return { server: { name: host.url, width, complete, isUp, identify }, close: () => transport.close() }
}
