/** What came of a build, put together from what came of its targets. */
import { defined } from '../../base/defined.js'
import type { BuildEvent, BuildOutcome } from '../../domain/event.js'
import type { CellFailure } from '../../domain/failure.js'
import { noTally, type Overridden, type Tally, type Target, type TargetId, type Unasked } from '../../domain/target.js'
import type { Budget } from '../../run/budget.js'
import type { BuildParts } from '../../run/parts.js'
import type { States } from '../../run/stages.js'
import { failuresOf } from './failures.js'
import type { Invocation } from '../invocation.js'
import { orphansOf } from '../orphans.js'
import { readsPrompts } from '../unread-prompts.js'

/** What came of the targets that have ended, by their names. */
export interface Noted {
  readonly tallies: Map<string, Tally>
  readonly failed: Map<string, readonly CellFailure[]>
  readonly incomplete: Set<string>
  readonly partial: Set<string>
  readonly notStarted: Set<string>
}

export function nothingNoted(): Noted {
  return { tallies: new Map(), failed: new Map(), incomplete: new Set(), partial: new Set(), notStarted: new Set() }
}

export function note(
  { outcome, target }: Extract<BuildEvent, { kind: 'target-ended' }>,
  { tallies, failed, incomplete, partial, notStarted }: Noted,
): void {
  if ('tally' in outcome) tallies.set(target, outcome.tally)
  if (outcome.kind === 'incomplete') incomplete.add(target)
  if (outcome.kind === 'failed') failed.set(target, outcome.failures)
  if (outcome.kind === 'not-started') notStarted.add(target)
  if ('partial' in outcome || 'missing' in outcome) partial.add(target)
}

export function outcomeOf(
  states: States,
  parts: BuildParts,
  run: Noted & { readonly again: Invocation['again']; readonly budget: Budget | undefined },
  { unconfirmed, hopeless }: Pick<BuildOutcome, 'unconfirmed' | 'hopeless'>,
  finalTarget: TargetId,
): BuildOutcome {
  const all = [...states]
  const file = parts.log.targets.get(finalTarget)?.outputs[0]
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
    ...defined({ budget: spent }),
    hopeless,
    leftStale: all.filter(([, state]) => state.kind === 'left-stale').map(([target]) => target.id),
    orphans: orphansOf(
      parts,
      all.map(([target]) => target),
    ).map(({ path }) => path),
    records: file?.records,
    ...(file === undefined || run.tallies.size === 0 ? {} : { output: file.path }),
    tally,
    ...(tally.cells === 0 || readsPrompts(parts.project) ? {} : { withoutModel: parts.project.engine.kind }),
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
export function sumOf(tallies: Iterable<Tally>): Tally {
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
