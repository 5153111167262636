/** What the fake server counts. Tests and benches read it, also over the wire: GET /__stats. */
export interface FakeStats {
  /** Completions that arrived (loads are not among them). */
  readonly calls: number
  /** Completions that were answered as asked. */
  readonly answered: number
  /** Completions whose client went away first. */
  readonly aborted: number
  /** Completions that hold a slot. */
  readonly inFlight: number
  readonly maxInFlight: number
  /** Completions that wait for a slot of a model that is loaded. */
  readonly queued: number
  readonly maxQueued: number
  /** Sum over all slots of the ms (of this machine) that a call held them, of the calls that are over. */
  readonly busySlotMs: number
  /** When the first call got its slot, and when the last one gave it back, by one clock. */
  readonly firstSlotMs: number
  readonly lastSlotMs: number
  /** Prompt tokens that a slot still had, and those that were worked on. */
  readonly cachedTokens: number
  readonly evaluatedTokens: number
  /** Requests without messages: they load or unload. */
  readonly preloads: number
  readonly loads: number
  /** Loads that ended because the client which asked for them went away. */
  readonly abortedLoads: number
  readonly unloads: number
  /** GET /api/tags. */
  readonly tags: number
  /** TCP connections that were ever opened, and those that are open. */
  readonly connections: number
  readonly open: number
  /** Names of options that no Ollama knows. */
  readonly ignoredOptions: readonly string[]
  readonly perModel: Readonly<Record<string, ModelStats>>
}

interface ModelStats {
  readonly loads: number
  /** Completions that were worked on. */
  readonly calls: number
}

export type Counters = { -readonly [Key in keyof FakeStats]: FakeStats[Key] }

export function makeStats(): Counters {
  return {
    calls: 0,
    answered: 0,
    aborted: 0,
    inFlight: 0,
    maxInFlight: 0,
    queued: 0,
    maxQueued: 0,
    busySlotMs: 0,
    firstSlotMs: 0,
    lastSlotMs: 0,
    cachedTokens: 0,
    evaluatedTokens: 0,
    preloads: 0,
    loads: 0,
    abortedLoads: 0,
    unloads: 0,
    tags: 0,
    connections: 0,
    open: 0,
    ignoredOptions: [],
    perModel: {},
  }
}

/** Counts from nought again. What is going on now stays counted. */
export function resetStats(stats: Counters): void {
  const { inFlight, queued, open } = stats
  Object.assign(stats, makeStats(), { inFlight, maxInFlight: inFlight, queued, maxQueued: queued, open })
}

export function countFor(stats: Counters, model: string, kind: keyof ModelStats): void {
  const own = stats.perModel[model] ?? { loads: 0, calls: 0 }
  stats.perModel = { ...stats.perModel, [model]: { ...own, [kind]: own[kind] + 1 } }
}

/** A call held a slot, by performance.now(). */
export function noteSlot(stats: Counters, fromMs: number, toMs: number): void {
  stats.busySlotMs += toMs - fromMs
  stats.firstSlotMs = stats.firstSlotMs === 0 ? fromMs : Math.min(stats.firstSlotMs, fromMs)
  stats.lastSlotMs = Math.max(stats.lastSlotMs, toMs)
}
