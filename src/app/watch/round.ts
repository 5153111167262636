/** What is done in one round of a watch: a preview that is due, a build, and what is told of both. One round after the other. */
import { following } from '../../base/abort.js'
import type { Project } from '../../domain/project.js'
import type { Edit, RoundOutcome, WatchEvent } from '../../domain/watch.js'
import { Superseded } from '../../run/superseded.js'
import type { SharedLifetime } from '../asking-lifetime.js'
import { buildProject } from '../build.js'
import type { BuildOptions } from '../compose.js'
import { editsBetween } from './edits.js'
import type { Invocation } from '../invocation.js'
import type { LoadedConfig } from '../load-project.js'
import type { Seen } from './look.js'
import type { Surroundings } from '../surroundings.js'
import { areUnread } from '../unread-prompts.js'

/** Shows what edited prompts do. Resolves when it is shown, or its signal is aborted. */
export type ShowPreview = (request: {
  readonly config: LoadedConfig
  /** As the prompts were; left out: as each group was built. */
  readonly before: LoadedConfig | undefined
  /** Nothing is shown, or said, where no prompt was edited since a build. */
  readonly isOfEdits: boolean
  readonly lifetime: SharedLifetime
  readonly signal: AbortSignal
}) => Promise<void>

export interface RoundPorts {
  readonly options: BuildOptions
  readonly surroundings: Surroundings
  readonly invocation: Invocation
  readonly showPreview: ShowPreview
  emit(event: WatchEvent): void
  readonly signal: AbortSignal
}

/** What a round is for. */
export type Wish = 'edit' | 'build' | 'preview'

/** `mode`: read anew in every round. */
export function makeRound(ports: RoundPorts, mode: { readonly isPreviewOnly: boolean }) {
  const { emit, signal } = ports
  const previews = makePreviews()
  /** What the last round began with, and its edits. */
  let begun: { readonly seen: Seen; readonly edits: readonly Edit[] } | undefined
  let isBuilding = false
  let current: AbortController | undefined
  let number = 0

  async function round(seen: Seen, isFor: Wish, lifetime: SharedLifetime): Promise<void> {
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
      outcome = await outcomeOf(seen.config, { isBuilt, preview }, lifetime, controller.signal)
    } finally {
      emit({ kind: 'round-ended', round: number, outcome })
      current = undefined
      forget()
    }
  }

  async function outcomeOf(
    config: LoadedConfig,
    { isBuilt, preview }: Done,
    lifetime: SharedLifetime,
    end: AbortSignal,
  ): Promise<RoundOutcome> {
    if (preview !== undefined) {
      const { before, isOfStart } = preview
      await ports.showPreview({ config, before, isOfEdits: isOfStart && isBuilt, lifetime, signal: end })
    }
    if (end.aborted) return endOf(end)
    previews.shown(config)
    if (!isBuilt) return { kind: 'previewed' }
    const { options, surroundings, invocation } = ports
    const run = { emit, signal: end, invocation, lifetime }
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

/** Whether texts may come out otherwise, as far as an edit of variants goes. */
function maySayOtherwise({ subject }: Edit, project: Project): boolean {
  if (subject.kind === 'variants') return !areUnread(subject.parts, project)
  return subject.kind === 'variants-added'
}

const endOf = ({ reason }: AbortSignal): RoundOutcome =>
  reason instanceof Superseded ? { kind: 'superseded' } : { kind: 'aborted' }

const told = new WeakSet<LoadedConfig>()

/** A config that is built again repeats no warning. */
function oneTelling(config: LoadedConfig): LoadedConfig {
  if (told.has(config)) return { ...config, warnings: [] }
  told.add(config)
  return config
}
