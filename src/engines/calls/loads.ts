import { endedOrAborted } from '../../base/abort.js'

/** Makes sure that a model is loaded before it is asked, once for all calls that wait for it. */
export interface Loads {
  /** Resolves when the model is loaded; rejects with what went wrong (the next caller tries again), or with the signal's reason. */
  ready(model: string, signal: AbortSignal): Promise<void>
  /** The model may be gone: the next call loads it first. */
  forget(model: string): void
  /** Those that are loaded, as far as is known. */
  loaded(): readonly string[]
  /** Ends the loads that are under way; there are none after it. */
  close(): void
}

/** One load: shared by all that wait, and ended when the last of them stops waiting (the server then ends it, too). */
interface Load {
  readonly done: Promise<void>
  readonly stop: AbortController
  waiting: number
}

/** `load`: loads one. It is called once for all who wait, and again after it has failed or was forgotten. */
export function makeLoads(load: (model: string, signal: AbortSignal) => Promise<void>): Loads {
  const loads = new Map<string, Load>()
  const loaded = new Set<string>()
  let isClosed = false

  function start(model: string): Load {
    const stop = new AbortController()
    const started: Load = { done: load(model, stop.signal), stop, waiting: 0 }
    loads.set(model, started)
    void (async () => {
      try {
        await started.done
        loaded.add(model)
      } catch {
        // those who wait for it are told; the next caller starts another
      } finally {
        drop(model, started)
      }
    })()
    return started
  }

  function drop(model: string, ended: Load): void {
    if (loads.get(model) === ended) loads.delete(model)
  }

  async function wait(model: string, under: Load, signal: AbortSignal): Promise<void> {
    under.waiting += 1
    try {
      await endedOrAborted(under.done, signal)
    } finally {
      under.waiting -= 1
      if (under.waiting === 0 && signal.aborted) {
        drop(model, under)
        under.stop.abort(signal.reason)
      }
    }
  }

  return {
    async ready(model, signal) {
      if (isClosed) throw new Error('the engine was closed')
      if (!loaded.has(model)) await wait(model, loads.get(model) ?? start(model), signal)
    },
    forget(model) {
      loaded.delete(model)
    },
    loaded: () => [...loaded],
    close() {
      isClosed = true
      for (const { stop } of loads.values()) stop.abort(new Error('the engine was closed'))
    },
  }
}
