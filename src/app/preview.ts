/** What do edited prompts do? Shown on a few pairs, before all others are paid for. Nothing is written but what was answered. */
import { defined } from '../base/defined.js'
import { type Diagnostic, exitCodeOf, type ExitCode } from '../domain/diagnostic.js'
import type { PreviewedCell, PreviewedVariant, PreviewEvent, PreviewOutcome } from '../domain/preview.js'
import type { BuildEvent } from '../domain/event.js'
import type { CompiledRecipe } from '../fusion/compile-recipe.js'
import { projectCommand } from '../messages/command-line.js'
import { promptsNotRead } from '../messages/engine-state.js'
import { pinnedPairIsNowhere } from '../messages/preview.js'
import { previewPairs, type SeenCell, type WantedPair } from '../run/preview-pairs.js'
import type { JoinedAsking } from './asking.js'
import { type AskingLifetime, forOneBuild } from './asking-lifetime.js'
import { compose } from './compose.js'
import { earlyEnd } from './how-it-ended.js'
import type { LoadedConfig } from './load-project.js'
import { lookingParts } from './looking-parts.js'
import { choosePreview, type Chosen, type ChosenPair } from './preview/choice.js'
import { withProjectLock } from './project-lock.js'
import type { Surroundings } from './surroundings.js'
import { areUnread } from './unread-prompts.js'

export interface PreviewOptions {
  /** Names of variants; none: those whose prompts were edited. */
  readonly variants?: readonly string[]
  /** How many pairs. Left out: as the config says. */
  readonly pairs?: number
  /** Left out: as the config says. */
  readonly seed?: number
  /** Only what was edited since it was built: of what was never built nothing. */
  readonly isOfEdits?: boolean
  /** Where somebody else is at work in the project: wait for its end. */
  readonly wait?: boolean
}

export interface PreviewRun {
  readonly emit: (event: BuildEvent | PreviewEvent) => void
  readonly signal: AbortSignal
}

export interface Previewed {
  readonly outcome: PreviewOutcome
  readonly exitCode: ExitCode
}

/** A preview alone, compared with what was built. Holds the lock of the project, since what is answered is kept. */
export async function previewProject(
  config: LoadedConfig,
  options: PreviewOptions,
  surroundings: Surroundings,
  run: PreviewRun,
): Promise<Previewed> {
  const { emit, signal } = run
  const say = (diagnostic: Diagnostic) => emit({ kind: 'diagnostic', diagnostic })
  const typed = projectCommand(['preview', ...(options.variants ?? [])], config.called ?? {})
  emit({ kind: 'preview-started', v: 1 })
  for (const diagnostic of config.warnings) say(diagnostic)
  const work = async () => {
    const lifetime = forOneBuild(config.root, surroundings, signal)
    return previewed(config, undefined, options, surroundings, { ...run, lifetime })
  }
  try {
    return await withProjectLock(config.root, typed, { surroundings, say, signal, wait: options.wait }, work)
  } catch (error) {
    return ended(error, 0, signal, emit)
  }
}

/**
 * A preview of who has the lock already. `before`: a config that prompts are compared with; left out: what was built. Every start in the
 * events has its end; rejects only for a bug of ours.
 */
export async function preview(
  config: LoadedConfig,
  before: LoadedConfig | undefined,
  options: PreviewOptions,
  surroundings: Surroundings,
  run: PreviewRun & { readonly lifetime: AskingLifetime },
): Promise<Previewed> {
  run.emit({ kind: 'preview-started', v: 1 })
  return previewed(config, before, options, surroundings, run)
}

async function previewed(
  config: LoadedConfig,
  before: LoadedConfig | undefined,
  options: PreviewOptions,
  surroundings: Surroundings,
  run: PreviewRun & { readonly lifetime: AskingLifetime },
): Promise<Previewed> {
  const { emit, signal, lifetime } = run
  let joined: JoinedAsking | undefined
  try {
    const composed = await compose(config, {}, surroundings, { write: true, emit, signal })
    config.keep?.()
    const chosen = await choosePreview(before, options, composed.parts, lookingParts(config, composed, surroundings))
    if (chosen.kind === 'nothing-edited') return endedAs(chosen, 0, emit)
    for (const pin of chosen.missing) emit({ kind: 'diagnostic', diagnostic: pinnedPairIsNowhere(pin) })
    const unread = chosen.variants.filter(({ parts }) => areUnread(parts, config.project)).map(({ name }) => name)
    if (unread.length > 0) emit({ kind: 'diagnostic', diagnostic: promptsNotRead(config.project.engine.kind, unread) })
    emit({ kind: 'preview-chosen', ...sizeOf(chosen) })
    const asking = await lifetime.take(composed.parts, composed.identities)
    joined = asking.join(composed.parts, { budget: undefined, failFast: undefined })
    await joined.ready()
    const { counts, hasFailed } = await show(chosen, joined, emit)
    await joined.settle()
    const calls = await left(joined, lifetime)
    if (hasFailed) return endedAs({ kind: 'failed', calls, diagnostics: [] }, 1, emit)
    return endedAs({ kind: 'shown', ...counts, calls }, 0, emit)
  } catch (error) {
    const calls = joined === undefined ? 0 : await left(joined, lifetime).catch(() => joined?.completer.calls ?? 0)
    return ended(error, calls, signal, emit)
  }
}

/** Waits for what is in flight. Returns how many completions came. */
async function left(joined: JoinedAsking, lifetime: AskingLifetime): Promise<number> {
  await joined.leave()
  await lifetime.leave()
  return joined.completer.calls
}

function sizeOf({ variants, pairs }: Chosen) {
  const cells = variants.flatMap((variant) => pairs.filter((pair) => has(pair.now, variant))).length
  return { variants, pairs: pairs.length, cells }
}

const indexOf = (recipe: CompiledRecipe, { name }: PreviewedVariant): number =>
  recipe.variants.findIndex(({ variant }) => variant.name === name)

const has = (recipe: CompiledRecipe, variant: PreviewedVariant): boolean => indexOf(recipe, variant) >= 0

interface Shown {
  readonly counts: { readonly cells: number; readonly changed: number; readonly rejected: number }
  readonly hasFailed: boolean
}

/** Variant by variant: the first ones can be read while the others are asked for. */
async function show({ variants, pairs }: Chosen, { resolver }: JoinedAsking, emit: PreviewRun['emit']): Promise<Shown> {
  const wanted = pairs.map((chosen) => ({ ...chosen, wanted: placesOf(variants, chosen.now), recipe: chosen.now }))
  const names = variants.map(({ name }) => name)
  let [cells, changed, rejected, hasFailed] = [0, 0, 0, false]
  for await (const seen of previewPairs(wanted, names, resolver)) {
    const cell = cellOf(seen)
    emit({ kind: 'preview-cell', cell })
    cells += 1
    if (hasChanged(cell)) changed += 1
    if (cell.now.kind === 'rejected') rejected += 1
    hasFailed ||= cell.now.kind === 'failed'
  }
  return { counts: { cells, changed, rejected }, hasFailed }
}

const placesOf = (variants: readonly PreviewedVariant[], recipe: CompiledRecipe): readonly number[] =>
  variants.flatMap((variant) => (has(recipe, variant) ? [indexOf(recipe, variant)] : []))

function cellOf({
  of: { group, pair, isPinned },
  variant,
  before,
  now,
}: SeenCell<ChosenPair & WantedPair>): PreviewedCell {
  return {
    group,
    variant,
    pair: [pair.first.question, pair.second.question],
    isPinned,
    ...defined({ before }),
    now,
  }
}

/** Compared by what becomes of it. */
export function hasChanged({ before, now }: PreviewedCell): boolean {
  if (before === undefined) return false
  const [was, is] = [before, now].map((text) => (text.kind === 'text' ? text.text : undefined))
  return was !== is
}

function endedAs(outcome: PreviewOutcome, exitCode: ExitCode, emit: PreviewRun['emit']): Previewed {
  emit({ kind: 'preview-ended', outcome })
  return { outcome, exitCode }
}

function ended(error: unknown, calls: number, signal: AbortSignal, emit: PreviewRun['emit']): Previewed {
  if (signal.aborted) return endedAs({ kind: 'aborted', calls }, exitCodeOf(signal), emit)
  const { exitCode, diagnostics } = earlyEnd(error)
  return endedAs({ kind: 'failed', calls, diagnostics }, exitCode, emit)
}
