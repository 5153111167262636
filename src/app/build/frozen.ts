/**
 * Is everything as `fusion.lock.json` says? For CI, which has neither a model nor a store: nothing is made, and nobody is asked.
 *
 * The build's own judgement runs with the lock in place of the build log. The weights are taken from the lock, too: which ones made the
 * data is what it is there to say. An output that is not in this checkout cannot differ; one that is there must be the one of the lock.
 */
import { join } from 'node:path'
import { realDisk } from '../../base/disk.js'
import type { Digest } from '../../base/hash.js'
import { overlayDisk } from '../../base/overlay-disk.js'
import type { Identity } from '../../domain/completion.js'
import { type Diagnostic, UserError } from '../../domain/diagnostic.js'
import { type BuildOutcome, nothingDone } from '../../domain/event.js'
import type { Project } from '../../domain/project.js'
import type { Reason } from '../../domain/reason.js'
import { mergedId, type Target } from '../../domain/target.js'
import {
  lockedOutputsNotHere,
  fusionLockIsDamaged,
  fusionLockIsNotThere,
  mendLock,
  noLongerLocked,
  notAsLocked,
  notInLock,
} from '../../messages/fusion-lock.js'
import { reasonsInWords } from '../../messages/reasons.js'
import { componentChanges } from '../../plan/verdict.js'
import type { BuildParts } from '../../run/parts.js'
import { type Doer, runStages, type States } from '../../run/stages.js'
import { type BuildLog, openBuildLog } from '../../store/build-log.js'
import { inShort, type FusionLock, fusionLockName, parsedFusionLock } from '../../store/fusion-lock.js'
import type { StatCache } from '../../store/stat-cache.js'
import { type BuildOptions, partsOf } from '../compose.js'
import { engineKindOf, modelsOf } from '../identities.js'
import { statePaths } from '../layout.js'
import type { LoadedConfig } from '../load-project.js'
import type { Surroundings } from '../surroundings.js'

/** Exit code 0: all is as locked; 4: it is not, or there is no lock. Throws `UserError` for mistakes in the config or the data. */
export async function checkFrozen(
  config: LoadedConfig,
  options: BuildOptions,
  surroundings: Surroundings,
  run: Pick<BuildParts, 'emit' | 'signal'>,
): Promise<BuildOutcome> {
  const { root, project } = config
  const lockName = fusionLockName(project.config)
  const disk = overlayDisk(realDisk(root, surroundings.processId))
  const locked = await readLock(lockName, disk)
  const log = lockedLog(locked, root, project)
  const identities = await lockedIdentities(project, locked, surroundings)
  // other questions of a new generator are a difference like any other: nothing is made here that could be paid for
  const wanted = { ...options, acceptNewSource: true, force: false }
  const parts = partsOf(config, wanted, surroundings, { ...run, write: false, disk, log, identities })
  const { stats, absent } = forgivingAbsence(parts.stats, locked)
  const found: Difference[] = []
  const states = await runStages({ ...parts, stats }, comparingDoer(locked, found))
  const diagnostics = withHint([...differences(found, lockName), ...gone(locked, states, options, lockName)], lockName)
  if (absent.size > 0) run.emit({ kind: 'diagnostic', diagnostic: lockedOutputsNotHere(absent.size, lockName) })
  return {
    ...nothingDone,
    exitCode: diagnostics.length > 0 ? 4 : 0,
    targets: states.size,
    leftStale: found.map(({ target }) => target.id),
    records: locked.targets.get(mergedId)?.outputs[0]?.records,
    diagnostics,
  }
}

async function readLock(name: string, disk: Pick<BuildParts['disk'], 'read'>): Promise<FusionLock> {
  const bytes = await disk.read(name)
  if (bytes === undefined) throw new UserError([fusionLockIsNotThere(name)], 4)
  const locked = parsedFusionLock(bytes.toString('utf8'))
  if (locked === undefined) throw new UserError([fusionLockIsDamaged(name)], 4)
  return locked
}

/** A build log that knows of targets what the lock says. Their components are compared apart (`reasonsOf`): the lock has them in short. */
function lockedLog({ targets }: FusionLock, root: string, { config }: Project): BuildLog {
  const own = openBuildLog(join(root, statePaths(config).buildLog), { write: false })
  return { ...own, targets, componentsOf: () => undefined }
}

/** Those that this engine can tell by itself are as they are now; the others are as the lock has them. */
async function lockedIdentities(
  project: Project,
  locked: FusionLock,
  surroundings: Surroundings,
): Promise<ReadonlyMap<string, Identity>> {
  const kind = engineKindOf(project)
  if (kind.isFree === true) return kind.identify(project.engine, modelsOf(project), surroundings, 0)
  const ids = [...locked.targets.values()].flatMap(({ models }) => Object.entries(models))
  return new Map(ids.map(([model, id]) => [model, { id, label: id }]))
}

/** As `stats`, but an output of the lock that is not there counts as if it were, and is noted. */
function forgivingAbsence(
  stats: StatCache,
  locked: FusionLock,
): { readonly stats: StatCache; readonly absent: ReadonlySet<string> } {
  const digests = new Map<string, Digest>(
    [...locked.targets.values()].flatMap(({ outputs }) => outputs.map(({ path, digest }) => [path, digest])),
  )
  const absent = new Set<string>()
  return {
    absent,
    stats: {
      ...stats,
      digestOf: (path) => {
        const digest = stats.digestOf(path)
        if (digest !== undefined || !digests.has(path)) return digest
        absent.add(path)
        return digests.get(path)
      },
    },
  }
}

interface Difference {
  readonly target: Target
  readonly reasons: readonly Reason[]
}

/** Notes what is stale. What reads it is judged by what the lock has of it, so that every difference is named, and none twice. */
function comparingDoer(locked: FusionLock, found: Difference[]): Doer {
  return {
    preflight: async () => [],
    run: async (target, reasons) => {
      found.push({ target, reasons: reasonsOf(target, reasons, locked) })
      return { kind: 'left-stale', outputs: locked.targets.get(target.id)?.outputs ?? [] }
    },
    wait: (_target, on) => ({ kind: 'waiting', for: on }),
    stop: () => {},
  }
}

/** What the judge found, and what of the config is another than in the lock. */
function reasonsOf(target: Target, found: readonly Reason[], { targets, components }: FusionLock): readonly Reason[] {
  const last = components.get(targets.get(target.id)?.components ?? '')
  const changed = last === undefined ? [] : componentChanges(inShort(target.components), last)
  if (changed.length === 0) return found
  return [...changed, ...found.filter(({ kind }) => kind !== 'config-changed')]
}

/** One for all targets that differ for the same reasons: a prompt is edited once, not a thousand times. */
function differences(found: readonly Difference[], lockName: string): readonly Diagnostic[] {
  const isNew = ({ reasons }: Difference) => reasons.some(({ kind }) => kind === 'never-built')
  const added = found.filter(isNew).map(({ target }) => target.id)
  const alike = new Map<string, { readonly targets: string[]; readonly reasons: readonly Reason[] }>()
  for (const { target, reasons } of found.filter((each) => !isNew(each))) {
    const words = reasonsInWords(reasons)
    const known = alike.get(words) ?? { targets: [], reasons }
    alike.set(words, known)
    known.targets.push(target.id)
  }
  return [
    ...[...alike.values()].map(({ targets, reasons }) => notAsLocked(targets, reasons, lockName)),
    ...(added.length === 0 ? [] : [notInLock(added, lockName)]),
  ]
}

/** What to do is the same for all: it is said once, at the end. */
function withHint(diagnostics: readonly Diagnostic[], lockName: string): readonly Diagnostic[] {
  return diagnostics.map((each, index) =>
    index === diagnostics.length - 1 ? { ...each, hint: mendLock(lockName) } : each,
  )
}

function gone(
  locked: FusionLock,
  states: States,
  { targets = [] }: BuildOptions,
  lockName: string,
): readonly Diagnostic[] {
  if (targets.length > 0) return []
  const known = new Set([...states.keys()].map(({ id }) => id))
  const missing = [...locked.targets.keys()].filter((id) => !known.has(id))
  return missing.length === 0 ? [] : [noLongerLocked(missing, lockName)]
}
