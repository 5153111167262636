/**
 * When is built again, and what becomes of a build that is no longer what is wanted?
 *
 * One round at a time. An edit in mid-round lets calls in flight come in, drops those that wait, and the next round begins at once: it
 * asks with what the one before has opened. The lock is held only while rounds run.
 */
import { following, onAbort } from '../base/abort.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import type { Project } from '../domain/project.js'
import type { Edit, RoundOutcome, WatchEvent } from '../domain/watch.js'
import { Superseded } from '../run/superseded.js'
import { ofManyBuilds, type SharedAskings } from './askings.js'
import { buildProject } from './build.js'
import type { BuildOptions } from './compose.js'
import { editsBetween } from './edits.js'
import type { Invocation } from './invocation.js'
import type { LoadedConfig } from './load-project.js'
import type { Seen } from './look.js'
import { withProjectLock } from './project-lock.js'
import type { Surroundings } from './surroundings.js'
import { areUnread } from './unread-prompts.js'

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

/** Shows what edited prompts do. Resolves when it is shown, or its signal is aborted. */
export type ShowPreview = (request: {
  readonly config: LoadedConfig
  /** As the prompts were; left out: as each group was built. */
  readonly before: LoadedConfig | undefined
  /** Nothing is shown, or said, where no prompt was edited since a build. */
  readonly isOfEdits: boolean
  readonly askings: SharedAskings
  readonly signal: AbortSignal
}) => Promise<void>

export interface RoundsPorts {
  readonly options: BuildOptions
  readonly isPreviewOnly: boolean
  readonly surroundings: Surroundings
  readonly invocation: Invocation
  readonly showPreview: ShowPreview
  /** What there is; `undefined`: nothing that could be used. */
  now(): Seen | undefined
  emit(event: WatchEvent): void
  readonly signal: AbortSignal
}

/** What the next round is for. */
type Wish = 'edit' | 'build' | 'preview'

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
    const askings = ofManyBuilds(root, surroundings, signal)
    try {
      for (let seen = now(); wish !== undefined && seen !== undefined && !signal.aborted; seen = now()) {
        const isFor = wish
        wish = undefined
        await rounds.round(seen, isFor, askings)
        if (wish === undefined) await Promise.race([askings.idle().catch(moved), bell.rung()])
      }
    } finally {
      await askings.close()
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

/** One round after the other. */
function makeRound(ports: RoundsPorts, mode: { readonly isPreviewOnly: boolean }) {
  const { emit, signal } = ports
  const previews = makePreviews()
  /** What the last round began with, and its edits. */
  let begun: { readonly seen: Seen; readonly edits: readonly Edit[] } | undefined
  let isBuilding = false
  let current: AbortController | undefined
  let number = 0

  async function round(seen: Seen, isFor: Wish, askings: SharedAskings): Promise<void> {
    const edits = begun === undefined ? [] : editsBetween(begun.seen, seen)
    begun = { seen, edits }
    number += 1
    emit({ kind: 'round-started', round: number, edits })
    const { controller, forget } = following([signal])
    current = controller
    let outcome: RoundOutcome = { kind: 'aborted' }
    try {
      const preview = previews.dueIn(isFor, edits, seen.config.project)
      const isBuilt = isFor === 'build' || !mode.isPreviewOnly
      outcome = await outcomeOf(seen.config, { isBuilt, preview }, askings, controller.signal)
    } finally {
      emit({ kind: 'round-ended', round: number, outcome })
      current = undefined
      forget()
    }
  }

  async function outcomeOf(
    config: LoadedConfig,
    { isBuilt, preview }: Done,
    askings: SharedAskings,
    end: AbortSignal,
  ): Promise<RoundOutcome> {
    if (preview !== undefined) {
      const { before, isOfStart } = preview
      await ports.showPreview({ config, before, isOfEdits: isOfStart && isBuilt, askings, signal: end })
    }
    if (end.aborted) return endOf(end)
    previews.shown(config)
    if (!isBuilt) return { kind: 'previewed' }
    const { options, surroundings, invocation } = ports
    const run = { emit, signal: end, invocation, askings }
    isBuilding = true
    const building = buildProject(oneTelling(config), options, surroundings, run)
    const { exitCode } = await building.finally(() => (isBuilding = false))
    return end.aborted ? endOf(end) : { kind: 'built', exitCode }
  }

  return {
    round,
    /** What is under way is no longer wanted. */
    supersede: () => current?.abort(new Superseded()),
    get edits() {
      return begun?.edits ?? []
    },
    get isBuilding() {
      return isBuilding
    },
  }
}

/** What is done in a round. */
interface Done {
  readonly isBuilt: boolean
  readonly preview: DuePreview | undefined
}

/** Which preview is due? It is until a round has come to show it. */
function makePreviews() {
  /** The prompts that were shown last, or built. */
  let last: LoadedConfig | undefined
  let due: DuePreview | undefined = { before: undefined, isOfStart: true }
  return {
    dueIn: (isFor: Wish, edits: readonly Edit[], project: Project): DuePreview | undefined => {
      if (isFor === 'preview') due = { before: undefined, isOfStart: false }
      else if (edits.some((edit) => maySayOtherwise(edit, project))) due ??= { before: last, isOfStart: false }
      return due
    },
    shown: (config: LoadedConfig) => {
      last = config
      due = undefined
    },
  }
}

interface DuePreview {
  /** What is previewed is compared with it; `undefined`: with what was built. */
  readonly before: LoadedConfig | undefined
  /** Of what was edited before the watch began: before a build nothing is said of it where that is nothing. */
  readonly isOfStart: boolean
}

function tellOf({ emit }: RoundsPorts): (diagnostic: Diagnostic) => void {
  return (diagnostic) => emit({ kind: 'diagnostic', diagnostic })
}

/** Whether texts may come out otherwise, as far as an edit of variants goes. */
function maySayOtherwise({ subject }: Edit, project: Project): boolean {
  if (subject.kind === 'variants') return !areUnread(subject.parts, project)
  return subject.kind === 'variants-added'
}

const endOf = ({ reason }: AbortSignal): RoundOutcome =>
  reason instanceof Superseded ? { kind: 'superseded' } : { kind: 'aborted' }

function unlessAborted(signal: AbortSignal): (error: unknown) => void {
  return (error) => {
    if (!signal.aborted) throw error
  }
}

const told = new WeakSet<LoadedConfig>()

/** A config that is built again repeats no warning. */
function oneTelling(config: LoadedConfig): LoadedConfig {
  if (told.has(config)) return { ...config, warnings: [] }
  told.add(config)
  return config
}

/** Rings for whoever waits, and at the end of it all. */
function makeBell(signal: AbortSignal) {
  let waiting: (() => void)[] = []
  const ring = () => {
    for (const wake of waiting.splice(0)) wake()
    waiting = []
  }
  onAbort(signal, ring)
  return {
    ring,
    rung: async () =>
      new Promise<void>((resolve) => {
        if (signal.aborted) resolve()
        else waiting.push(resolve)
      }),
  }
}
