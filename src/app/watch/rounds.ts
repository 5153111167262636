/**
 * When is built again, and what becomes of a build that is no longer what is wanted?
 *
 * One round at a time. An edit in mid-round lets calls in flight come in, drops those that wait, and the next round begins at once: it
 * asks with what the one before has opened. The lock is held only while rounds run.
 */
import { makeBell } from '../../base/bell.js'
import type { Diagnostic } from '../../domain/diagnostic.js'
import type { Edit } from '../../domain/watch.js'
import { forManyBuilds } from '../asking-lifetime.js'
import type { Seen } from './look.js'
import { withProjectLock } from '../project-lock.js'
import { makeRound, type RoundPorts, type Wish } from './round.js'

export interface Rounds {
  /** Something says another thing. The first time, all that is stale is built. */
  edited(): void
  /** Builds what is stale now, and after each edit from now on. */
  buildAll(): void
  /** From now on edits are previewed alone, until a build is asked for; what is under way ends. Shows the preview of what is not built yet. */
  previewOnly(): void
  /** Of the last round: what had been edited. */
  readonly edits: readonly Edit[]
  /** Builds wait to be asked for. */
  readonly isPreviewOnly: boolean
  /** Resolves when the signal is aborted, and all has come to its end. */
  run(): Promise<void>
}

export interface RoundsPorts extends RoundPorts {
  readonly isPreviewOnly: boolean
  /** What there is; `undefined`: nothing that could be used. */
  now(): Seen | undefined
}

export function makeRounds(ports: RoundsPorts): Rounds {
  const { emit, signal, surroundings, invocation, now } = ports
  const bell = makeBell(signal)
  const mode = { isPreviewOnly: ports.isPreviewOnly }
  const rounds = makeRound(ports, mode)
  let wish: Wish | undefined

  /** What was asked for by hand outlasts an edit; of two such wishes the last one counts. */
  function want(next: Wish): void {
    wish = next === 'edit' ? (wish ?? next) : next
    rounds.supersede()
    bell.ring()
  }

  /** Rounds, as long as one is wanted. An edit while what is in flight comes in goes on with that. */
  async function session(root: string): Promise<void> {
    const lifetime = forManyBuilds(root, surroundings, signal)
    try {
      for (let seen = now(); wish !== undefined && seen !== undefined && !signal.aborted; seen = now()) {
        const isFor = wish
        wish = undefined
        await rounds.round(seen, isFor, lifetime)
        if (wish === undefined) await Promise.race([lifetime.idle().catch(moved), bell.rung()])
      }
    } finally {
      await lifetime.close()
    }
  }

  /** What came last was another model's, and is dropped: what it stands in is made again, where builds need not be asked for. */
  function moved(): void {
    if (!signal.aborted && !mode.isPreviewOnly) wish ??= 'build'
  }

  async function run(): Promise<void> {
    const lock = { surroundings, say: tellOf(ports), signal, wait: true }
    while (!signal.aborted) {
      if (wish === undefined) await bell.rung()
      const root = now()?.config.root
      if (root === undefined || signal.aborted) continue
      await withProjectLock(root, invocation.typed, lock, () => session(root)).catch(unlessAborted(signal))
      if (wish === undefined && !signal.aborted) emit({ kind: 'watching', isPreviewOnly: mode.isPreviewOnly })
    }
  }

  return {
    edited: () => want('edit'),
    buildAll: () => {
      mode.isPreviewOnly = false
      const isUnderWay = rounds.isBuilding && wish === undefined
      if (now() !== undefined && !isUnderWay) want('build')
    },
    previewOnly: () => {
      mode.isPreviewOnly = true
      if (now() !== undefined) want('preview')
    },
    get edits() {
      return rounds.edits
    },
    get isPreviewOnly() {
      return mode.isPreviewOnly
    },
    run,
  }
}

function tellOf({ emit }: RoundsPorts): (diagnostic: Diagnostic) => void {
  return (diagnostic) => emit({ kind: 'diagnostic', diagnostic })
}

function unlessAborted(signal: AbortSignal): (error: unknown) => void {
  return (error) => {
    if (!signal.aborted) throw error
  }
}
