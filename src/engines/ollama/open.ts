/** Ollama: the half that makes calls, through the `ollama` package on a transport of our own. */
import { type ChatResponse, Ollama } from 'ollama'
import type { CompletionRequest } from '../../domain/completion.js'
import { CallFailed, type Engine, type EngineOptions, type Reply, type Server } from '../engine.js'
import { chatOf, completionOf, type OllamaChat, preloadOf, runnerOptions } from './chat.js'
import { failureOf, isPromptTooLong, mayHaveUnloaded } from './failures.js'
import type { OllamaHost } from './host.js'
import { makeLoads } from './loads.js'
import { identifyModels } from './models.js'
import type { OllamaSettings } from './settings.js'
import { listModels } from './tags.js'
import { ErrorReply, makeTransport } from './transport.js'

/** A load takes minutes where the disk is slow. Ollama itself gives up on one that stands still for five: this only ends what hangs. */
const longestLoadMs = 30 * 60_000
/** A server that does not say its version within this time does not answer calls either. */
const healthDeadlineMs = 5_000

/** An engine for one server. Nothing is sent before the first completion. */
export function openOllama(host: OllamaHost, settings: OllamaSettings, options: EngineOptions): Engine {
  const { concurrency } = settings
  const transport = makeTransport(host, typeof concurrency === 'number' ? concurrency + 1 : undefined) // one to load by
  const runner = runnerOptions(settings, options.gpu)
  const loads = makeLoads(preload)
  const placeOf = (model: string) => ({ host: host.url, model, timeoutSeconds: settings.timeoutSeconds })

  async function send(chat: OllamaChat, signal: AbortSignal, deadlineMs: number): Promise<ChatResponse> {
    // A client for each call is how the signal gets to it: the package has no place for one.
    const client = new Ollama({ host: host.url, fetch: transport.fetchFor(signal, deadlineMs) })
    return client.chat(chat)
  }

  /** Before a model's first call: a burst on one that is not loaded is answered 503, and a caller that goes away ends the load. */
  async function preload(model: string, signal: AbortSignal): Promise<void> {
    try {
      await send(preloadOf(model, runner), signal, longestLoadMs)
    } catch (error) {
      signal.throwIfAborted()
      const failure = failureOf(error, placeOf(model))
      // A server that will not preload (a proxy, a cloud model) may answer all the same: the call itself shows.
      if (!(failure instanceof CallFailed) || failure.mayPass) throw failure
    }
  }

  async function complete(request: CompletionRequest, signal: AbortSignal): Promise<Reply> {
    signal.throwIfAborted()
    const { model } = request
    await loads.ready(model, signal)
    const chat = chatOf(request, runner)
    try {
      const reply = await send(chat, signal, settings.timeoutSeconds * 1_000)
      return { completion: completionOf(reply, chat, host.url), ...timesOf(reply) }
    } catch (error) {
      signal.throwIfAborted()
      if (isPromptTooLong(error)) {
        return { completion: { text: '', end: 'prompt-too-long', contextTokens: settings.contextTokens } }
      }
      if (mayHaveUnloaded(error)) loads.forget(model)
      throw error instanceof CallFailed ? error : failureOf(error, placeOf(model))
    }
  }

  const server: Server = {
    name: host.url,
    width: concurrency,
    complete,
    identify: async (models, deadlineMs) => identifyModels(models, await listModels(host, deadlineMs), host),
    load: async (model, signal) => loads.ready(model, signal),
    isUp: async (signal) => {
      try {
        await transport.fetchFor(signal, healthDeadlineMs)(`${host.url}/api/version`)
        return true
      } catch (error) {
        signal.throwIfAborted()
        return error instanceof ErrorReply // whoever answers is there
      }
    },
  }

  return {
    servers: [server],
    async close() {
      loads.close()
      await transport.close()
    },
  }
}

/** What is left of the whole beside loading and working is the wait for a slot: Ollama counts it in none of its parts (server/routes.go). */
function timesOf(reply: ChatResponse): Pick<Reply, 'queuedMs' | 'busyMs'> {
  const { total_duration: total, load_duration: load = 0, eval_duration: writing = 0 } = reply as Partial<ChatResponse>
  if (total === undefined) return {}
  const busy = (reply.prompt_eval_duration ?? 0) + writing
  return { busyMs: busy / 1e6, queuedMs: Math.max(0, total - load - busy) / 1e6 }
}
