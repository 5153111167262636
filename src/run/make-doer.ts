/** `build` does a target by making its files. */
import { defined } from '../base/defined.js'
import { secondsOf } from '../base/clock.js'
import type { FileWriter } from '../base/file-writer.js'
import type { Digest } from '../base/hash.js'
import { unreachable } from '../base/unreachable.js'
import { type Diagnostic, hasErrors } from '../domain/diagnostic.js'
import type { PartialOutput, TargetOutcome } from '../domain/event.js'
import type { Reason } from '../domain/reason.js'
import type { FusionTarget, Tally, Target } from '../domain/target.js'
import type { OutputIndexes } from '../targets/output-index.js'
import type { Made, MakeTools, TargetKinds } from '../targets/target-kind.js'
import { commit } from './commit.js'
import { asRead, noting, readerOf, toolsFor } from './make-tools.js'
import type { BuildParts } from './parts.js'
import type { Doer, Settled } from './stages.js'

/** What making needs beside the parts: loaded when the first stale target is met. */
export interface Workshop {
  readonly kinds: TargetKinds
  /** `create`: a file that is discarded where its target is not made. */
  indexes(create: MakeTools['create']): OutputIndexes
  check(target: Target, read: MakeTools['read']): Promise<readonly Diagnostic[]>
  /** Asks what fusions of several models need, one model after the other. */
  askAhead?(fusions: readonly FusionTarget[], read: MakeTools['read']): Promise<void>
  /** The build is about to end with an error: no further call is begun. */
  stop?(): void
  /** Whether a target may still be begun; left out: any may. */
  mayStart?(target: Target): boolean
}

/** `workshop`: called when the first stale target is met. */
export function makeDoer(parts: BuildParts, workshop: () => Promise<Workshop>): Doer {
  const read = readerOf(parts)
  let loaded: Workshop | undefined
  return {
    preflight: async (targets) => {
      if (targets.length === 0) return []
      const { check } = await workshop()
      const found: Diagnostic[] = []
      for (const target of targets) found.push(...(await check(target, read)))
      if (!hasErrors(found)) parts.emit({ kind: 'stale-found', targets: targets.length })
      return found
    },
    askAhead: async (fusions) => {
      loaded = await workshop()
      await loaded.askAhead?.(fusions, read)
    },
    run: async (target, reasons, missing = 0) => {
      loaded = await workshop()
      if (loaded.mayStart?.(target) === false) return ended(target, { kind: 'not-started' }, parts)
      return run(target, { reasons, missing }, parts, loaded, read)
    },
    stop: () => loaded?.stop?.(),
    wait: (target, on) => {
      ended(target, { kind: 'blocked', by: on }, parts)
      return { kind: 'waiting', for: on }
    },
  }
}

/** Said of a target that nothing is done for. */
function ended(
  target: Target,
  outcome: TargetOutcome,
  { emit }: BuildParts,
): Extract<Settled, { kind: 'not-started' }> {
  emit({ kind: 'target-started', target: target.id, reasons: [] })
  emit({ kind: 'target-ended', target: target.id, outcome })
  return { kind: 'not-started' }
}

async function run(
  target: Target,
  { reasons, missing }: { readonly reasons: readonly Reason[]; readonly missing: number },
  parts: BuildParts,
  workshop: Workshop,
  read: MakeTools['read'],
): Promise<Settled> {
  const writers: FileWriter[] = []
  const digests = new Map<string, Digest>()
  const tools = toolsFor(target, parts, workshop.indexes, writers, noting(digests, read, parts))
  parts.emit({ kind: 'target-started', target: target.id, reasons })
  try {
    const made = await make(target, workshop.kinds, tools)
    if (made.kind !== 'made') return unmade(target, made, asRead(target, digests), parts)
    const lacking = missing === 0 ? undefined : { failedCells: missing, isPartial: true as const }
    const { outputs, ...same } = commit(asRead(target, digests), made.files, made.tally, parts, lacking)
    const path = outputs[0]?.path ?? ''
    const outcome = {
      kind: 'built',
      path,
      tally: made.tally,
      ...same,
      ...(missing === 0 ? {} : { missing }),
    } as const
    parts.emit({ kind: 'target-ended', target: target.id, outcome })
    return { kind: 'built', outputs }
  } catch (error) {
    parts.emit({ kind: 'target-ended', target: target.id, outcome: { kind: 'aborted' } })
    throw error
  } finally {
    for (const writer of writers) writer.discard()
  }
}

function make(target: Target, kinds: TargetKinds, tools: MakeTools): Promise<Made> {
  switch (target.kind) {
    case 'source':
      return kinds.source.make(target, tools)
    case 'cut':
      return kinds.cut.make(target, tools)
    case 'fusion':
      return kinds.fusion.make(target, tools)
    case 'merged':
      return kinds.merged.make(target, tools)
    default:
      return unreachable(target)
  }
}

type NotMade = Exclude<Made, { kind: 'made' }>

/**
 * The last good output stays, and stays recorded; the note makes the next build try again. Under `keepPartial` what there is takes its
 * place, with the same note.
 */
function unmade(target: Target, made: NotMade, read: Target, parts: BuildParts): Settled {
  const { failed, unasked = { budget: 0, hopeless: 0 } } = made.tally
  const failedCells = failed + unasked.budget + unasked.hopeless
  const emit = (tally: Tally, partial?: PartialOutput) => {
    const more = { tally, ...defined({ partial }) }
    const outcome: Extract<TargetOutcome, { kind: 'failed' | 'incomplete' }> =
      made.kind === 'incomplete'
        ? { kind: 'incomplete', ...more }
        : { kind: 'failed', error: made.failures[0].error, failures: made.failures, ...more }
    const error = outcome.kind === 'failed' ? { error: outcome.error } : {}
    parts.log.recordUnmade({ target: target.id, kind: outcome.kind, tally, ...error, at: secondsOf(parts.nowMs()) })
    parts.emit({ kind: 'target-ended', target: target.id, outcome })
  }
  if (!parts.keepsPartial) {
    const last = parts.log.targets.get(target.id)
    const incomplete = { ...last?.incomplete, failedCells }
    if (last !== undefined) parts.log.record({ ...last, incomplete }, parts.log.componentsOf(last))
    emit(made.tally)
    return { kind: 'failed' }
  }
  const { outputs } = commit(read, made.files, made.tally, parts, { failedCells, isPartial: true })
  const { path = '', records = 0 } = outputs[0] ?? {}
  emit({ ...made.tally, records }, { path, records })
  return { kind: 'partial', outputs, missing: failedCells }
}
