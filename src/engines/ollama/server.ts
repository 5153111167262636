import type { ChatResponse } from 'ollama'
import type { CompletionRequest } from '../../domain/completion.js'
import type { Diagnostic } from '../../domain/diagnostic.js'
import { CallFailed, type EngineOptions, type Reply, type Server } from '../engine.js'
import { completionOf, runnerOptions } from './chat.js'
import { makeClient } from './client.js'
import { failureOf, isPromptTooLong, mayHaveUnloaded } from './failures.js'
import type { HostPlace } from './hosts.js'
import { agreedOn, lookAt } from './identify.js'
import { makeLoads } from '../calls/loads.js'
import { makeQuestions } from './questions.js'
import { unload as unloadAt } from './preload.js'
import { makeLoad } from './residence.js'
import type { OllamaSettings } from './settings.js'
import { notRunning } from './tags.js'

export interface OpenServer {
  readonly server: Server
  close(): Promise<void>
}

export interface ServerOptions extends EngineOptions {
  say(diagnostic: Diagnostic): void
  /** It did not answer just now: nobody knows what it has, so nothing is sent before it was asked whether it is up. */
  readonly isSilent: boolean
}

/** A call that waited this long for its model found it gone, and had it loaded. */
const loadMs = 100

/** One host. Nothing is sent before the first load or completion. */
export function openServer({ host, width }: HostPlace, settings: OllamaSettings, options: ServerOptions): OpenServer {
  const { contextTokens, timeoutSeconds } = settings
  const client = makeClient(host, typeof width === 'number' ? width + 1 : undefined) // one to load by
  const runner = runnerOptions(settings, options.gpu)
  const placeOf = (model: string) => ({ host, model, timeoutSeconds })
  const questions = makeQuestions({ client, host, runner, deadlineMs: timeoutSeconds * 1_000 })
  const loadModel = makeLoad({ client, runner, gpu: options.gpu, placeOf, makeRoom, say: options.say })
  /** Loaded, and not answered since. */
  const fresh = new Set<string>()
  const loads = makeLoads(async (model, signal) => {
    questions.know(model, await loadModel(model, signal))
    if (!questions.isRemote(model)) fresh.add(model)
  })
  let isSilent = options.isSilent

  async function load(model: string, signal: AbortSignal): Promise<void> {
    const absence = isSilent ? notRunning(host) : undefined
    if (absence) throw new CallFailed(absence.message, { mayPass: true, absence })
    await loads.ready(model, signal)
  }

  async function unload(model: string, signal: AbortSignal): Promise<void> {
    if (questions.isRemote(model)) return
    loads.forget(model)
    await unloadAt(client, model, signal)
  }

  async function makeRoom(model: string, signal: AbortSignal): Promise<void> {
    for (const other of loads.loaded()) if (other !== model) await unload(other, signal)
  }

  async function complete(request: CompletionRequest, signal: AbortSignal): Promise<Reply> {
    signal.throwIfAborted()
    const { model } = request
    await load(model, signal)
    try {
      const [chat, reply] = await questions.ask(request, signal)
      const completion = completionOf(reply, chat, host.url)
      const hasLoaded = fresh.delete(model) || (reply.load_duration ?? 0) >= loadMs * 1e6
      return { completion, ...timesOf(reply), ...(hasLoaded ? { hasLoaded } : {}) }
    } catch (error) {
      signal.throwIfAborted()
      if (isPromptTooLong(error)) return { completion: { text: '', end: 'prompt-too-long', contextTokens } }
      if (mayHaveUnloaded(error) && !questions.isRemote(model)) loads.forget(model)
      throw error instanceof CallFailed ? error : failureOf(error, placeOf(model))
    }
  }

  async function isUp(signal: AbortSignal): Promise<boolean> {
    const answers = await client.isUp(signal)
    if (answers) isSilent = false
    return answers
  }

  async function close(): Promise<void> {
    loads.close()
    await client.close()
  }

  const identify: Server['identify'] = async (models, deadlineMs) => agreedOn(await lookAt([host], models, deadlineMs))
  return { server: { name: host.url, width, complete, load, unload, isUp, identify }, close }
}

/** What is left of the whole beside loading and working is the wait for a slot: Ollama counts it in none of its parts (server/routes.go). */
function timesOf(reply: ChatResponse): Pick<Reply, 'queuedMs' | 'busyMs'> {
  const { total_duration: total, load_duration: load = 0, eval_duration: writing = 0 } = reply as Partial<ChatResponse>
  if (total === undefined) return {}
  const busy = (reply.prompt_eval_duration ?? 0) + writing
  return { busyMs: busy / 1e6, queuedMs: Math.max(0, total - load - busy) / 1e6 }
}
