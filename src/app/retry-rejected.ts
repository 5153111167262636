/**
 * A few attempts more for what was rejected: what they find is kept, and a raised `max_attempts` takes it, for no call.
 *
 * The groups are resolved as a build with so many attempts would resolve them, so it asks what that build would ask, and nothing else;
 * no output is written.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { linesOf } from '../base/lines.js'
import { settingFinder } from '../config/setting-place.js'
import { exitCodeOf, type Diagnostic, type ExitCode, UserError } from '../domain/diagnostic.js'
import type { BuildEvent } from '../domain/event.js'
import type { FoundText, KeepingLine, Retried } from '../domain/rejected.js'
import type { GroupRule } from '../domain/project.js'
import type { FusionTarget } from '../domain/target.js'
import { EngineUnavailable } from '../engines/engine.js'
import { projectCommand } from '../messages/command-line.js'
import { readerOf } from '../run/make-doer.js'
import type { BuildParts } from '../run/parts.js'
import { resolveAll } from '../run/resolve-pairs.js'
import { pairsOf } from '../questions/pairs.js'
import { loadFusion } from '../targets/fusion.js'
import type { JoinedAsking } from './asking.js'
import { ofOneBuild } from './askings.js'
import { compose } from './compose.js'
import { targetsOf } from './judge-project.js'
import type { LoadedConfig } from './load-project.js'
import { lookingParts } from './looking-parts.js'
import { withProjectLock } from './project-lock.js'
import { recipeCompilerOf } from './recipes.js'
import { groupsNamed } from './rejected.js'
import type { Surroundings } from './surroundings.js'

export interface RetryOptions {
  /** How many attempts more. */
  readonly attempts: number
  /** Names of groups, or of keys under `groups`; none: all. */
  readonly groups?: readonly string[]
  readonly wait?: boolean
}

export interface RetryRun {
  readonly say: (diagnostic: Diagnostic) => void
  /** Told of each group when it is through: how many of its cells have a text now, and how many have none. */
  readonly tried?: (group: string, found: number, still: number) => void
  readonly signal: AbortSignal
}

export interface RetryEnd {
  readonly exitCode: ExitCode
  /** `undefined`: it was stopped before its end; what was answered is kept. */
  readonly retried: Retried | undefined
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
  try {
    const retried = await withProjectLock(config.root, typed, { surroundings, say, signal, wait }, async () =>
      retry(config, options, surroundings, run),
    )
    return { exitCode: retried.failed > 0 ? 1 : 0, retried, diagnostics: [] }
  } catch (error) {
    if (signal.aborted) return { exitCode: exitCodeOf(signal), retried: undefined, diagnostics: [] }
    if (error instanceof UserError)
      return { exitCode: error.exitCode, retried: undefined, diagnostics: error.diagnostics }
    if (error instanceof EngineUnavailable) return { exitCode: 3, retried: undefined, diagnostics: [error.diagnostic] }
    throw error
  }
}

async function retry(
  config: LoadedConfig,
  { attempts, groups = [] }: RetryOptions,
  surroundings: Surroundings,
  { say, tried, signal }: RetryRun,
): Promise<Retried> {
  const emit = (event: BuildEvent) => {
    if (event.kind === 'diagnostic') say(event.diagnostic)
  }
  const composed = await compose(config, {}, surroundings, { write: true, emit, signal })
  const { parts, identities } = composed
  const looking = lookingParts(config, composed, surroundings)
  const all = (await targetsOf(looking)).filter((target): target is FusionTarget => target.kind === 'fusion')
  const targets = groupsNamed(all, groups).filter((target) => hasRejected(target, parts))
  if (targets.length === 0) return { v: 1, found: [], still: 0, failed: 0, calls: 0, keep: [] }
  const askings = ofOneBuild(config.root, surroundings, signal)
  const joined = (await askings.take(parts, identities)).join(parts, { budget: undefined, failFast: undefined })
  try {
    await joined.ready()
    const tries: GroupTried[] = []
    for (const target of targets) {
      const one = await tryGroup(target, attempts, parts, looking, joined)
      tries.push(one)
      tried?.(target.group, one.found.length, one.still)
    }
    await joined.settle()
    return {
      v: 1,
      found: tries.flatMap(({ found }) => found),
      still: tries.reduce((sum, { still }) => sum + still, 0),
      failed: tries.reduce((sum, { failed }) => sum + failed, 0),
      calls: joined.completer.calls,
      keep: keepingLines(tries, config),
    }
  } finally {
    await joined.leave()
    await askings.leave()
  }
}

/** Whether the last build left a list with something in it. */
function hasRejected({ rejectedOutput }: FusionTarget, { disk }: BuildParts): boolean {
  return disk.stat(rejectedOutput) !== undefined && !linesOf(disk.readChunks(rejectedOutput)).next().done
}

interface GroupTried {
  readonly rule: GroupRule
  readonly found: readonly FoundText[]
  readonly still: number
  readonly failed: number
}

async function tryGroup(
  target: FusionTarget,
  attempts: number,
  parts: BuildParts,
  looking: BuildParts,
  { resolver }: JoinedAsking,
): Promise<GroupTried> {
  const { group, recipe, diagnostics } = await loadFusion(target, readerOf(looking))
  if (diagnostics.some(({ severity }) => severity === 'error')) throw new UserError(diagnostics)
  const compiled = await recipeCompilerOf(parts)(
    { ...recipe, maxAttempts: recipe.maxAttempts + attempts },
    target.group,
  )
  const found: FoundText[] = []
  let [still, failed] = [0, 0]
  for await (const resolved of resolveAll(pairsOf(group, target.rule.pairs), compiled, resolver)) {
    if (resolved.kind !== 'done') {
      failed += resolved.kind === 'failed' ? resolved.unresolved : 0
      continue
    }
    for (const [index, cell] of resolved.cells.entries()) {
      if (cell.kind === 'rejected') still += 1
      if (cell.kind !== 'text' || cell.attempt <= recipe.maxAttempts) continue
      const { first, second } = resolved.pair
      const variant = compiled.variants[index]?.variant.name ?? ''
      found.push({
        group: target.group,
        variant,
        pair: [first.question, second.question],
        attempt: cell.attempt,
        text: cell.text,
      })
    }
  }
  return { rule: target.rule, found, still, failed }
}

/** One for all groups that have it from the same place. */
function keepingLines(tries: readonly GroupTried[], { root, project }: LoadedConfig): readonly KeepingLine[] {
  const find = settingFinder(project.config, readFileSync(join(root, project.config), 'utf8'))
  const lines = new Map<string, KeepingLine>()
  for (const { rule, found } of tries) {
    if (found.length === 0) continue
    const own = find([['groups', rule.key, 'max_attempts']])
    const group = own === undefined ? undefined : rule.key
    const { path, line, column } = own ?? find([['max_attempts']]) ?? {}
    const known = lines.get(group ?? '')
    lines.set(group ?? '', {
      maxAttempts: Math.max(known?.maxAttempts ?? 0, ...found.map(({ attempt }) => attempt)),
      ...(group === undefined ? {} : { group }),
      ...(path === undefined || line === undefined || column === undefined ? {} : { place: { path, line, column } }),
    })
  }
  return [...lines.values()]
}
