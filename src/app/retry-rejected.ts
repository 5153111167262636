/**
 * A few attempts more for what was rejected: what they find is kept, and a raised `max_attempts` takes it, for no call.
 *
 * Pairs with a rejected cell are resolved as a build with so many attempts would resolve them, so it asks what that build would ask of
 * them, and nothing else; no output is written.
 */
import { inOrder } from '../base/in-order.js'
import { exitCodeOf, type Diagnostic, type ExitCode, UserError } from '../domain/diagnostic.js'
import type { BuildEvent } from '../domain/event.js'
import type { FoundText, Retried } from '../domain/rejected.js'
import type { FusionTarget } from '../domain/target.js'
import { projectCommand } from '../messages/command-line.js'
import { modelUnchecked } from '../messages/engine-state.js'
import { tooManyAttempts } from '../messages/rejected.js'
import { pairsOf } from '../questions/pairs.js'
import { makeBudget } from '../run/budget.js'
import { readerOf } from '../run/make-doer.js'
import { askModelByModel } from '../run/model-passes.js'
import type { BuildParts } from '../run/parts.js'
import type { Resolver } from '../run/resolver.js'
import { type Open, openPairs, type Retry, tryAgain } from '../run/retry-pairs.js'
import { storedOnly } from '../run/stored-only.js'
import { verdictOf } from '../run/verdict-of.js'
import { needFusion } from '../targets/fusion.js'
import type { JoinedAsking } from './asking.js'
import { ofOneBuild } from './askings.js'
import { compose } from './compose.js'
import { type EarlyEnd, earlyEnd } from './how-it-ended.js'
import { fusionsOf } from './judge-project.js'
import { type GroupFound, keepingLines } from './keeping-lines.js'
import type { LoadedConfig } from './load-project.js'
import { lookingParts } from './looking-parts.js'
import { withProjectLock } from './project-lock.js'
import { recipeCompilerOf } from './recipes.js'
import { groupsNamed } from './named-targets.js'
import { readOnly } from './stored-resolver.js'
import type { Surroundings } from './surroundings.js'

export interface RetryOptions {
  /** How many attempts more. */
  readonly attempts: number
  /** Names of groups, or of keys under `groups`; none: all. */
  readonly groups?: readonly string[]
  /** At most so many completions are asked for. Left out: no limit. */
  readonly maxCalls?: number
  readonly wait?: boolean
}

export interface RetryRun {
  readonly say: (diagnostic: Diagnostic) => void
  /** Told of each group when it is through: how many of its cells have a text now, and how many have none. */
  readonly tried?: (group: string, found: number, still: number) => void
  /** Told how many of the cells of a group are through, as they are. */
  readonly progress?: (group: string, done: number, cells: number) => void
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
  const askings = ofOneBuild(config.root, surroundings, signal)
  const joined = (await askings.take(parts, identities)).join(parts, { budget, failFast: undefined })
  try {
    await joined.ready()
    const tries = await tryGroups(targets, options.attempts, { parts, looking, joined, run })
    await joined.settle()
    const unchecked = joined.unconfirmed
    if (unchecked !== undefined) say(modelUnchecked(unchecked.models, unchecked.why))
    const untried = rejecting.filter((target) => !named.has(target))
    return { ...sumOf(tries), calls: joined.completer.calls, keep: keepingLines(tries, untried, config) }
  } finally {
    budget?.close()
    await joined.leave()
    await askings.leave()
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

interface Trying {
  readonly parts: BuildParts
  readonly looking: BuildParts
  readonly joined: JoinedAsking
  readonly run: RetryRun
}

/** A group, and what of it is to be tried again. */
interface OpenGroup {
  readonly target: FusionTarget
  readonly retry: Retry
  readonly open: Open
}

/** Groups that are tried at the same time, so that the end of one does not leave the server idle. */
const groupsAtOnce = 4

async function tryGroups(targets: readonly FusionTarget[], attempts: number, trying: Trying): Promise<GroupTried[]> {
  const { resolver, completer } = trying.joined
  const stored: Resolver = {
    ...resolver,
    completer: storedOnly(completer.lookup),
    resolutions: readOnly(resolver.resolutions),
  }
  const groups: OpenGroup[] = []
  for (const target of targets) {
    const retry = await retryOf(target, attempts, trying)
    groups.push({ target, retry, open: await openPairs(retry, stored) })
  }
  await askAhead(groups, resolver)
  const tries: GroupTried[] = []
  for await (const one of inOrder(groups, groupsAtOnce, async (group) => tryGroup(group, stored, trying))) {
    tries.push(one)
    const { target, found, still, open } = one
    if (open.cells > 0) trying.run.tried?.(target.group, found.length, still)
  }
  return tries
}

/** As many as the config takes. */
const mostAttempts = 1000

async function retryOf(target: FusionTarget, attempts: number, { parts, looking }: Trying): Promise<Retry> {
  const { group, recipe } = await needFusion(target, readerOf(looking))
  const maxAttempts = recipe.maxAttempts + attempts
  if (maxAttempts > mostAttempts)
    throw new UserError([tooManyAttempts(target.group, attempts, recipe.maxAttempts, mostAttempts)])
  const compile = recipeCompilerOf(parts)
  return {
    pairs: () => pairsOf(group, target.rule.pairs),
    now: await compile(recipe, target.group),
    raised: await compile({ ...recipe, maxAttempts }, target.group),
  }
}

/** Of several models each is asked in one go, as in a build. */
async function askAhead(groups: readonly OpenGroup[], resolver: Resolver): Promise<void> {
  const open = groups.filter(({ open: { cells } }) => cells > 0)
  const variants = open.flatMap(({ retry }) => retry.raised.variants)
  const first = variants.find(({ depth }) => depth === 0)?.variant.model
  if (first === undefined || new Set(variants.map(({ variant }) => variant.model)).size < 2) return
  const targets = open.map(({ target: { id }, retry, open: { pairs } }) => ({
    id,
    open: async () => ({ pairs: pairs(), recipe: retry.raised }),
  }))
  await askModelByModel(targets, first, resolver, { started: () => {}, progress: () => {}, ended: () => {} })
}

interface GroupTried extends GroupFound {
  readonly open: Open
  readonly found: readonly FoundText[]
  readonly counts: Readonly<Record<'follow' | 'failed' | 'unasked' | 'displaced', number>>
  readonly still: number
  readonly error: string | undefined
}

async function tryGroup({ target, retry, open }: OpenGroup, stored: Resolver, trying: Trying): Promise<GroupTried> {
  const { run, joined } = trying
  const { group } = target
  const found: FoundText[] = []
  const counts = { still: 0, follow: 0, failed: 0, unasked: 0, displaced: 0 }
  let [highest, error]: [number, string | undefined] = [0, undefined]
  const pairs = open.cells === 0 ? function* () {} : open.pairs
  for await (const tried of tryAgain(retry, pairs, stored, joined.resolver)) {
    const { first, second } = tried.pair
    error ??= tried.error
    highest = Math.max(highest, tried.highest)
    for (const { variant, became } of tried.cells) {
      if (became.kind === 'found') {
        const name = retry.raised.variants[variant]?.variant.name ?? ''
        const { attempt, text } = became
        found.push({ group, variant: name, pair: [first.question, second.question], attempt, text })
      } else if (became.kind === 'left') counts[tried.error === undefined ? 'unasked' : 'failed'] += 1
      else counts[became.kind === 'follows' ? 'follow' : became.kind] += 1
    }
    run.progress?.(group, found.length + counts.still + counts.failed + counts.unasked, open.cells)
  }
  const { still, ...rest } = counts
  return { target, open, found, still, counts: rest, error, highest: found.length > 0 ? highest : 0 }
}

function sumOf(tries: readonly GroupTried[]): Omit<Retried, 'calls' | 'keep'> {
  const sum = (of: (one: GroupTried) => number) => tries.reduce((all, one) => all + of(one), 0)
  const error = tries.find((one) => one.error !== undefined)?.error
  return {
    v: 1,
    found: tries.flatMap(({ found }) => found),
    follow: sum(({ counts }) => counts.follow),
    still: sum(({ still }) => still),
    failed: sum(({ counts }) => counts.failed),
    ...(error === undefined ? {} : { error }),
    unasked: sum(({ counts }) => counts.unasked),
    displaced: sum(({ counts }) => counts.displaced),
    undecided: tries.filter(({ open }) => open.undecided > 0).map(({ target }) => target.group),
  }
}
