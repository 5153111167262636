/**
 * The fake's scheduler (server/sched.go): one queue for whatever needs a load, worked on one by one, so that a model which waits
 * for room holds up all behind it; calls of a model that is loaded pass by.
 *
 * A model that must make room is unloaded when its last call ends. A call that brings a keep_alive meanwhile undoes that: the
 * model then stays as long as that says although another one waits. This is a trap of the real server, kept on purpose.
 */
import { type Batch, makeBatch, type Timing } from './batch.js'
import { keepAliveMs } from './keep-alive.js'
import { pause } from './pause.js'
import { type ChatBody, type ErrorReply, errors } from './protocol.js'
import { makeSlots, type Slots } from './slots.js'

/** What the scheduler must know of a model. */
export interface Kind {
  readonly loadMs: number
  readonly slots: number
  /** Of the weights. */
  readonly bytes: number
  /** How much of it the GPU holds at most. */
  readonly vram: number
  readonly timing: Timing
}

/** A loaded model. */
export interface Runner {
  readonly model: string
  readonly key: string
  readonly contextTokens: number
  /** num_gpu; -1: what fits. */
  readonly layers: number
  /** Weights and context. */
  readonly bytes: number
  readonly vramBytes: number
  readonly slots: Slots
  readonly batch: Batch
  /** Ends the calls that are worked on; for a runner that dies. */
  readonly kills: Set<() => void>
  /** Requests that hold it. */
  calls: number
  keepAliveMs: number
  /** By the clock of Date.now(); Infinity: never. */
  expiresAt: number
  timer: NodeJS.Timeout | undefined
}

/** A runner that stays loaded until `done`. */
export interface Lease {
  readonly runner: Runner
  done(): void
}

export interface RunnersOptions {
  readonly maxQueue: number
  readonly maxLoaded: number
  /** Bytes for all models; left out: enough. */
  readonly totalVram: number | undefined
  readonly defaultContext: number
  readonly defaultKeepAlive: string | number
  readonly unloadMs: number
  /** Whether a call without num_gpu takes a model that was loaded with num_gpu 0 as it is. */
  readonly autoTakesCpu: boolean
  kindOf(model: string): Kind
  /** Simulated ms → ms of this machine. */
  scaled(ms: number): number
  /** The same for what the machine works. */
  worked(ms: number): number
  queued(change: 1 | -1): void
  loaded(runner: Runner): void
  unloaded(runner: Runner): void
  /** A load ended before its time: its client went away. */
  aborted(): void
}

export interface Runners {
  /** The model's runner, loaded if need be; an error where too many wait for that, or the client went away. */
  schedule(body: ChatBody, gone: AbortSignal): Promise<Lease | ErrorReply>
  /** Unloads when the last call ends, as keep_alive 0 does. */
  expire(model: string): void
  /** Takes the model (left out: all) away at once. Its calls go on; `kills` ends them. */
  unload(model?: string): void
  /** Unloads all and turns away who waits. */
  stop(): void
  list(): readonly Runner[]
}

interface Pending {
  readonly body: ChatBody
  readonly gone: AbortSignal
  settle(result: Lease | ErrorReply): void
}

export function makeRunners(options: RunnersOptions): Runners {
  const runners = new Map<string, Runner>()
  const slotsOf = new Map<string, Slots>()
  const pending: Pending[] = []
  let isWorking = false
  let roomMade: (() => void) | undefined

  function use(runner: Runner, { keep_alive }: ChatBody): Lease {
    runner.calls += 1
    clearTimeout(runner.timer)
    if (keep_alive !== undefined) runner.keepAliveMs = keepAliveMs(keep_alive) ?? runner.keepAliveMs
    runner.expiresAt = Date.now() + options.scaled(runner.keepAliveMs)
    return { runner, done: () => release(runner) }
  }

  function release(runner: Runner): void {
    runner.calls -= 1
    if (runner.calls > 0 || runners.get(runner.model) !== runner) return
    if (runner.keepAliveMs <= 0) return unloadNow(runner)
    const ms = options.scaled(runner.keepAliveMs)
    runner.expiresAt = Date.now() + ms
    if (ms <= 0x7fff_ffff) runner.timer = setTimeout(() => unloadNow(runner), ms).unref()
  }

  function unloadNow(runner: Runner): void {
    clearTimeout(runner.timer)
    if (runners.get(runner.model) !== runner) return
    runners.delete(runner.model)
    options.unloaded(runner)
    roomMade?.()
  }

  function retire(runner: Runner): void {
    clearTimeout(runner.timer)
    runner.keepAliveMs = 0
    if (runner.calls === 0) unloadNow(runner)
  }

  async function work(): Promise<void> {
    if (isWorking) return
    isWorking = true
    for (let [first] = pending; first; [first] = pending) {
      if (!first.gone.aborted) first.settle(await serve(first))
      if (pending[0] === first) pending.shift()
    }
    isWorking = false
  }

  /** One request of the queue; nobody behind it is looked at before it has its model. */
  async function serve(request: Pending): Promise<Lease | ErrorReply> {
    const { body, gone } = request
    for (;;) {
      const there = runners.get(body.model)
      if (there && fits(there, body)) return use(there, body)
      const inTheWay = there ?? (hasRoom(body) ? undefined : shortest())
      if (!inTheWay) break
      const unloaded = new Promise<void>((resolve) => (roomMade = resolve))
      retire(inTheWay)
      await unloaded
      await pause(options.scaled(options.unloadMs), never)
      if (!pending.includes(request)) return errors.loadAborted() // the server stopped
    }
    await pause(options.worked(options.kindOf(body.model).loadMs), gone)
    if (!gone.aborted && pending.includes(request)) return use(load(body), body)
    options.aborted()
    return errors.loadAborted()
  }

  function load(body: ChatBody): Runner {
    const kind = options.kindOf(body.model)
    const size = sizeOf(body)
    const layers = layersOf(body)
    const onGpu = layers !== 0 && kind.vram > 0
    const share = onGpu && layers > 0 ? Math.min(1, layers / layersInModel) : onGpu ? 1 : 0
    const old = slotsOf.get(body.model)
    const slots = old && old.busy > 0 && old.count === kind.slots ? old : makeSlots(kind.slots, options.queued)
    if (slots === old) slots.forget() // calls of a runner that was taken away still hold some of them
    slotsOf.set(body.model, slots)
    const runner: Runner = {
      model: body.model,
      key: keyOf(body),
      contextTokens: contextOf(body),
      layers,
      bytes: size,
      vramBytes: Math.min(Math.round(size * share), kind.vram, options.totalVram ?? Infinity),
      slots,
      batch: makeBatch(kind.timing, onGpu, options.worked),
      kills: new Set(),
      calls: 0,
      keepAliveMs: keepAliveMs(options.defaultKeepAlive) ?? 300_000,
      expiresAt: 0,
      timer: undefined,
    }
    runners.set(body.model, runner)
    options.loaded(runner)
    return runner
  }

  function hasRoom(body: ChatBody): boolean {
    if (runners.size === 0) return true
    if (runners.size >= options.maxLoaded) return false
    const taken = [...runners.values()].reduce((sum, { vramBytes }) => sum + vramBytes, 0)
    const wanted = layersOf(body) === 0 ? 0 : Math.min(sizeOf(body), options.kindOf(body.model).vram)
    return taken + wanted <= (options.totalVram ?? Infinity)
  }

  /** Of the idle ones that with the smallest keep_alive; where none is idle, of all. */
  function shortest(): Runner | undefined {
    const all = [...runners.values()].sort((one, other) => Math.sign(one.keepAliveMs - other.keepAliveMs))
    return all.find(({ calls }) => calls === 0) ?? all[0]
  }

  /** sched.go, needsReload. Without num_gpu a call takes the model wherever it is. */
  function fits(runner: Runner, body: ChatBody): boolean {
    if (runner.key !== keyOf(body)) return false
    const layers = layersOf(body)
    if (layers >= 0) return layers === runner.layers
    return options.autoTakesCpu || runner.layers !== 0
  }

  function contextOf({ options: sent }: ChatBody): number {
    return Number(sent?.['num_ctx'] ?? options.defaultContext) || options.defaultContext
  }

  function sizeOf(body: ChatBody): number {
    const { bytes, slots } = options.kindOf(body.model)
    return bytes + bytesPerToken * contextOf(body) * slots
  }

  return {
    async schedule(body, gone) {
      const there = runners.get(body.model)
      if (there && fits(there, body)) return use(there, body)
      if (pending.length >= options.maxQueue) return errors.busy()
      return new Promise((resolve) => {
        const settle = (result: Lease | ErrorReply) => {
          if (gone.aborted && 'done' in result) result.done()
          else resolve(result)
        }
        pending.push({ body, gone, settle })
        // its place in the queue is kept, as the real one does, but nobody waits for the answer
        gone.addEventListener('abort', () => resolve(errors.loadAborted()))
        void work()
      })
    },
    expire(model) {
      const runner = runners.get(model)
      if (runner) retire(runner)
    },
    unload(model) {
      for (const runner of runners.values()) if (model === undefined || runner.model === model) unloadNow(runner)
    },
    stop() {
      for (const { settle } of pending.splice(0)) settle(errors.loadAborted())
      for (const runner of runners.values()) unloadNow(runner)
      roomMade?.()
    },
    list: () => [...runners.values()],
  }
}

/** 28 layers × 8 heads × 128 × 2 (key, value) × 2 bytes: Llama 3.2 3B. */
const bytesPerToken = 114_688
const layersInModel = 29
const never = new AbortController().signal

function layersOf({ options }: ChatBody): number {
  const layers = options?.['num_gpu']
  return typeof layers === 'number' && layers >= 0 ? layers : -1
}

function keyOf({ options: sent = {}, shift }: ChatBody): string {
  const own = ['num_ctx', 'num_batch', 'main_gpu', 'use_mmap', 'num_thread'].map((name) => sent[name])
  return JSON.stringify([...own, shift ?? true])
}
