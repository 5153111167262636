import { makeLoads } from '../calls/loads.js'
import type { Runner } from './runner.js'

/** The process of the model that is loaded. There is one at a time: two models may not fit. */
export interface ProcessOfModel {
  /** Resolves when the model is loaded. Throws as `Server.load`. */
  ready(model: string, signal: AbortSignal): Promise<Runner>
  unload(model: string): Promise<void>
  /** Whether it was loaded since this was last asked. */
  isFresh(): boolean
  close(): Promise<void>
}

/** `start`: starts a process that has loaded the model. */
export function makeProcessOfModel(start: (model: string, signal: AbortSignal) => Promise<Runner>): ProcessOfModel {
  let current: { readonly model: string; readonly runner: Runner } | undefined
  let wasLoaded = false
  let loading: Promise<void> | undefined
  const loads = makeLoads(async (model, signal) => (loading = load(model, signal)))

  async function load(model: string, signal: AbortSignal): Promise<void> {
    await letGo()
    current = { model, runner: await start(model, signal) }
    wasLoaded = true
  }

  async function letGo(): Promise<void> {
    const before = current
    current = undefined
    if (before === undefined) return
    loads.forget(before.model)
    await before.runner.end()
  }

  async function ready(model: string, signal: AbortSignal): Promise<Runner> {
    await loads.ready(model, signal)
    if (current?.model === model && !current.runner.isGone) return current.runner
    loads.forget(model) // it ended by itself, or another model took its place
    return ready(model, signal)
  }

  return {
    ready,
    unload: async (model) => {
      if (current?.model === model) await letGo()
    },
    isFresh: () => {
      const isSo = wasLoaded
      wasLoaded = false
      return isSo
    },
    close: async () => {
      loads.close()
      await loading?.catch(() => {})
      await letGo()
    },
  }
}
