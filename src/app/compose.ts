/** What is a build made of? The only place where real parts are put together. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Disk } from '../base/disk.js'
import { realDisk } from '../base/disk.js'
import { overlayDisk } from '../base/overlay-disk.js'
import { checkCatalogue } from '../checks/index.js'
import type { BuildEvent } from '../domain/event.js'
import { type RelPath, relPath } from '../domain/path.js'
import type { TargetId } from '../domain/target.js'
import { cleaningVersion } from '../fusion/cleaning-version.js'
import { findFiles } from '../questions/find-files.js'
import { generatorVersion } from '../questions/generator-version.js'
import type { BuildParts } from '../run/parts.js'
import { openBuildLog } from '../store/build-log.js'
import { openStatCache } from '../store/stat-cache.js'
import { type Identities, identitiesOf } from './identities.js'
import { isAlive } from './is-alive.js'
import { statePaths, stateRoot } from './layout.js'
import type { LoadedConfig } from './load-project.js'
import { outputsOfOthers } from './other-configs.js'
import type { Surroundings } from './surroundings.js'

export interface BuildOptions {
  /** Names of targets (design §2); none: all. */
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
  /** Ask for all of a variant, also where nearly all of its first texts were rejected. */
  readonly keepGoing?: boolean
}

export interface Composed {
  readonly parts: BuildParts
  readonly identities: Identities
  readonly disk: Disk
}

/** `write: false` (plan): reads what is there, and leaves nothing behind. */
export async function compose(
  { root, project }: LoadedConfig,
  options: BuildOptions,
  surroundings: Surroundings,
  run: { readonly write: boolean; readonly emit: (event: BuildEvent) => void; readonly signal: AbortSignal },
): Promise<Composed> {
  const disk = realDisk(root, surroundings.processId, isAlive)
  const paths = statePaths(project.config)
  if (run.write) prepareState(root)
  const log = openBuildLog(join(root, paths.buildLog), { write: run.write })
  const identities = await identitiesOf(project, log, surroundings, options.offline ?? false)
  const { write, emit, signal } = run
  const seen = write ? disk : overlayDisk(disk)
  const parts: BuildParts = {
    project,
    names: options.targets ?? [],
    isForced: options.force ?? false,
    acceptsNewSource: options.acceptNewSource ?? false,
    disk: seen,
    log,
    stats: openStatCache(join(root, paths.statCache), seen, {
      nowMs: surroundings.nowMs,
      hashAll: options.paranoid ?? false,
      write,
    }),
    indexFolder: relPath(paths.indexes),
    identities: identities.byModel,
    checks: checkCatalogue,
    versions: { cleaning: cleaningVersion, generator: generatorVersion },
    findFiles: findOnce(root),
    outputsOfOthers: () => outputsOfOthers(root, project.config),
    emit,
    signal,
  }
  return { parts, identities, disk: seen }
}

/** A folder is listed once a build: what appears meanwhile belongs to the next one. */
function findOnce(root: string): BuildParts['findFiles'] {
  const found = new Map<string, Promise<{ files: readonly RelPath[]; missing: readonly string[] }>>()
  return (patterns) => {
    const key = patterns.join('\n')
    const known = found.get(key) ?? findFiles(root, patterns)
    found.set(key, known)
    return known
  }
}

function prepareState(root: string): void {
  const ignore = join(root, stateRoot, '.gitignore')
  if (existsSync(ignore)) return
  mkdirSync(join(root, stateRoot), { recursive: true })
  writeFileSync(ignore, '*\n')
}
