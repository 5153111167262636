/** Builds what is stale: the judgement, the making, and what is said at the end. */
import { join } from 'node:path'
import { UserError } from '../domain/diagnostic.js'
import type { BuildEvent, BuildOutcome } from '../domain/event.js'
import { mergedId, noTally, type Tally, type TargetId, type Unasked } from '../domain/target.js'
import { EngineUnavailable } from '../engines/engine.js'
import { modelUnchecked } from '../messages/engine-state.js'
import { systemRefuses } from '../messages/system.js'
import { stateOfOtherFormat, storeIsDamaged } from '../messages/targets.js'
import { type Budget, makeBudget } from '../run/budget.js'
import { makeDoer } from '../run/make-doer.js'
import type { BuildParts } from '../run/parts.js'
import { runStages, type States } from '../run/stages.js'
import { isMarkedUnconfirmed } from '../store/unconfirmed-mark.js'
import { type BuildOptions, type Composed, compose } from './compose.js'
import { modelsOf } from './identities.js'
import { storeFolder } from './layout.js'
import type { LoadedConfig } from './load-project.js'
import { orphansOf } from './orphans.js'
import type { Surroundings } from './surroundings.js'
import { isWhole, noteUpToDate } from './up-to-date.js'
import type { OpenWorkshop } from './workshop.js'

/** Resolves with the outcome, whatever happens in the world; rejects only for a bug of ours. Events go to `emit` as they happen. */
export async function buildProject(
  config: LoadedConfig,
  options: BuildOptions,
  surroundings: Surroundings,
  run: { readonly emit: (event: BuildEvent) => void; readonly signal: AbortSignal },
): Promise<BuildOutcome> {
  const tallies = new Map<string, Tally>()
  const failed = new Set<string>()
  const incomplete = new Set<string>()
  const emit = (event: BuildEvent) => {
    if (event.kind === 'target-ended') note(event, tallies, failed, incomplete)
    run.emit(event)
  }
  emit({ kind: 'build-started', v: 1, config: config.project.config })
  for (const diagnostic of config.warnings) emit({ kind: 'diagnostic', diagnostic })
  const budget = makeBudget(options, surroundings.clock)
  const ran: Run = { emit, signal: run.signal, tallies, failed, incomplete, budget }
  const outcome = await attempt(config, options, surroundings, ran).finally(() => budget?.close())
  emit({ kind: 'build-ended', outcome })
  return outcome
}

interface Run {
  readonly emit: (event: BuildEvent) => void
  readonly signal: AbortSignal
  readonly tallies: ReadonlyMap<string, Tally>
  readonly failed: ReadonlySet<string>
  readonly incomplete: ReadonlySet<string>
  readonly budget: Budget | undefined
}

async function attempt(
  config: LoadedConfig,
  options: BuildOptions,
  surroundings: Surroundings,
  run: Run,
): Promise<BuildOutcome> {
  let composed: Composed | undefined
  let workshop: OpenWorkshop | undefined
  try {
    composed = await compose(config, options, surroundings, { write: true, emit: run.emit, signal: run.signal })
    const { parts, identities } = composed
    if (parts.log.isOtherFormat) run.emit({ kind: 'diagnostic', diagnostic: stateOfOtherFormat() })
    const limits = { budget: run.budget, keepsGoing: options.keepGoing ?? false }
    const open = async () => {
      const { openWorkshop } = await import('./workshop.js')
      workshop ??= openWorkshop(config.root, parts, identities, surroundings, limits)
      await workshop.ready()
      return workshop
    }
    const states = await runStages(parts, makeDoer(parts, open))
    if (identities.isOfNow && isMarkedUnconfirmed(join(config.root, storeFolder))) await open()
    await workshop?.settle()
    const known = { unconfirmed: unconfirmedOf(composed, workshop, run), hopeless: workshop?.hopeless() ?? [] }
    const outcome = outcomeOf(states, parts, run, known, options.final ?? mergedId)
    if (isWhole(options) && identities.isOfNow) await noteUpToDate(config, parts, outcome)
    await closed(workshop, run)
    return outcome
  } catch (error) {
    // What else is refused while it closes follows from the same: the first is told.
    return stopped(error, run, await closed(workshop, run).catch(() => workshop?.calls ?? 0))
  } finally {
    composed?.parts.stats.save()
  }
}

/** Waits for what is in flight. Returns how many completions came in this build. May be called twice. */
async function closed(workshop: OpenWorkshop | undefined, run: Run): Promise<number> {
  if (workshop === undefined) return 0
  if (workshop.isClosed()) return workshop.calls
  const damaged = workshop.store.damaged
  if (damaged > 0) run.emit({ kind: 'diagnostic', diagnostic: storeIsDamaged(damaged) })
  await workshop.close()
  return workshop.calls
}

/** Models that could not be checked: at the start, or at the end. */
function unconfirmedOf(
  { parts, identities }: Composed,
  workshop: OpenWorkshop | undefined,
  run: Run,
): readonly string[] {
  const atStart = identities.unconfirmed && { models: modelsOf(parts.project), why: identities.unconfirmed.message }
  const unchecked = atStart ?? workshop?.unconfirmed
  if (unchecked === undefined) return []
  run.emit({ kind: 'diagnostic', diagnostic: modelUnchecked(unchecked.models, unchecked.why) })
  return unchecked.models
}

function note(
  event: Extract<BuildEvent, { kind: 'target-ended' }>,
  tallies: Map<string, Tally>,
  failed: Set<string>,
  incomplete: Set<string>,
): void {
  const { outcome, target } = event
  if ('tally' in outcome) tallies.set(target, outcome.tally)
  if (outcome.kind === 'incomplete') incomplete.add(target)
  if (outcome.kind === 'failed') failed.add(target)
}

/** The outcome where a mistake was found before anything began. */
export function outcomeOfMistake({ exitCode, diagnostics }: UserError): BuildOutcome {
  return { ...nothing, ran: [], failed: [], tally: noTally, exitCode, diagnostics }
}

const nothing = {
  targets: 0,
  incomplete: [],
  hopeless: [],
  leftStale: [],
  orphans: [],
  records: undefined,
  unconfirmed: [],
  diagnostics: [],
} as const

/** A mistake of the user, nobody there to ask, or an interruption; anything else is a bug and is thrown on. */
function stopped(error: unknown, run: Run, calls: number): BuildOutcome {
  const soFar = {
    ...nothing,
    ran: [...run.tallies.keys()],
    failed: [...run.failed],
    incomplete: [...run.incomplete],
    tally: { ...sumOf(run.tallies.values()), calls },
  }
  if (run.signal.aborted) return { ...soFar, exitCode: 130 }
  if (error instanceof UserError) return { ...soFar, exitCode: error.exitCode, diagnostics: error.diagnostics }
  if (error instanceof EngineUnavailable) return { ...soFar, exitCode: 3, diagnostics: [error.diagnostic] }
  const refused = systemRefuses(error)
  if (refused !== undefined) return { ...soFar, exitCode: 2, diagnostics: [refused] }
  throw error
}

function outcomeOf(
  states: States,
  parts: BuildParts,
  run: Run,
  { unconfirmed, hopeless }: Pick<BuildOutcome, 'unconfirmed' | 'hopeless'>,
  finalTarget: TargetId,
): BuildOutcome {
  const all = [...states]
  const final = parts.log.targets.get(finalTarget)
  const tally = sumOf(run.tallies.values())
  const spent = tally.unasked?.budget ? run.budget?.spent : undefined
  return {
    exitCode: run.failed.size + run.incomplete.size > 0 ? 1 : 0,
    targets: all.length,
    ran: all.map(([target]) => target.id).filter((id) => run.tallies.has(id)),
    failed: all.map(([target]) => target.id).filter((id) => run.failed.has(id)),
    incomplete: all.map(([target]) => target.id).filter((id) => run.incomplete.has(id)),
    ...(spent === undefined ? {} : { budget: spent }),
    hopeless,
    leftStale: all.filter(([, state]) => state.kind === 'left-stale').map(([target]) => target.id),
    orphans: orphansOf(
      parts,
      all.map(([target]) => target),
    ).map(({ path }) => path),
    records: final?.outputs[0]?.records,
    tally,
    unconfirmed,
    diagnostics: [],
  }
}

/** Sources, cuts and the merged file count no cells, so a sum of all is the fusions'. */
function sumOf(tallies: Iterable<Tally>): Tally {
  let sum = noTally
  for (const tally of tallies) {
    if (tally.cells === 0) continue
    const rejected = { ...sum.rejected }
    for (const [reason, count] of Object.entries(tally.rejected)) rejected[reason] = (rejected[reason] ?? 0) + count
    sum = {
      cells: sum.cells + tally.cells,
      records: sum.records + tally.records,
      reused: sum.reused + tally.reused,
      calls: sum.calls + tally.calls,
      failed: sum.failed + tally.failed,
      rejected,
      ...withUnasked(sum, tally),
    }
  }
  return sum
}

function withUnasked({ unasked: one }: Tally, { unasked: other }: Tally): Pick<Tally, 'unasked'> {
  if (one === undefined && other === undefined) return {}
  const sum = (of: keyof Unasked) => (one?.[of] ?? 0) + (other?.[of] ?? 0)
  return { unasked: { budget: sum('budget'), hopeless: sum('hopeless') } }
}
