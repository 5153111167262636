/**
 * What does the config file say? Read from its cache where nothing changed: a build with nothing to do loads no YAML parser.
 *
 * The cache's law: an entry is good for the same bytes of the config and of every prompt file, the same overrides, and the same version
 * of fusionkit. A bad entry is a miss. Anyone may delete it.
 */
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { type Digest, digestOf } from '../base/hash.js'
import { isJsonObject } from '../base/json.js'
import { readSealed, saveSealed } from '../base/sealed-file.js'
import { type Diagnostic, UserError } from '../domain/diagnostic.js'
import { type RelPath, relPath } from '../domain/path.js'
import type { FakerSource, Project } from '../domain/project.js'
import type { ConfigWords } from '../messages/command-line.js'
import { defaultConfig, statePaths } from './layout.js'
import { type PackedProject, packed, unpackedIfWhole } from './packed-project.js'
import { version } from './version.js'

export interface Overrides {
  readonly engine?: string
  readonly model?: string
  readonly gpu?: boolean
}

export interface LoadedConfig {
  /** The folder of the config: every path of the config is relative to it. Absolute. */
  readonly root: string
  readonly project: Project
  readonly overrides: Overrides
  /** How a command line names it; left out: it has no file. */
  readonly called?: ConfigWords
  /** The files that the project was read from: path → digest of what was read. Left out: it is in no file. */
  readonly readFrom?: ReadonlyMap<RelPath, Digest>
  /** Keeps what was parsed for the readings that follow. Left out: it was kept already, or is in no file. Reading alone writes nothing. */
  readonly keep?: () => void
  /** Of this reading; a config that is read from its cache repeats none. */
  readonly warnings: readonly Diagnostic[]
}

interface CachedConfig {
  readonly version: string
  readonly config: Digest
  readonly overrides: Overrides
  readonly promptFiles: Readonly<Record<string, Digest>>
  readonly packed: PackedProject
}

/**
 * Throws `UserError` with everything that is wrong. `path` is taken from the working folder `cwd`. `seeks`: told of each prompt file that
 * is looked for, also where it is not there; of a config that is read from its cache it is told nothing.
 */
export async function loadProject(
  cwd: string,
  path: string,
  overrides: Overrides,
  seeks: (promptFile: string) => void = () => {},
): Promise<LoadedConfig> {
  const file = resolve(cwd, path)
  const root = dirname(file)
  const called = calledAs(cwd, path, overrides)
  const bytes = readIfThere(file)
  if (bytes === undefined) {
    const { configIsNotThere } = await import('../messages/targets.js')
    throw new UserError([configIsNotThere(path)])
  }
  const name = relPath(basename(file))
  const cachePath = join(root, statePaths(name).parsedConfig)
  const config = digestOf(bytes)
  const loaded = (project: Project, promptFiles: CachedConfig['promptFiles'], warnings: readonly Diagnostic[]) => {
    const prompts = Object.entries(promptFiles).map(([path, digest]) => [relPath(path), digest] as const)
    return { root, project, overrides, called, readFrom: new Map([[name, config], ...prompts]), warnings }
  }
  const cached = readCache(cachePath)
  if (cached !== undefined && isGood(cached, config, overrides, root)) {
    const project = unpackedIfWhole(cached.packed)
    if (project !== undefined) return loaded(project, cached.promptFiles, [])
  }
  const { project, warnings } = await parseProject(root, name, bytes.toString('utf8'), overrides, seeks)
  const promptFiles = Object.fromEntries(
    project.promptFiles.map((each) => [each, digestOf(readIfThere(join(root, each)) ?? '')]),
  )
  const keep = () =>
    saveSealed(cachePath, { version, config, overrides, promptFiles, packed: packed(project) } satisfies CachedConfig)
  return { ...loaded(project, promptFiles, warnings), ...(warnings.length === 0 ? { keep } : {}) }
}

/** How a command line names a config: its path only where it is not the usual one. */
export function calledAs(cwd: string, path: string, overrides: Overrides): ConfigWords {
  return { ...overrides, ...(resolve(cwd, path) === resolve(cwd, defaultConfig) ? {} : { path }) }
}

/** Parses and checks a config's text; `fuse` has one that is in no file. */
export async function parseProject(
  root: string,
  name: string,
  text: string,
  overrides: Overrides,
  seeks: (promptFile: string) => void = () => {},
): Promise<{ readonly project: Project; readonly warnings: readonly Diagnostic[] }> {
  const [{ readConfig }, { catalogues }] = await Promise.all([import('../config/read.js'), import('./catalogues.js')])
  const readPromptFile = async (path: string) => {
    seeks(path)
    return readFile(join(root, path), 'utf8').catch(() => undefined)
  }
  return readConfig({ text, path: relPath(name), overrides, catalogues, readFile: readPromptFile, checkGenerator })
}

/** Loaded where a config has a generated source. */
async function checkGenerator(source: FakerSource): Promise<readonly Diagnostic[]> {
  const check = await import('../questions/check-generator.js')
  return check.checkGenerator(source)
}

function isGood(cached: CachedConfig, config: Digest, overrides: Overrides, root: string): boolean {
  return (
    cached.version === version &&
    cached.config === config &&
    typeof cached.promptFiles === 'object' &&
    JSON.stringify(cached.overrides) === JSON.stringify(overrides) &&
    Object.entries(cached.promptFiles).every(
      ([path, digest]) => digestOf(readIfThere(join(root, path)) ?? '') === digest,
    )
  )
}

/** What a file holds; `undefined`: it cannot be read. */
export function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

function readCache(path: string): CachedConfig | undefined {
  const entry = readSealed(path)
  return isJsonObject(entry) ? (entry as unknown as CachedConfig) : undefined
}
