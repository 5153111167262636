/**
 * What do the config and its inputs say now? And what of it is another thing than before?
 *
 * An event of the system is a hint to look, and no more: what counts is content. Touches nothing but what it reads.
 */
import { basename, join, resolve } from 'node:path'
import { realDisk } from '../../base/disk.js'
import { type Digest, digestOf } from '../../base/hash.js'
import { lineHashes } from '../../base/line-hashes.js'
import type { GroupRule } from '../../domain/project.js'
import { findFiles } from '../../questions/find-files.js'
import { fileGroups, inputsOf } from '../../run/inputs.js'
import { openStatCache, type StatCache } from '../../store/stat-cache.js'
import { statePaths } from '../layout.js'
import { type LoadedConfig, loadProject, type Overrides, readIfThere } from '../load-project.js'
import type { Surroundings } from '../surroundings.js'

/** Which config is looked at, and with what it is overridden. */
export interface ConfigAt {
  readonly cwd: string
  /** From `cwd`. */
  readonly path: string
  readonly overrides: Overrides
}

/** What was seen in one look. */
export interface Seen {
  readonly config: LoadedConfig
  readonly inputs: ReadonlyMap<string, SeenInput>
}

export interface SeenInput {
  readonly digest: Digest
  /** The group that it is, and its rule; left out: it is a source's, or no question file. */
  readonly group?: { readonly name: string; readonly rule: GroupRule }
  /** Left out: nobody has counted them. */
  readonly lines?: Uint32Array
}

export interface Looker {
  /** Throws `UserError` where the config cannot be used as it stands, or a pattern of it finds nothing. */
  look(before: Seen | undefined): Promise<Seen>
  /** The last config that could be read, whether or not there is what it names. */
  readonly config: LoadedConfig | undefined
  /** The prompt files that were looked for in the last reading, whether or not they are there. */
  readonly sought: readonly string[]
}

/** Lines of larger files are not counted, nor those of any more files once so many bytes were in one look. */
const largestCounted = 4_000_000
const mostCounted = 64_000_000

export function makeLooker({ cwd, path, overrides }: ConfigAt, surroundings: Surroundings): Looker {
  const file = resolve(cwd, path)
  const root = resolve(file, '..')
  const disk = realDisk(root, surroundings.processId)
  const stats = openStatCache(join(root, statePaths(basename(file)).statCache), disk, {
    nowMs: surroundings.nowMs,
    hashAll: false,
    write: false,
  })
  let counted = 0
  let config: LoadedConfig | undefined
  let sought: readonly string[] = []

  async function read(): Promise<LoadedConfig> {
    const files: string[] = []
    sought = files
    return loadProject(cwd, path, overrides, (file) => files.push(file))
  }

  function linesOf(input: string): Uint32Array | undefined {
    const size = disk.stat(input)?.size ?? Infinity
    if (size > largestCounted || counted + size > mostCounted) return undefined
    counted += size
    const bytes = readIfThere(join(root, input))
    return bytes === undefined ? undefined : lineHashes(bytes)
  }

  return {
    get config() {
      return config
    },
    get sought() {
      return sought
    },
    look: async (before) => {
      if (!isAsRead(config)) config = await read()
      stats.anew() // a watch lasts for days: what was hashed in the tick of an edit may have changed since
      const inputs = new Map<string, SeenInput>()
      counted = 0
      for (const { path: input, ...seen } of await inputsIn(config, stats)) {
        const known = before?.inputs.get(input)
        const lines = known?.digest === seen.digest ? known.lines : linesOf(input)
        inputs.set(input, lines === undefined ? seen : { ...seen, lines })
      }
      return { config, inputs }
    },
  }
}

function isAsRead(config: LoadedConfig | undefined): config is LoadedConfig {
  if (config?.readFrom === undefined) return false
  return [...config.readFrom].every(([file, digest]) => digestOf(readIfThere(join(config.root, file)) ?? '') === digest)
}

async function inputsIn(
  { root, project }: LoadedConfig,
  stats: StatCache,
): Promise<readonly (SeenInput & { readonly path: string })[]> {
  const parts = { project, stats, findFiles: async (patterns: readonly string[]) => findFiles(root, patterns) }
  const groups = await fileGroups(parts)
  const found = groups.map(({ rule, group, input }) => ({
    path: input.path as string,
    digest: input.digest,
    group: { name: group, rule },
  }))
  const others: { path: string; digest: Digest }[] = []
  for (const source of project.sources)
    if (source.kind === 'files') others.push(...(await inputsOf(source.files, source.place, parts)))
  const { overrides } = project
  const digest = overrides === undefined ? undefined : stats.digestOf(overrides)
  if (overrides !== undefined && digest !== undefined) others.push({ path: overrides, digest })
  return [...found, ...others]
}
