/** What is there, and in which state? Reads, and asks at most who answers. */
import { defined } from '../base/defined.js'
import type { Status, TargetStatus } from '../domain/status.js'
import { mergedId, type Target } from '../domain/target.js'
import { unreachable } from '../base/unreachable.js'
import { storedCompletions } from './clean.js'
import { isoTime } from './iso-time.js'
import { type JudgedTarget, type JudgeOptions, judgeProject } from './judge-project.js'
import { lastTryOf } from './last-try.js'
import type { LoadedConfig } from './load-project.js'
import { lockHolder } from './lock-holder.js'
import type { Surroundings } from './surroundings.js'

/** Throws `UserError` where the targets cannot be listed. Takes no lock, writes nothing, counts no cell. */
export async function statusOfProject(
  config: LoadedConfig,
  options: JudgeOptions,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<Status> {
  const { targets, orphans, warnings } = await judgeProject(config, options, surroundings, signal)
  const statuses = targets.map(statusOf)
  const records = statuses.find(({ target }) => target === mergedId)?.records
  const lock = await lockHolder(config.root)
  return {
    v: 1,
    config: config.project.config,
    targets: statuses,
    ...defined({ records }),
    rejected: summed(statuses.filter(({ kind }) => kind === 'fusion').map(({ rejected }) => rejected)),
    completions: await storedCompletions(config.root, config.project.config),
    orphans: orphans.map(({ path }) => path),
    ...defined({ lock }),
    warnings,
  }
}

function statusOf({ target, state, reasons, waitsFor, last, unmade }: JudgedTarget): TargetStatus {
  const key = keyOf(target)
  return {
    target: target.id,
    kind: target.kind,
    ...defined({ key }),
    state,
    reasons,
    waitsFor,
    ...(last === undefined ? {} : { records: last.outputs.reduce((sum, { records }) => sum + records, 0) }),
    rejected: last?.tally?.rejected ?? {},
    ...(last?.at === undefined ? {} : { builtAt: isoTime(last.at) }),
    ...(unmade === undefined || state === 'fresh' ? {} : { lastTry: lastTryOf(unmade) }),
  }
}

function keyOf(target: Target): string | undefined {
  switch (target.kind) {
    case 'source':
      return target.source.name
    case 'cut':
    case 'fusion':
      return target.rule.key
    case 'merged':
      return undefined
    default:
      return unreachable(target)
  }
}

function summed(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {}
  for (const each of counts) for (const [name, count] of Object.entries(each)) sum[name] = (sum[name] ?? 0) + count
  return sum
}
