/**
 * All that asks: the store, the servers' lanes, the watch over who answers, and how it comes to its end.
 *
 * One build has one of its own. Builds that follow each other because an edit came in mid-build share one: what is in flight for the
 * one comes in for the next.
 */
import { join } from 'node:path'
import { endedOrAborted, following } from '../base/abort.js'
import { makeBreath } from '../base/breath.js'
import { once } from '../base/once.js'
import type { Completion } from '../domain/completion.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import type { BuildEvent } from '../domain/event.js'
import { EngineUnavailable } from '../engines/engine.js'
import type { MemoEntry } from '../fusion/memo.js'
import { storeIsMended, tooManyFailures } from '../messages/targets.js'
import type { Budget } from '../run/budget.js'
import {
  type CallsUnderWay,
  type Completer,
  type CompleterParts,
  makeCallsUnderWay,
  makeCompleter,
} from '../run/completer.js'
import type { FailFast } from '../run/fail-fast.js'
import { graceAfter } from '../run/grace.js'
import { makeModelWatch, type ModelWatch } from '../run/model-watch.js'
import type { BuildParts } from '../run/parts.js'
import type { Resolver } from '../run/resolver.js'
import type { BuildLog } from '../store/build-log.js'
import { openStore, type Store } from '../store/completion-store.js'
import { takeOver } from './confirm-models.js'
import type { Identities } from './identities.js'
import { storeFolder } from './layout.js'
import { lazyEngine } from './lazy-engine.js'
import type { Surroundings } from './surroundings.js'

/** Pairs under way at once: enough to keep any lane full, few enough that memory does not grow with the dataset. */
const window = 256
/** The usual grace (`Surroundings.graceMs`). */
const usualGraceMs = 5_000

export type FusionStore = Store<Completion, MemoEntry>

/** What a build may spend. */
export interface Limits {
  /** `undefined`: as much as it takes. */
  readonly budget: Budget | undefined
  /** Variants are asked for to the end, however many of their texts are rejected. */
  readonly keepsGoing: boolean
  /** Ends the build at its first failure; `undefined`: the rest goes on. */
  readonly failFast: FailFast | undefined
}

export interface Asking {
  readonly store: FusionStore
  /** Whether a build of these parts asks the same engine in the same way, and the same models answer. */
  serves(parts: Pick<BuildParts, 'project'>, identities: Identities): boolean
  /** Asks for a build. The build before it, if there was one, asks nothing more. */
  join(parts: BuildParts, limits: Pick<Limits, 'budget' | 'failFast'>): JoinedAsking
  /** Resolves when no call is under way: what came is kept, and confirmed where somebody says who answers. */
  idle(): Promise<void>
  /** Ends it all: what is in flight comes in, also after Ctrl-C, for as long as the grace lasts. May be called twice. */
  close(): Promise<void>
}

/** What one build asks with. */
export interface JoinedAsking {
  readonly store: FusionStore
  readonly completer: Completer
  readonly resolver: Pick<Resolver, 'completer' | 'resolutions' | 'window' | 'breathe'>
  /** Resolves when what earlier builds could not confirm is judged: nothing may be looked up before. */
  ready(): Promise<void>
  /** Resolves when what came is confirmed, or nobody can be asked; rejects where another model answers. Whether all of it is confirmed. */
  settle(): Promise<boolean>
  /** What could not be confirmed, and why. */
  readonly unconfirmed: ModelWatch['unconfirmed']
  /** No call is begun any more. Resolves as `Completer.close`. */
  leave(): Promise<void>
}

/** `signal`: ends all builds that will ask here. */
export function openAsking(
  root: string,
  first: BuildParts,
  identities: Identities,
  surroundings: Surroundings,
  signal: AbortSignal,
): Asking {
  const store = openedStore(root, first.emit)
  const underWay = makeCallsUnderWay()
  let parts = first
  /** Ends with the builds, or earlier, when no more may be asked. */
  const { controller: stop, forget } = following([signal])
  const watch = watchOf(
    () => parts,
    store,
    surroundings,
    (error) => stop.abort(error),
  )
  const grace = graceAfter(signal, surroundings.graceMs ?? usualGraceMs)
  const engine = lazyEngine(root, first, identities, surroundings, watch, grace.over)
  const judged = once(() => takeOver(store, identities, watch, engine.servers))
  const question = questionOf(first, identities)
  const close = once(async () => {
    await underWay.idle()
    await watch.close(grace.over)
    await grace.waitFor(engine.close())
    grace.cancel()
    forget()
    await store.close()
  })
  return {
    store,
    serves: (other, ofOther) => !stop.signal.aborted && questionOf(other, ofOther) === question,
    join: (next, limits) => {
      parts = next
      const shared = { store, underWay, watch, lanes: engine.lanes, judged }
      return joined(shared, next, limits, stop.signal)
    },
    idle: async () => {
      await underWay.idle()
      await endedOrAborted(watch.settle(), stop.signal)
    },
    close,
  }
}

interface Shared {
  readonly store: FusionStore
  readonly underWay: CallsUnderWay
  readonly watch: ModelWatch
  readonly lanes: CompleterParts['lanes']
  /** Resolves when what earlier builds could not confirm is judged. */
  judged(): Promise<void>
}

function joined(
  { store, underWay, watch, lanes, judged }: Shared,
  { signal }: BuildParts,
  { budget, failFast }: Pick<Limits, 'budget' | 'failFast'>,
  stop: AbortSignal,
): JoinedAsking {
  const { controller: end, forget } = following([stop, signal])
  const completions = watch.answers
  const over = failFast?.over
  const completer = makeCompleter({ completions, lanes, underWay, signal: end.signal, budget, over, givingUp })
  const resolutions = until(end.signal, store.resolutions)
  return {
    store,
    completer,
    resolver: { completer, resolutions, window, breathe: makeBreath(signal) },
    ready: async () => endedOrAborted(judged(), signal),
    settle: async () => endedOrAborted(watch.settle(), signal),
    get unconfirmed() {
      return watch.unconfirmed
    },
    leave: async () => completer.close().finally(forget),
  }
}

function questionOf(
  { project: { engine, gpu } }: Pick<BuildParts, 'project'>,
  { byModel, isOfNow }: Identities,
): string {
  return JSON.stringify([engine, gpu, isOfNow, [...byModel].map(([model, { id }]) => [model, id])])
}

function openedStore(root: string, emit: (event: BuildEvent) => void): FusionStore {
  const store: FusionStore = openStore(join(root, storeFolder))
  if (store.mended === undefined) return store
  const { entries, keptAs } = store.mended
  emit({ kind: 'diagnostic', diagnostic: storeIsMended(entries, `${storeFolder}/${keptAs}`) })
  return store
}

function givingUp(calls: number, failure: Error): EngineUnavailable {
  return new EngineUnavailable(tooManyFailures(calls, failure.message), failure)
}

/** A pair that was resolved from answers which were dropped meanwhile is not remembered. */
function until(stop: AbortSignal, { get, put, size }: FusionStore['resolutions']): FusionStore['resolutions'] {
  return { get, size, put: async (key, entry) => (stop.aborted ? undefined : put(key, entry)) }
}

/** What holds the models of a project to what they were when the build began. `parts`: of the build that is under way. */
export function watchOf(
  parts: () => BuildParts,
  { completions, confirmations }: FusionStore,
  { clock, nowMs }: Surroundings,
  stop: (error: Error) => void,
): ModelWatch {
  const say = (diagnostic: Diagnostic) => parts().emit({ kind: 'diagnostic', diagnostic })
  const doubt = () => doubtFusions(parts().log)
  const { identities } = parts()
  return makeModelWatch({ completions, confirmations, identities, clock, nowMs, say, stop, doubt })
}

/** Outputs that were committed while nobody could be asked are made again: of what is left, so nothing is asked twice. */
function doubtFusions(log: BuildLog): void {
  for (const built of log.targets.values())
    if (built.kind === 'fusion' && built.incomplete === undefined)
      log.record({ ...built, incomplete: { failedCells: 0 } }, log.componentsOf(built))
}
