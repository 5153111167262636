/** The fake's scheduler: loads models, reloads them when runner options differ, and lets `numParallel` calls of each run at once. */
import { errors, type ChatBody, type ErrorReply } from './protocol.js'

export interface Runner {
  readonly model: string
  readonly key: string
  readonly contextTokens: number
  readonly onGpu: boolean
  keepAlive: string | number
}

export interface RunnersOptions {
  readonly numParallel: number
  readonly maxQueue: number
  readonly loadMs: number
  readonly defaultContext: number
  loaded(runner: Runner): void
  unloaded(runner: Runner): void
}

export interface Runners {
  /** The model's runner, loaded if need be; an error where too many wait for that already. */
  schedule(body: ChatBody): Promise<Runner | ErrorReply>
  /** Waits for a slot, first come, first served. Returns what gives it back. `gone` leaves the queue. */
  slot(runner: Runner, gone: AbortSignal): Promise<() => void>
  unload(model?: string): void
  list(): readonly Runner[]
}

export function makeRunners(options: RunnersOptions): Runners {
  const runners = new Map<string, Runner>()
  const slots = new Map<string, { busy: number; readonly queue: Set<() => void> }>()
  let pending = 0
  let loading: Promise<unknown> = Promise.resolve()

  function unload(model?: string): void {
    for (const runner of runners.values()) {
      if (model !== undefined && runner.model !== model) continue
      runners.delete(runner.model)
      options.unloaded(runner)
    }
  }

  async function load(body: ChatBody, key: string): Promise<Runner> {
    const there = runners.get(body.model)
    if (there && fits(there, body, key)) return there // another request loaded it meanwhile
    if (there) unload(body.model)
    if (options.loadMs > 0) await new Promise((resolve) => setTimeout(resolve, options.loadMs))
    const runner: Runner = {
      model: body.model,
      key,
      contextTokens: Number(body.options?.['num_ctx'] ?? options.defaultContext),
      onGpu: body.options?.['num_gpu'] !== 0,
      keepAlive: body.keep_alive ?? '5m',
    }
    runners.set(body.model, runner)
    options.loaded(runner)
    return runner
  }

  return {
    async schedule(body) {
      const key = keyOf(body)
      const there = runners.get(body.model)
      if (there && fits(there, body, key)) {
        if (body.keep_alive !== undefined) there.keepAlive = body.keep_alive
        return there
      }
      if (pending >= options.maxQueue) return errors.busy()
      pending += 1
      const loaded = loading.then(async () => load(body, key))
      loading = loaded
      return loaded.finally(() => (pending -= 1))
    },
    async slot({ model }, gone) {
      const own = slots.get(model) ?? { busy: 0, queue: new Set() }
      slots.set(model, own)
      if (own.busy >= options.numParallel) {
        await new Promise<void>((resolve, reject) => {
          const start = () => resolve()
          own.queue.add(start)
          gone.addEventListener('abort', () => {
            if (own.queue.delete(start)) reject(gone.reason as Error)
          })
        })
      } else own.busy += 1
      return () => {
        const [next] = own.queue
        if (next) {
          own.queue.delete(next)
          next()
        } else own.busy -= 1
      }
    },
    unload,
    list: () => [...runners.values()],
  }
}

/** Options that belong to the loaded model (sched.go, needsReload). num_gpu is apart: "auto" takes whatever is loaded. */
function keyOf({ options = {}, shift }: ChatBody): string {
  const runner = ['num_ctx', 'num_batch', 'main_gpu', 'use_mmap', 'num_thread'].map((name) => options[name])
  return JSON.stringify([...runner, shift ?? true])
}

function fits(runner: Runner, { options }: ChatBody, key: string): boolean {
  const layers = options?.['num_gpu']
  const asked = typeof layers === 'number' && layers >= 0 ? layers !== 0 : runner.onGpu
  return runner.key === key && asked === runner.onGpu
}
