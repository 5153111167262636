/**
 * What state is every target in? Build's own judgement, without a build: nothing is written, no cell is counted, no store is opened.
 *
 * Sources and cuts that are stale are made on a disk that forgets, as `plan` does, since only they say which groups there are.
 */
import { bug, unreachable } from '../base/unreachable.js'
import type { Digest } from '../base/hash.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import type { Judged } from '../domain/judged.js'
import type { Reason } from '../domain/reason.js'
import type { FusionTarget, Output, Target, TargetId } from '../domain/target.js'
import { modelUnchecked } from '../messages/engine-state.js'
import { makeDoer } from '../run/make-doer.js'
import type { BuildParts } from '../run/parts.js'
import { type Doer, runStages, type Settled } from '../run/stages.js'
import { verdictOf } from '../run/verdict-of.js'
import type { Built, Unmade } from '../store/build-log.js'
import { compose } from './compose.js'
import { modelsOf } from './identities.js'
import { makingOfSources } from './making-of-sources.js'
import type { LoadedConfig } from './load-project.js'
import { type Orphan, orphansOf } from './orphans.js'
import type { Surroundings } from './surroundings.js'

export interface JudgedTarget extends Judged {
  /** As it was before anything was made anew for the judgement. */
  readonly last: Built | undefined
  readonly unmade: Unmade | undefined
  /** What was found at the paths of outputs that were changed by hand. */
  readonly found: ReadonlyMap<string, Digest>
  /** What there is of it now: of a source or a cut that was made for the judgement what a build would make. */
  readonly outputs: readonly Output[]
}

export interface JudgedProject {
  /** In the order of the build. */
  readonly targets: readonly JudgedTarget[]
  readonly orphans: readonly Orphan[]
  readonly parts: BuildParts
  /** Models that nobody could be asked about; the last known ones stand in. */
  readonly warnings: readonly Diagnostic[]
}

export interface JudgeOptions {
  /** Do not ask who answers: the last known models stand in. */
  readonly offline?: boolean
}

/** Throws `UserError` where a build would end with one before it runs anything, but for data that only a run reads. */
export async function judgeProject(
  config: LoadedConfig,
  { offline = false }: JudgeOptions,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<JudgedProject> {
  const { parts, identities } = await compose(config, { offline, acceptNewSource: true }, surroundings, {
    write: false,
    emit: () => {},
    signal,
    mayBeUnknown: true,
  })
  const before = { targets: new Map(parts.log.targets), unmade: new Map(parts.log.unmade) }
  const seen: Seen = new Map()
  const states = await runStages(parts, judgingDoer(parts, seen))
  const targets: JudgedTarget[] = []
  for (const [target, settled] of states) {
    const last = before.targets.get(target.id)
    const unmade = before.unmade.get(target.id)
    const judged = judgedOf(target, settled, { reasons: seen.get(target)?.reasons ?? [], last, unmade, targets })
    const outputs = parts.log.targets.get(target.id)?.outputs ?? []
    targets.push({ ...judged, last, unmade, outputs, found: seen.get(target)?.found ?? new Map() })
  }
  const why = identities.unconfirmed?.message
  return {
    targets,
    orphans: orphansOf(
      parts,
      targets.map(({ target }) => target),
    ),
    parts,
    warnings: why === undefined ? [] : [modelUnchecked(modelsOf(parts.project), why)],
  }
}

/** All targets there are. Of sources and cuts nothing is left behind, of fusions nothing is resolved. */
export async function targetsOf(parts: BuildParts): Promise<readonly Target[]> {
  return [...(await runStages(parts, judgingDoer(parts, new Map()))).keys()]
}

/** The fusions among them. */
export async function fusionsOf(parts: BuildParts): Promise<readonly FusionTarget[]> {
  return (await targetsOf(parts)).filter((target) => target.kind === 'fusion')
}

type Seen = Map<Target, { readonly reasons: readonly Reason[]; readonly found: ReadonlyMap<string, Digest> }>

function judgingDoer(parts: BuildParts, seen: Seen): Doer {
  const maker = makeDoer(parts, makingOfSources)
  return {
    preflight: async () => [],
    stop: () => {},
    run: async (target, reasons) => {
      seen.set(target, { reasons, found: foundAt(reasons, parts) }) // before a source or a cut is made there
      return target.kind === 'fusion' || target.kind === 'merged' ? { kind: 'planned' } : maker.run(target, reasons)
    },
    wait: (target, on) => {
      const reasons = certainReasons(target, parts)
      seen.set(target, { reasons, found: foundAt(reasons, parts) })
      return { kind: 'waiting', for: on }
    },
  }
}

function foundAt(reasons: readonly Reason[], { stats }: BuildParts): ReadonlyMap<string, Digest> {
  const found = new Map<string, Digest>()
  for (const reason of reasons) {
    const digest = reason.kind === 'output-modified' ? stats.digestOf(reason.path) : undefined
    if (reason.kind === 'output-modified' && digest !== undefined) found.set(reason.path, digest)
  }
  return found
}

/** Of a target whose inputs are not settled: what holds whatever they become. */
function certainReasons(target: Target, parts: BuildParts): readonly Reason[] {
  const verdict = verdictOf(target, parts)
  const certain = new Set<Reason['kind']>([
    'never-built',
    'semantics-changed',
    'incomplete',
    'output-missing',
    'output-modified',
  ])
  return verdict.kind === 'fresh' ? [] : verdict.reasons.filter(({ kind }) => certain.has(kind))
}

interface Known {
  readonly reasons: readonly Reason[]
  readonly last: Built | undefined
  readonly unmade: Unmade | undefined
  /** Those that come before it. */
  readonly targets: readonly Judged[]
}

function judgedOf(target: Target, settled: Settled, { reasons, last, unmade, targets }: Known): Judged {
  switch (settled.kind) {
    case 'fresh':
      return { target, state: 'fresh', reasons: [], waitsFor: [] }
    case 'planned':
    case 'built': {
      const hasFailed = unmade !== undefined || (last?.incomplete?.failedCells ?? 0) > 0
      return { target, state: hasFailed ? 'failed' : 'stale', reasons, waitsFor: [] }
    }
    case 'waiting': {
      const waitsFor = settled.for as readonly TargetId[]
      const states = new Map(targets.map((each) => [each.target.id, each.state]))
      const failed = waitsFor.filter((id) => states.get(id) === 'failed')
      return failed.length > 0
        ? { target, state: 'blocked', reasons, waitsFor: failed }
        : { target, state: 'maybe', reasons, waitsFor }
    }
    case 'failed':
    case 'left-stale':
    case 'partial':
    case 'not-started':
      return bug(`"${target.id}" was ${settled.kind}, though nothing ran and all was asked for`)
    default:
      return unreachable(settled)
  }
}
