/**
 * What does the config file say? Read from its cache where nothing changed: a build with nothing to do loads no YAML parser.
 *
 * The cache's law: an entry is good for the same bytes of the config and of every prompt file, the same overrides, and the same version
 * of fusionkit. A bad entry is a miss. Anyone may delete it.
 */
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { type Digest, digestOf, digestOfFrames } from '../base/hash.js'
import { isJsonObject } from '../base/json.js'
import { sealedJson, unsealedJson } from '../base/sealed-json.js'
import { writeWhole } from '../base/whole-file.js'
import { type Diagnostic, UserError } from '../domain/diagnostic.js'
import { relPath } from '../domain/path.js'
import type { Project } from '../domain/project.js'
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
  /** Of everything that the project was made from; `undefined`: it was not in the cache, or is in no file. */
  readonly digest?: Digest
  /** How a command line names it; left out: it has no file. */
  readonly called?: ConfigWords
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

/** Throws `UserError` with everything that is wrong. `path` is taken from the working folder `cwd`. */
export async function loadProject(cwd: string, path: string, overrides: Overrides): Promise<LoadedConfig> {
  const file = resolve(cwd, path)
  const root = dirname(file)
  const called = { ...overrides, ...(file === resolve(cwd, defaultConfig) ? {} : { path }) }
  const bytes = readIfThere(file)
  if (bytes === undefined) {
    const { configIsNotThere } = await import('../messages/targets.js')
    throw new UserError([configIsNotThere(path)])
  }
  const cachePath = join(root, statePaths(basename(file)).parsedConfig)
  const config = digestOf(bytes)
  const cached = readCache(cachePath)
  if (cached !== undefined && isGood(cached, config, overrides, root)) {
    const project = unpackedIfWhole(cached.packed)
    if (project !== undefined) return { root, project, called, digest: digestOfIngredients(cached), warnings: [] }
  }
  const { project, warnings } = await parseProject(root, basename(file), bytes.toString('utf8'), overrides)
  const promptFiles = Object.fromEntries(
    project.promptFiles.map((each) => [each, digestOf(readIfThere(join(root, each)) ?? '')]),
  )
  if (warnings.length === 0) writeCache(cachePath, { version, config, overrides, promptFiles, packed: packed(project) })
  return { root, project, called, warnings }
}

function digestOfIngredients({ config, overrides, promptFiles }: CachedConfig): Digest {
  return digestOfFrames([version, config, JSON.stringify(overrides), JSON.stringify(promptFiles)])
}

/** Parses and checks a config's text; `fuse` has one that is in no file. */
export async function parseProject(
  root: string,
  name: string,
  text: string,
  overrides: Overrides,
): Promise<{ readonly project: Project; readonly warnings: readonly Diagnostic[] }> {
  const [{ readConfig }, { catalogues }, { checkGenerator }] = await Promise.all([
    import('../config/read.js'),
    import('./catalogues.js'),
    import('../questions/check-generator.js'),
  ])
  const readPromptFile = async (path: string) => readFile(join(root, path), 'utf8').catch(() => undefined)
  return readConfig({ text, path: relPath(name), overrides, catalogues, readFile: readPromptFile, checkGenerator })
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

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

function readCache(path: string): CachedConfig | undefined {
  try {
    const entry = unsealedJson(readFileSync(path, 'utf8'))
    return isJsonObject(entry) ? (entry as unknown as CachedConfig) : undefined
  } catch {
    return undefined
  }
}

function writeCache(path: string, entry: CachedConfig): void {
  try {
    writeWhole(path, sealedJson(entry), { isSynced: false })
  } catch {
    // a read-only folder: the next build parses again
  }
}
