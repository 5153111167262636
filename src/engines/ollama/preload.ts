/**
 * The requests that load a model and unload it.
 *
 * A burst of calls on a model that is not loaded is answered 503, and a caller that goes away ends the load: so a model is loaded
 * by a request of its own, which has no deadline to speak of.
 */
import { modelTooBig } from '../../messages/ollama.js'
import { CallFailed, EngineUnavailable } from '../engine.js'
import { preloadOf, type RunnerOptions, unloadOf } from './chat.js'
import type { Client } from './client.js'
import { type CallPlace, isOutOfMemory } from '../http/failures.js'
import { saidIn } from '../http/said.js'
import { failureOf } from './failures.js'

/** A load takes minutes where the disk is slow. Ollama itself gives up on one that stands still for five: this only ends what hangs. */
const longestLoadMs = 30 * 60_000
/** An unload is answered at once. */
const unloadDeadlineMs = 10_000

export interface PreloadOptions {
  readonly client: Client
  readonly runner: RunnerOptions
  placeOf(model: string): CallPlace
  /** Unloads the other models that this engine has loaded there. */
  makeRoom(model: string, signal: AbortSignal): Promise<void>
}

/** Loads a model, however long it takes. Throws as `Server.complete`. */
export function makePreload({ client, runner, placeOf, makeRoom }: PreloadOptions) {
  const tooBig = new Map<string, EngineUnavailable>()

  async function send(model: string, signal: AbortSignal): Promise<void> {
    await client.chat(preloadOf(model, runner), signal, longestLoadMs)
  }

  /** Once more, with the memory that we ourselves take up given back. What does not fit then, never will. */
  async function alone(model: string, signal: AbortSignal): Promise<void> {
    await makeRoom(model, signal)
    try {
      await send(model, signal)
    } catch (error) {
      const place = placeOf(model)
      if (!isOutOfMemory(error)) throw signal.aborted ? signal.reason : failureOf(error, place)
      const final = new EngineUnavailable(modelTooBig(model, place.host.url, saidIn(error.body)), error)
      tooBig.set(model, final)
      throw final
    }
  }

  return async (model: string, signal: AbortSignal): Promise<void> => {
    const known = tooBig.get(model)
    if (known !== undefined) throw known
    try {
      await send(model, signal)
    } catch (error) {
      signal.throwIfAborted()
      if (isOutOfMemory(error)) return alone(model, signal)
      const failure = failureOf(error, placeOf(model))
      // A server that will not preload (a proxy) may answer all the same: the call itself shows.
      if (!(failure instanceof CallFailed) || failure.mayPass) throw failure
    }
  }
}

/** Never rejects: a server that cannot unload keeps the model until it wants the room, which is slower and nothing worse. */
export async function unload(client: Client, model: string, signal: AbortSignal): Promise<void> {
  await client.chat(unloadOf(model), signal, unloadDeadlineMs).catch(() => {})
}
