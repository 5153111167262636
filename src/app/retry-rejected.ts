/**
 * A few attempts more for what was rejected: what they find is kept, and a raised `max_attempts` takes it, for no call.
 *
 * Pairs with a rejected cell are resolved as a build with so many attempts would resolve them, so it asks what that build would ask of
 * them, and nothing else; no output is written.
 */
import { exitCodeOf, type Diagnostic, type ExitCode } from '../domain/diagnostic.js'
import type { BuildEvent } from '../domain/event.js'
import type { Retried } from '../domain/rejected.js'
import type { FusionTarget } from '../domain/target.js'
import { projectCommand } from '../messages/command-line.js'
import { modelUnchecked } from '../messages/engine-state.js'
import { makeBudget } from '../run/budget.js'
import type { BuildParts } from '../run/parts.js'
import { verdictOf } from '../run/verdict-of.js'
import { forOneBuild } from './asking-lifetime.js'
import { compose } from './compose.js'
import { type EarlyEnd, earlyEnd } from './how-it-ended.js'
import { fusionsOf } from './judge-project.js'
import { keepingLines } from './retry-rejected/keeping-lines.js'
import type { LoadedConfig } from './load-project.js'
import { lookingParts } from './looking-parts.js'
import { groupsNamed } from './named-targets.js'
import { withProjectLock } from './project-lock.js'
import type { Surroundings } from './surroundings.js'
import { sumOf, tryGroups, type TryReports } from './retry-rejected/try-groups.js'

export interface RetryOptions {
  /** How many attempts more. */
  readonly attempts: number
  /** Names of groups, or of keys under `groups`; none: all. */
  readonly groups?: readonly string[]
  /** At most so many completions are asked for. Left out: no limit. */
  readonly maxCalls?: number
  readonly wait?: boolean
}

export interface RetryRun extends TryReports {
  readonly say: (diagnostic: Diagnostic) => void
  readonly signal: AbortSignal
}

export interface RetryEnd {
  readonly exitCode: ExitCode
  /** `undefined`: it was stopped before its end; what was answered is kept. */
  readonly retried: Retried | undefined
  /** Completions that were asked for, also where it was stopped. */
  readonly calls: number
  readonly diagnostics: readonly Diagnostic[]
}

/** Resolves however it ends; rejects only for a bug of ours. */
export async function retryRejected(
  config: LoadedConfig,
  options: RetryOptions,
  surroundings: Surroundings,
  run: RetryRun,
): Promise<RetryEnd> {
  const { say, signal } = run
  const { attempts, groups = [], wait } = options
  const typed = projectCommand(['rejected', ...groups, '--retry', `${attempts}`], config.called ?? {})
  let calls = 0
  const stopped = (end: EarlyEnd): RetryEnd => ({ ...end, retried: undefined, calls })
  try {
    const retried = await withProjectLock(config.root, typed, { surroundings, say, signal, wait }, async () =>
      retry(config, options, surroundings, run, (asked) => (calls = asked)),
    )
    return { exitCode: retried.failed + retried.unasked > 0 ? 1 : 0, retried, calls, diagnostics: [] }
  } catch (error) {
    return signal.aborted ? stopped({ exitCode: exitCodeOf(signal), diagnostics: [] }) : stopped(earlyEnd(error))
  }
}

/** `asked`: told how many calls it took, however it ends. */
async function retry(
  config: LoadedConfig,
  options: RetryOptions,
  surroundings: Surroundings,
  run: RetryRun,
  asked: (calls: number) => void,
): Promise<Retried> {
  const { say, signal } = run
  const emit = (event: BuildEvent) => {
    if (event.kind === 'diagnostic') say(event.diagnostic)
  }
  const composed = await compose(config, {}, surroundings, { write: true, emit, signal })
  const { parts, identities } = composed
  const looking = lookingParts(config, composed, surroundings)
  const all = await fusionsOf(looking)
  const rejecting = all.filter((target) => mayHaveRejected(target, looking))
  const named = new Set(groupsNamed(all, options.groups ?? []))
  const targets = rejecting.filter((target) => named.has(target))
  if (targets.length === 0) return nothingTried
  const budget = makeBudget(options, surroundings.clock)
  const lifetime = forOneBuild(config.root, surroundings, signal)
  const joined = (await lifetime.take(parts, identities)).join(parts, { budget, failFast: undefined })
  try {
    await joined.ready()
    const tries = await tryGroups(targets, options.attempts, { parts, looking, joined, ...run })
    await joined.settle()
    const unchecked = joined.unconfirmed
    if (unchecked !== undefined) say(modelUnchecked(unchecked.models, unchecked.why))
    const untried = rejecting.filter((target) => !named.has(target))
    return { ...sumOf(tries), calls: joined.completer.calls, keep: keepingLines(tries, untried, config) }
  } finally {
    budget?.close()
    await joined.leave()
    await lifetime.leave()
    asked(joined.completer.calls)
  }
}

const nothingTried: Retried = {
  v: 1,
  found: [],
  follow: 0,
  still: 0,
  failed: 0,
  unasked: 0,
  displaced: 0,
  calls: 0,
  undecided: [],
  keep: [],
}

/** Not where its last build stands, and rejected nothing. */
function mayHaveRejected(target: FusionTarget, looking: BuildParts): boolean {
  const { tally } = looking.log.targets.get(target.id) ?? {}
  const isAllText = tally !== undefined && Object.keys(tally.rejected).length === 0 && tally.overridden === undefined
  return !isAllText || verdictOf(target, looking).kind !== 'fresh'
}
