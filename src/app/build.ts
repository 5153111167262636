/** Builds what is stale: the judgement, the making, and what is said at the end. */
import { join } from 'node:path'
import { type Diagnostic, exitCodeOf, UserError } from '../domain/diagnostic.js'
import { type BuildEvent, type BuildOutcome, nothingDone } from '../domain/event.js'
import type { CellFailure } from '../domain/failure.js'
import {
  mergedId,
  noTally,
  type Overridden,
  type Tally,
  type Target,
  type TargetId,
  type Unasked,
} from '../domain/target.js'
import { EngineUnavailable } from '../engines/engine.js'
import { modelUnchecked } from '../messages/engine-state.js'
import { systemRefuses } from '../messages/system.js'
import { stateOfOtherFormat, storeIsDamaged } from '../messages/targets.js'
import { endsOrGoesOn } from '../messages/usage.js'
import { type Budget, makeBudget } from '../run/budget.js'
import { makeFailFast } from '../run/fail-fast.js'
import { makeDoer } from '../run/make-doer.js'
import type { BuildParts } from '../run/parts.js'
import { runStages, type States } from '../run/stages.js'
import { isMarkedUnconfirmed } from '../store/unconfirmed-mark.js'
import { type BuildOptions, type Composed, compose } from './compose.js'
import { failuresOf } from './failures.js'
import { modelsOf } from './identities.js'
import { type Invocation, invocationOf } from './invocation.js'
import { storeFolder } from './layout.js'
import { checkFrozen } from './frozen.js'
import type { LoadedConfig } from './load-project.js'
import { orphansOf } from './orphans.js'
import { withProjectLock } from './project-lock.js'
import type { Surroundings } from './surroundings.js'
import { isWhole, noteUpToDate } from './up-to-date.js'
import { writeFusionLock } from './write-fusion-lock.js'
import type { OpenWorkshop } from './workshop.js'

/** Resolves with the outcome, whatever happens in the world; rejects only for a bug of ours. Events go to `emit` as they happen. */
export async function buildProject(
  config: LoadedConfig,
  options: BuildOptions,
  surroundings: Surroundings,
  run: {
    readonly emit: (event: BuildEvent) => void
    readonly signal: AbortSignal
    /** Left out: that of the config and the options. */
    readonly invocation?: Invocation
  },
): Promise<BuildOutcome> {
  const noted = nothingNoted()
  const emit = (event: BuildEvent) => {
    if (event.kind === 'target-ended') note(event, noted)
    run.emit(event)
  }
  emit({ kind: 'build-started', v: 1, config: config.project.config })
  for (const diagnostic of config.warnings) emit({ kind: 'diagnostic', diagnostic })
  const { signal, invocation = invocationOf(config, options) } = run
  const soFar = { ...noted, emit, signal, again: invocation.again }
  const outcome = await judgedOrMade(config, options, surroundings, soFar, invocation).catch((error: unknown) =>
    stopped(error, soFar, 0),
  )
  emit({ kind: 'build-ended', outcome })
  return outcome
}

/** Only what makes something needs the lock of the project. */
async function judgedOrMade(
  config: LoadedConfig,
  options: BuildOptions,
  surroundings: Surroundings,
  soFar: Omit<Run, 'budget'>,
  invocation: Invocation,
): Promise<BuildOutcome> {
  if (options.failFast === true && options.keepPartial === true) throw new UserError([endsOrGoesOn()])
  if (options.frozen === true) return checkFrozen(config, options, surroundings, soFar)
  const { emit, signal } = soFar
  const say = (diagnostic: Diagnostic) => emit({ kind: 'diagnostic', diagnostic })
  return withProjectLock(config.root, invocation.typed, { surroundings, say, signal, wait: options.wait }, async () => {
    const budget = makeBudget(options, surroundings.clock)
    return attempt(config, options, surroundings, { ...soFar, budget }).finally(() => budget?.close())
  })
}

/** What came of the targets that have ended, by their names. */
interface Noted {
  readonly tallies: Map<string, Tally>
  readonly failed: Map<string, readonly CellFailure[]>
  readonly incomplete: Set<string>
  readonly partial: Set<string>
  readonly notStarted: Set<string>
}

function nothingNoted(): Noted {
  return { tallies: new Map(), failed: new Map(), incomplete: new Set(), partial: new Set(), notStarted: new Set() }
}

interface Run extends Noted {
  readonly emit: (event: BuildEvent) => void
  readonly signal: AbortSignal
  readonly again: Invocation['again']
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
    config.keep?.()
    if (parts.log.isOtherFormat) run.emit({ kind: 'diagnostic', diagnostic: stateOfOtherFormat() })
    const failFast = options.failFast === true ? makeFailFast() : undefined
    const limits = { budget: run.budget, keepsGoing: options.keepGoing ?? false, failFast }
    const open = async () => {
      const { openWorkshop } = await import('./workshop.js')
      workshop ??= openWorkshop(config.root, parts, identities, surroundings, limits)
      await workshop.ready()
      return workshop
    }
    const states = await runStages(parts, makeDoer(parts, open))
    if (identities.isOfNow && isMarkedUnconfirmed(join(config.root, storeFolder))) await open()
    await workshop?.settle()
    if (options.final === undefined)
      writeFusionLock(
        [...states.keys()].map(({ id }) => id),
        parts,
      )
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
  { outcome, target }: Extract<BuildEvent, { kind: 'target-ended' }>,
  { tallies, failed, incomplete, partial, notStarted }: Noted,
): void {
  if ('tally' in outcome) tallies.set(target, outcome.tally)
  if (outcome.kind === 'incomplete') incomplete.add(target)
  if (outcome.kind === 'failed') failed.set(target, outcome.failures)
  if (outcome.kind === 'not-started') notStarted.add(target)
  if ('partial' in outcome || 'missing' in outcome) partial.add(target)
}

/** The outcome where a mistake was found before anything began. */
export function outcomeOfMistake({ exitCode, diagnostics }: UserError): BuildOutcome {
  return { ...nothingDone, ran: [], failed: [], tally: noTally, exitCode, diagnostics }
}

/** A mistake of the user, nobody there to ask, or an interruption; anything else is a bug and is thrown on. */
function stopped(error: unknown, run: Omit<Run, 'budget'>, calls: number): BuildOutcome {
  const soFar = {
    ...nothingDone,
    ran: [...run.tallies.keys()],
    failed: [...run.failed.keys()],
    failures: failuresOf(run.failed, run.again),
    incomplete: [...run.incomplete],
    partial: [...run.partial],
    tally: { ...sumOf(run.tallies.values()), calls },
  }
  if (run.signal.aborted) return { ...soFar, exitCode: exitCodeOf(run.signal) }
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
    failures: failuresOf(inOrderOf(all, run.failed), run.again),
    partial: all.map(([target]) => target.id).filter((id) => run.partial.has(id)),
    notStarted: all.map(([target]) => target.id).filter((id) => run.notStarted.has(id)),
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

/** As the config has them, and not as they ended. */
function inOrderOf<Value>(all: readonly (readonly [Target, unknown])[], noted: ReadonlyMap<string, Value>) {
  const found = all.map(([{ id }]) => [id, noted.get(id)] as const)
  return new Map(found.filter((each): each is [TargetId, Value & {}] => each[1] !== undefined))
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
      ...withOverridden(sum, tally),
    }
  }
  return sum
}

function withOverridden({ overridden: one }: Tally, { overridden: other }: Tally): Pick<Tally, 'overridden'> {
  if (one === undefined && other === undefined) return {}
  const sum = (of: keyof Overridden) => (one?.[of] ?? 0) + (other?.[of] ?? 0)
  return { overridden: { texts: sum('texts'), dropped: sum('dropped'), unread: sum('unread') } }
}

function withUnasked({ unasked: one }: Tally, { unasked: other }: Tally): Pick<Tally, 'unasked'> {
  if (one === undefined && other === undefined) return {}
  const sum = (of: keyof Unasked) => (one?.[of] ?? 0) + (other?.[of] ?? 0)
  return { unasked: { budget: sum('budget'), hopeless: sum('hopeless') } }
}
