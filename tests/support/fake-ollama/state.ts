import { digestOf } from '../../../src/base/hash.js'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Timing } from './batch.js'
import { type Fault, type FaultKind, type FaultPlan, makeFaultPlan } from './faults.js'
import { type Gate, makeGate } from './gate.js'
import type { ChatBody } from './protocol.js'
import type { Respond } from './respond.js'
import { type Kind, makeRunners, type Runners } from './runners.js'
import { type Counters, countFor, type FakeStats, makeStats } from './stats.js'
import type { Wire } from './wire.js'

export interface FakeModel {
  readonly digest?: string
  /** Bytes of the weights. */
  readonly size?: number
  readonly capabilities?: readonly string[]
  /** What it was made for, as /api/show says it. Default 131,072. */
  readonly contextTokens?: number
  /** Default "llama". Some families have one slot whatever numParallel says. */
  readonly family?: string
  /** As /api/tags words it: "3.2B". */
  readonly params?: string
  /** Bytes that the GPU holds of it at most. Default: all. */
  readonly vram?: number
  readonly loadMs?: number
  readonly timing?: Timing
  /** Slots at most. */
  readonly maxParallel?: number
  /** Of its Modelfile, as /api/show words them: 'stop   "<|eot_id|>"'. */
  readonly parameters?: string
  /** Set for a cloud model. */
  readonly remoteHost?: string
  readonly remoteModel?: string
}

export interface FakeOptions {
  /** Name as /api/tags lists it → what it is. Default: llama3.2:latest. */
  readonly models?: Readonly<Record<string, FakeModel>>
  /** OLLAMA_NUM_PARALLEL. Default 1. */
  readonly numParallel?: number
  /** OLLAMA_MAX_QUEUE: how many may wait for a load. Default 512. */
  readonly maxQueue?: number
  /** OLLAMA_MAX_LOADED_MODELS. Default 3. */
  readonly maxLoaded?: number
  /** Bytes of all models together on the GPU. Default: no limit. */
  readonly totalVram?: number
  /** Whether there is a GPU. Default true. */
  readonly gpu?: boolean
  /**
   * Whether a call without num_gpu takes a model that was loaded with num_gpu 0 as it is (the trap of the real server). Default
   * true; false: it reloads it.
   */
  readonly autoTakesCpu?: boolean
  readonly defaultContext?: number
  /** OLLAMA_KEEP_ALIVE. Default "5m". */
  readonly keepAlive?: string | number
  readonly version?: string
  /** "native": a prompt that is too long is an error; "rendered": it is cut, unless `truncate` is false. Default "native". */
  readonly path?: 'native' | 'rendered'
  /** How long a load takes. Default 0. */
  readonly loadMs?: number
  /** How long the memory takes to be free after an unload. Default 0. */
  readonly unloadMs?: number
  /** How long a call holds its slot. Default 0. For all models that have no `timing`. */
  readonly callMs?: number | ((body: ChatBody) => number)
  /** How fast models are that do not say it themselves. Left out: `callMs`. */
  readonly timing?: Timing
  /** What comes before the slot: template and tokens. Default 0; a real server takes 3 ms, and 1 with `truncate: false`. */
  readonly overheadMs?: number | ((body: ChatBody) => number)
  /** Every time above (and keep_alive) × this: 0.01 is a hundred times as fast. Default 1. */
  readonly timeScale?: number
  readonly respond?: Respond
  readonly faults?: readonly Fault[]
  /** Of the faults that come by chance. Default 1. */
  readonly seed?: number
  /** Default 0: any that is free. */
  readonly port?: number
  /** Whether `requests` keeps what came. Default true; false for very long runs. */
  readonly log?: boolean
}

export interface FakeRequest {
  readonly nth: number
  readonly body: ChatBody
  readonly headers: IncomingMessage['headers']
}

/** One request for a completion. */
export interface Call {
  readonly body: ChatBody
  readonly wire: Wire
  readonly response: ServerResponse
  /** By performance.now(). */
  readonly arrived: number
  /** Aborted when the client goes away before its answer, or the model's process dies. */
  readonly gone: AbortSignal
  /** The model's process dies under this call. */
  kill(): void
  readonly fault: FaultKind | undefined
}

/** Everything that the server remembers. */
export interface State {
  readonly options: FakeOptions
  readonly models: Map<string, Required<Pick<FakeModel, 'digest'>> & FakeModel>
  readonly stats: Counters
  readonly runners: Runners
  readonly requests: FakeRequest[]
  readonly loadRequests: FakeRequest[]
  readonly plan: FaultPlan
  readonly gate: Gate
  version: string
  /** Which models there are is asked in vain. */
  isMute: boolean
  /** 10: ten times slower. */
  slowness: number
  /** Simulated ms → ms of this machine. */
  scaled(ms: number): number
  /** The same for what the machine works: a server that was slowed down takes longer. */
  worked(ms: number): number
  changed(): void
  goDown(ms?: number): Promise<void>
}

export const defaultSize = 2_019_393_189

/** sched.go: these work on one call at a time. */
const familiesWithOneSlot = /^(mllama|qwen3vl(moe)?|qwen35(moe)?|qwen3next|lfm2(moe)?|nemotron_h.*)$/

const watchers = new WeakMap<State, Set<() => void>>()

export function makeState(options: FakeOptions, goDown: State['goDown']): State {
  const models = Object.entries(options.models ?? { 'llama3.2:latest': {} })
  const stats = makeStats()
  const state: State = {
    options,
    models: new Map(models.map(([name, model]) => [name, { ...model, digest: model.digest ?? digestOf(name) }])),
    stats,
    runners: makeRunners({
      maxQueue: options.maxQueue ?? 512,
      maxLoaded: options.maxLoaded ?? 3,
      totalVram: options.totalVram,
      defaultContext: options.defaultContext ?? 4096,
      defaultKeepAlive: options.keepAlive ?? '5m',
      unloadMs: options.unloadMs ?? 0,
      autoTakesCpu: options.autoTakesCpu ?? true,
      kindOf: (name) => kindOf(name, state),
      scaled: (ms) => state.scaled(ms),
      worked: (ms) => state.worked(ms),
      queued(change) {
        stats.queued += change
        stats.maxQueued = Math.max(stats.maxQueued, stats.queued)
        state.changed()
      },
      loaded({ model }) {
        stats.loads += 1
        countFor(stats, model, 'loads')
        state.changed()
      },
      unloaded() {
        stats.unloads += 1
        state.changed()
      },
      aborted() {
        stats.abortedLoads += 1
        state.changed()
      },
    }),
    requests: [],
    loadRequests: [],
    plan: makeFaultPlan(options.faults ?? [], options.seed ?? 1),
    gate: makeGate(),
    version: options.version ?? '0.33.0',
    isMute: false,
    slowness: 1,
    scaled: (ms) => ms * (options.timeScale ?? 1),
    worked: (ms) => state.scaled(ms) * state.slowness,
    changed: () => {
      for (const look of watchers.get(state) ?? []) look()
    },
    goDown,
  }
  return state
}

function kindOf(name: string, { models, options }: State): Kind {
  const model: FakeModel = models.get(name) ?? {}
  const parallel = familiesWithOneSlot.test(model.family ?? '') ? 1 : (options.numParallel ?? 1)
  return {
    loadMs: model.loadMs ?? options.loadMs ?? 0,
    slots: Math.min(parallel, model.maxParallel ?? Infinity),
    bytes: model.size ?? defaultSize,
    vram: options.gpu === false ? 0 : (model.vram ?? Infinity),
    timing: model.timing ?? options.timing ?? {},
  }
}

/** Resolves as soon as the statistics are so. */
export async function whenSo(state: State, isSo: (stats: FakeStats) => boolean): Promise<void> {
  if (isSo(state.stats)) return
  const all = watchers.get(state) ?? new Set()
  watchers.set(state, all)
  await new Promise<void>((resolve) => {
    const look = () => {
      if (!isSo(state.stats)) return
      all.delete(look)
      resolve()
    }
    all.add(look)
  })
}

/** As getExistingName: a tag left out is "latest", and case does not count. */
export function resolveName(name: string, { models }: State): string | undefined {
  if (models.has(name)) return name
  const wanted = (name.includes(':') ? name : `${name}:latest`).toLowerCase()
  return [...models.keys()].find((known) => known.toLowerCase() === wanted)
}
