/** Deletes what we wrote, and only that: a file whose bytes are not ours any more is left alone. */
import { rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { realDisk } from '../base/disk.js'
import type { Digest } from '../base/hash.js'
import { openBuildLog, type BuildLog } from '../store/build-log.js'
import { indexPaths } from '../run/output-indexes.js'
import { openStore } from '../store/completion-store.js'
import { openStatCache, type StatCache } from '../store/stat-cache.js'
import type { Disk } from '../base/disk.js'
import { isAlive } from './is-alive.js'
import { judgeProject } from './judge-project.js'
import { statesIn } from './known-projects.js'
import { statePaths, storeFolder } from './layout.js'
import { loadProject } from './load-project.js'
import type { Surroundings } from './surroundings.js'

export interface Cleaned {
  readonly deleted: readonly string[]
  /** Not as we wrote them: left where they are. */
  readonly kept: readonly string[]
}

/** Deletes every recorded output of a config; completions stay, so the next build restores them for no call. Inside of `whileAlone`. */
export function cleanOutputs(cwd: string, path: string, surroundings: Surroundings): Cleaned {
  const file = resolve(cwd, path)
  const tools = openTools(dirname(file), basename(file), surroundings)
  const outputs = [...tools.log.targets.values()].flatMap((built) => built.outputs)
  const cleaned = deleteOurs(outputs, tools)
  for (const target of tools.log.targets.keys()) tools.log.forget(target)
  removeIndexes(dirname(file), basename(file))
  return cleaned
}

/** Deletes the files of targets that are no longer in the config. Inside of `whileAlone`. */
export async function cleanOrphans(
  cwd: string,
  path: string,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<Cleaned> {
  const config = await loadProject(cwd, path, {})
  const { orphans } = await judgeProject(config, { offline: true }, surroundings, signal)
  const tools = openTools(config.root, config.project.config, surroundings)
  const cleaned = deleteOurs(orphans, tools)
  for (const orphan of orphans) {
    if (orphan.target !== undefined) {
      tools.log.forget(orphan.target)
      for (const path of indexPaths(statePaths(config.project.config).indexes, orphan.target)) tools.disk.remove(path)
    } else tools.log.forgetOrphan(orphan.path)
  }
  return cleaned
}

/** How many completions the store beside a config holds: what deleting it would cost. */
export async function storedCompletions(cwd: string, path: string): Promise<number> {
  const store = openStore(storeBeside(cwd, path), { readOnly: true })
  const count = store.completions.size()
  await store.close()
  return count
}

/** Forgets every answer that was paid for; what was made of them stays, and is copied no more. Inside of `whileAlone`. */
export function cleanStore(cwd: string, path: string): void {
  rmSync(storeBeside(cwd, path), { recursive: true, force: true })
  const root = dirname(resolve(cwd, path))
  for (const config of statesIn(root)) removeIndexes(root, config)
}

function removeIndexes(root: string, config: string): void {
  rmSync(join(root, statePaths(config).indexes), { recursive: true, force: true })
}

function storeBeside(cwd: string, path: string): string {
  return join(dirname(resolve(cwd, path)), storeFolder)
}

interface Tools {
  readonly disk: Disk
  readonly log: BuildLog
  readonly stats: StatCache
}

function openTools(root: string, config: string, { processId, nowMs }: Surroundings): Tools {
  const disk = realDisk(root, processId, isAlive)
  const paths = statePaths(config)
  return {
    disk,
    log: openBuildLog(join(root, paths.buildLog), { write: true }),
    stats: openStatCache(join(root, paths.statCache), disk, { nowMs, hashAll: false, write: false }),
  }
}

function deleteOurs(
  files: readonly { readonly path: string; readonly digest: Digest }[],
  { disk, stats }: Tools,
): Cleaned {
  const there = files.filter(({ path }) => disk.stat(path) !== undefined)
  const deleted = there.filter(({ path, digest }) => stats.digestOf(path) === digest).map(({ path }) => path)
  for (const path of deleted) disk.remove(path)
  return { deleted, kept: there.map(({ path }) => path).filter((path) => !deleted.includes(path)) }
}
