/** What is a build made of? The only place where real parts are put together. */
import { join } from 'node:path'
import type { Disk } from '../base/disk.js'
import { realDisk } from '../base/disk.js'
import { overlayDisk } from '../base/overlay-disk.js'
import { checkCatalogue } from '../checks/index.js'
import type { BuildEvent } from '../domain/event.js'
import { relPath } from '../domain/path.js'
import { saysNothing } from '../domain/says-nothing.js'
import type { TargetId } from '../domain/target.js'
import { cleaningVersion } from '../fusion/cleaning-version.js'
import { findFiles, type FoundFiles } from '../questions/find-files.js'
import { generatorVersion } from '../questions/generator-version.js'
import type { BuildParts } from '../run/parts.js'
import { openBuildLog } from '../store/build-log.js'
import { openConcernCache } from '../store/concern-cache.js'
import { openStatCache } from '../store/stat-cache.js'
import { enginePorts } from './engine-ports.js'
import { type Identities, identitiesOf } from './identities.js'
import { isAlive } from './is-alive.js'
import { statePaths } from './layout.js'
import type { LoadedConfig } from './load-project.js'
import { outputsOfOthers } from './other-configs.js'
import type { Surroundings } from './surroundings.js'

export interface BuildOptions {
  /** Names of targets, as `select.ts` understands them: "animals", "merged", an output's path. None: all. */
  readonly targets?: readonly string[]
  /** The target whose records are counted at the end. Default: merged. */
  readonly final?: TargetId
  /** Make everything again, from stored completions. */
  readonly force?: boolean
  /** Believe no stat: hash every file. */
  readonly paranoid?: boolean
  /** Make generated sources anew although another version of the generator writes them otherwise. */
  readonly acceptNewSource?: boolean
  /** Do not ask who answers: the last known models stand in. */
  readonly offline?: boolean
  /** At most so many completions are asked for; those that the store has, and further tries of a call, do not count. Left out: no limit. */
  readonly maxCalls?: number
  /** No call is begun after so many minutes. Left out: no limit. */
  readonly maxMinutes?: number
  /** Make nothing, ask nobody: only compare with fusion.lock.json. */
  readonly frozen?: boolean
  /** Ask for all of a variant, also where nearly all of its first texts were rejected. */
  readonly keepGoing?: boolean
  /** End at the first target that fails: no further call is begun, and the rest is not started. */
  readonly failFast?: boolean
  /** Write what there is of a group that failed or was left incomplete, and merge it; both are made again by the next build. */
  readonly keepPartial?: boolean
  /** Where somebody else is at work in the project: wait for its end. Left out: the build ends with exit code 75. */
  readonly wait?: boolean
}

export interface Composed {
  readonly parts: BuildParts
  readonly identities: Identities
  readonly disk: Disk
}

interface Running {
  readonly write: boolean
  readonly emit: (event: BuildEvent) => void
  readonly signal: AbortSignal
  /** A model that was never known, and cannot be asked, is no mistake: for what only looks. */
  readonly mayBeUnknown?: boolean
}

/** `write: false` (plan): reads what is there, and leaves nothing behind. */
export async function compose(
  config: LoadedConfig,
  options: BuildOptions,
  surroundings: Surroundings,
  run: Running,
): Promise<Composed> {
  const { root, project } = config
  const log = openBuildLog(join(root, statePaths(project.config).buildLog), { write: run.write })
  const asking = { isOffline: options.offline ?? false, mayBeUnknown: run.mayBeUnknown ?? false }
  const ports = enginePorts(root, surroundings, { write: run.write, hashAll: options.paranoid ?? false })
  const identities = await identitiesOf(project, log, ports, asking, run.signal)
  const disk = realDisk(root, surroundings.processId, isAlive)
  const seen = run.write ? disk : overlayDisk(disk)
  const parts = partsOf(config, options, surroundings, { ...run, disk: seen, log, identities: identities.byModel })
  return { parts, identities, disk: seen }
}

/** The parts of a build, where it is settled who answers and what is remembered. */
export function partsOf(
  { root, project }: LoadedConfig,
  options: BuildOptions,
  surroundings: Surroundings,
  { write, emit, signal, disk, log, identities }: Running & Pick<BuildParts, 'disk' | 'log' | 'identities'>,
): BuildParts {
  return {
    project,
    names: options.targets ?? [],
    isForced: options.force ?? false,
    acceptsNewSource: options.acceptNewSource ?? false,
    keepsPartial: options.keepPartial ?? false,
    disk,
    log,
    identities,
    stats: openStatCache(join(root, statePaths(project.config).statCache), disk, {
      nowMs: surroundings.nowMs,
      hashAll: options.paranoid ?? false,
      write,
    }),
    indexFolder: relPath(statePaths(project.config).indexes),
    concerns: openConcernCache(join(root, statePaths(project.config).concerns), saysNothing, { write }),
    checks: checkCatalogue,
    nowMs: surroundings.nowMs,
    versions: { cleaning: cleaningVersion, generator: generatorVersion },
    findFiles: findOnce(root),
    outputsOfOthers: () => outputsOfOthers(root, project.config),
    emit,
    signal,
  }
}

/** A folder is listed once a build: what appears meanwhile belongs to the next one. */
function findOnce(root: string): BuildParts['findFiles'] {
  const found = new Map<string, FoundFiles>()
  return async (patterns) => {
    const key = patterns.join('\n')
    const known = found.get(key) ?? findFiles(root, patterns)
    found.set(key, known)
    return known
  }
}
