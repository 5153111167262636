/** Builds what is stale: the judgement, the making, and what is said at the end. */
import { join } from 'node:path'
import { type Diagnostic, exitCodeOf, UserError } from '../domain/diagnostic.js'
import { type BuildEvent, type BuildOutcome, nothingDone } from '../domain/event.js'
import { mergedId, noTally } from '../domain/target.js'
import { modelUnchecked } from '../messages/engine-state.js'
import { stateOfOtherFormat } from '../messages/targets.js'
import { endsOrGoesOn } from '../messages/usage.js'
import { type Budget, makeBudget } from '../run/budget.js'
import { makeDoer } from '../run/make-doer.js'
import { runStages } from '../run/stages.js'
import { Superseded } from '../run/superseded.js'
import { isMarkedUnconfirmed } from '../store/unconfirmed-mark.js'
import type { AskingLifetime } from './asking-lifetime.js'
import { note, type Noted, nothingNoted, outcomeOf, sumOf } from './build/outcome.js'
import { type Work, workOf } from './build/work.js'
import { type BuildOptions, type Composed, compose } from './compose.js'
import { failuresOf } from './build/failures.js'
import { earlyEnd } from './how-it-ended.js'
import { modelsOf } from './identities.js'
import { type Invocation, invocationOf } from './invocation.js'
import { storeFolder } from './layout.js'
import { checkFrozen } from './build/frozen.js'
import type { LoadedConfig } from './load-project.js'
import { withProjectLock } from './project-lock.js'
import type { Surroundings } from './surroundings.js'
import { isWhole, noteUpToDate } from './up-to-date.js'
import { writeFusionLock } from './build/write-fusion-lock.js'
import { unreadPromptsOf } from './unread-prompts.js'

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
    /** Of who has the lock of the project already. Left out: the build takes it, and asks for itself alone. */
    readonly lifetime?: AskingLifetime
  },
): Promise<BuildOutcome> {
  const noted = nothingNoted()
  const unreadPrompts = unreadPromptsOf(config.project)
  const emit = (event: BuildEvent) => {
    if (event.kind === 'target-ended') note(event, noted)
    const unread = unreadPrompts(event)
    if (unread !== undefined) run.emit({ kind: 'diagnostic', diagnostic: unread })
    run.emit(event)
  }
  emit({ kind: 'build-started', v: 1, config: config.project.config })
  for (const diagnostic of config.warnings) emit({ kind: 'diagnostic', diagnostic })
  const { signal, invocation = invocationOf(config, options), lifetime } = run
  const soFar = { ...noted, emit, signal, lifetime, again: invocation.again }
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
  const { emit, signal, lifetime } = soFar
  if (lifetime !== undefined) return attempt(config, options, surroundings, { ...soFar, budget: undefined })
  const say = (diagnostic: Diagnostic) => emit({ kind: 'diagnostic', diagnostic })
  return withProjectLock(config.root, invocation.typed, { surroundings, say, signal, wait: options.wait }, async () => {
    const budget = makeBudget(options, surroundings.clock)
    return attempt(config, options, surroundings, { ...soFar, budget }).finally(() => budget?.close())
  })
}

interface Run extends Noted {
  readonly emit: (event: BuildEvent) => void
  readonly signal: AbortSignal
  readonly again: Invocation['again']
  readonly budget: Budget | undefined
  readonly lifetime: AskingLifetime | undefined
}

async function attempt(
  config: LoadedConfig,
  options: BuildOptions,
  surroundings: Surroundings,
  run: Run,
): Promise<BuildOutcome> {
  let composed: Composed | undefined
  let work: Work | undefined
  try {
    composed = await compose(config, options, surroundings, { write: true, emit: run.emit, signal: run.signal })
    const { parts, identities } = composed
    config.keep?.()
    if (parts.log.isOtherFormat) run.emit({ kind: 'diagnostic', diagnostic: stateOfOtherFormat() })
    work = workOf(config, options, composed, surroundings, run)
    const states = await runStages(parts, makeDoer(parts, work.open))
    if (identities.isOfNow && isMarkedUnconfirmed(join(config.root, storeFolder))) await work.open()
    await work.joined?.settle()
    if (options.final === undefined)
      writeFusionLock(
        [...states.keys()].map(({ id }) => id),
        parts,
      )
    const known = { unconfirmed: unconfirmedOf(composed, work, run), hopeless: work.workshop?.hopeless() ?? [] }
    const outcome = outcomeOf(states, parts, run, known, options.final ?? mergedId)
    if (isWhole(options) && identities.isOfNow) await noteUpToDate(config, parts, outcome)
    await work.close()
    return outcome
  } catch (error) {
    // What else is refused while it closes follows from the same: the first is told.
    await work?.close().catch(() => {})
    return stopped(error, run, work?.workshop?.calls ?? 0)
  } finally {
    composed?.parts.stats.save()
  }
}

/** Models that could not be checked: at the start, or at the end. */
function unconfirmedOf({ parts, identities }: Composed, { joined }: Work, run: Run): readonly string[] {
  const atStart = identities.unconfirmed && { models: modelsOf(parts.project), why: identities.unconfirmed.message }
  const unchecked = atStart ?? joined?.unconfirmed
  if (unchecked === undefined) return []
  run.emit({ kind: 'diagnostic', diagnostic: modelUnchecked(unchecked.models, unchecked.why) })
  return unchecked.models
}

/** The outcome where a mistake was found before anything began. */
export function outcomeOfMistake({ exitCode, diagnostics }: UserError): BuildOutcome {
  return { ...nothingDone, ran: [], failed: [], tally: noTally, exitCode, diagnostics }
}

/** What came of a build that did not come to its end. A bug of ours is thrown on. */
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
  if (run.signal.aborted && run.signal.reason instanceof Superseded) return { ...soFar, exitCode: 0, superseded: true }
  if (run.signal.aborted) return { ...soFar, exitCode: exitCodeOf(run.signal) }
  return { ...soFar, ...earlyEnd(error) }
}
