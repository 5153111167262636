import { digestOf } from '../../../src/base/hash.js'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Fault, type FaultKind, makeFaultPlan } from './faults.js'
import { type Gate, makeGate } from './gate.js'
import type { ChatBody } from './protocol.js'
import type { Respond } from './respond.js'
import { makeRunners, type Runners } from './runners.js'

export interface FakeModel {
  readonly digest?: string
  readonly size?: number
  readonly capabilities?: readonly string[]
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
  readonly defaultContext?: number
  readonly version?: string
  /** How long a load takes. Default 0. */
  readonly loadMs?: number
  /** How long a call holds its slot. Default 0. */
  readonly callMs?: number | ((body: ChatBody) => number)
  readonly respond?: Respond
  readonly faults?: readonly Fault[]
  /** Default 0: any that is free. */
  readonly port?: number
  /** Whether `requests` keeps what came. Default true; false for very long runs. */
  readonly log?: boolean
}

export interface FakeStats {
  /** Completions that arrived (loads are not among them). */
  readonly calls: number
  /** Completions that were answered as asked. */
  readonly answered: number
  /** Completions whose client went away first. */
  readonly aborted: number
  readonly inFlight: number
  readonly maxInFlight: number
  /** Requests without messages: they load or unload. */
  readonly preloads: number
  readonly loads: number
  readonly unloads: number
  /** GET /api/tags. */
  readonly tags: number
  /** TCP connections that were ever opened, and those that are open. */
  readonly connections: number
  readonly open: number
  /** Names of options that no Ollama knows. */
  readonly ignoredOptions: readonly string[]
}

export interface FakeRequest {
  readonly nth: number
  readonly body: ChatBody
  readonly headers: IncomingMessage['headers']
}

/** One request to /api/chat. */
export interface Call {
  readonly body: ChatBody
  readonly response: ServerResponse
  /** Aborted when the client goes away before its answer. */
  readonly gone: AbortSignal
  readonly fault: FaultKind | undefined
}

/** Everything that the server remembers. */
export interface State {
  readonly options: FakeOptions
  readonly models: Map<string, Required<Pick<FakeModel, 'digest'>> & FakeModel>
  readonly stats: { -readonly [Key in keyof FakeStats]: FakeStats[Key] }
  readonly runners: Runners
  readonly requests: FakeRequest[]
  readonly loadRequests: FakeRequest[]
  readonly plan: ReturnType<typeof makeFaultPlan>
  readonly gate: Gate
  changed(): void
  goDown(ms?: number): Promise<void>
}

const watchers = new WeakMap<State, Set<() => void>>()

export function makeState(options: FakeOptions, goDown: State['goDown']): State {
  const models = Object.entries(options.models ?? { 'llama3.2:latest': {} })
  const stats: State['stats'] = {
    calls: 0,
    answered: 0,
    aborted: 0,
    inFlight: 0,
    maxInFlight: 0,
    preloads: 0,
    loads: 0,
    unloads: 0,
    tags: 0,
    connections: 0,
    open: 0,
    ignoredOptions: [],
  }
  const state: State = {
    options,
    models: new Map(models.map(([name, model]) => [name, { ...model, digest: model.digest ?? digestOf(name) }])),
    stats,
    runners: makeRunners({
      numParallel: options.numParallel ?? 1,
      maxQueue: options.maxQueue ?? 512,
      loadMs: options.loadMs ?? 0,
      defaultContext: options.defaultContext ?? 4096,
      loaded: () => void (stats.loads += 1),
      unloaded: () => void (stats.unloads += 1),
    }),
    requests: [],
    loadRequests: [],
    plan: makeFaultPlan(options.faults ?? []),
    gate: makeGate(),
    changed: () => {
      for (const look of watchers.get(state) ?? []) look()
    },
    goDown,
  }
  return state
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
  const wanted = (name.includes(':') ? name : `${name}:latest`).toLowerCase()
  return models.has(name) ? name : [...models.keys()].find((known) => known.toLowerCase() === wanted)
}
