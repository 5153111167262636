/** Loads models, and sees to it that they sit where they were asked to. */
import type { Diagnostic } from '../../domain/diagnostic.js'
import { cloudModel, partlyOnCpu, runsOnCpu, runsOnGpu } from '../../messages/ollama.js'
import { failureOf } from './failures.js'
import { isAsAsked, percentOnCpu, type Place, placeOf } from './place.js'
import { makePreload, type PreloadOptions, unload } from './preload.js'
import { type Traits, traitsOf } from './traits.js'
import { ErrorReply, UnreadableReply } from '../http/replies.js'

export interface ResidenceOptions extends PreloadOptions {
  readonly gpu: boolean | number
  say(diagnostic: Diagnostic): void
}

/** Resolves with what the model is like when it is loaded. Throws as `Server.complete`. */
export type LoadModel = (model: string, signal: AbortSignal) => Promise<Traits>

/** How one host loads a model. */
export function makeLoad(options: ResidenceOptions): LoadModel {
  const { client, gpu, say } = options
  const preload = makePreload(options)
  /** Loaded afresh once already: where they sit now is where they stay. */
  const moved = new Set<string>()

  /** A server that does not tell may answer all the same: the load shows. */
  async function meet(model: string, signal: AbortSignal): Promise<Traits> {
    const place = options.placeOf(model)
    try {
      return traitsOf(model, await client.show(model, signal), place.host)
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof ErrorReply || error instanceof UnreadableReply) return traitsOf(model, undefined, place.host)
      throw failureOf(error, place)
    }
  }

  /** `undefined`: the server does not say (those before 0.1.33 know no /api/ps). */
  async function look(model: string, signal: AbortSignal): Promise<Place | undefined> {
    try {
      return placeOf(model, await client.get('/api/ps', signal))
    } catch {
      signal.throwIfAborted()
      return undefined
    }
  }

  /**
   * A call that leaves the layers to the server takes a model as it finds it, on the CPU, too, if somebody wanted it there
   * (sched.go, needsReload). So one that sits wrongly is loaded afresh, once.
   */
  async function settle(model: string, signal: AbortSignal): Promise<void> {
    let place = await look(model, signal)
    if (place && !isAsAsked(gpu, place) && !moved.has(model)) {
      moved.add(model)
      await unload(client, model, signal)
      await preload(model, signal)
      place = await look(model, signal)
    }
    const note = place && noteOf(model, options.placeOf(model).host.url, gpu, place)
    if (note) say(note)
  }

  return async (model, signal) => {
    const traits = await meet(model, signal)
    if (traits.remote) say(cloudModel(model, traits.remote))
    else {
      await preload(model, signal)
      if (traits.hasPlace) await settle(model, signal)
    }
    return traits
  }
}

function noteOf(model: string, host: string, gpu: boolean | number, place: Place): Diagnostic | undefined {
  if (gpu === false || gpu === 0) return place.onGpu > 0 ? runsOnGpu(model, host) : undefined
  if (place.onGpu === 0) return runsOnCpu(model, host, gpu)
  const percent = percentOnCpu(place)
  return gpu === true && percent > 0 ? partlyOnCpu(model, host, percent) : undefined
}
