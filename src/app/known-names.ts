/**
 * Which names does a project have, as far as that is known at once? For whoever types one.
 *
 * From the parsed config, the names of its question files, and what the last builds recorded. Nothing is judged, hashed or asked,
 * nothing is written, and no lock is taken. What only a build can tell is left out: groups that a source was not cut into yet.
 */
import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Project, Recipe, Variant } from '../domain/project.js'
import { cutId, fusionId, mergedId, sourceId, type TargetId } from '../domain/target.js'
import { findNames } from '../questions/find-files.js'
import { groupName } from '../run/inputs.js'
import { type Built, type BuildLog, openBuildLog } from '../store/build-log.js'
import { statePaths } from './layout.js'
import { type LoadedConfig, loadProject } from './load-project.js'

/** What a name stands for. */
export type KnownName =
  | { readonly kind: 'source' | 'group' | 'merged'; readonly name: string; readonly records: number | undefined }
  /** A key under `groups`, with how many groups it is known to have. */
  | { readonly kind: 'key'; readonly name: string; readonly groups: number }
  | { readonly kind: 'cut'; readonly name: string; readonly source: string }
  | {
      readonly kind: 'file'
      readonly name: string
      readonly is: 'output' | 'questions' | 'config' | 'prompt' | 'edited'
    }

export interface KnownProject extends LoadedConfig {
  readonly log: Pick<BuildLog, 'targets' | 'identities' | 'kept'>
}

/** `undefined`: there is no config, or not one that can be read. `path`: from the working folder. */
export async function projectAtHand(cwd: string, path: string): Promise<KnownProject | undefined> {
  try {
    const loaded = await loadProject(cwd, path, {})
    const log = openBuildLog(join(loaded.root, statePaths(loaded.project.config).buildLog), { write: false })
    return { ...loaded, log }
  } catch {
    return undefined // whoever reads it in earnest says why
  }
}

/** Names that `build` takes, in the order of the config. */
export function targetNames(known: KnownProject): readonly KnownName[] {
  const { project, log } = known
  const sources = project.sources.flatMap((source): KnownName[] =>
    source.kind === 'faker'
      ? [{ kind: 'source', name: sourceId(source.name), records: recordsOf(sourceId(source.name), log) }]
      : [],
  )
  const cuts = project.groups.flatMap(({ key, origin }): KnownName[] =>
    origin.kind === 'source' ? [{ kind: 'cut', name: cutId(key), source: origin.source }] : [],
  )
  return each([...groupNames(known), ...sources, ...cuts, mergedName(log)])
}

/** Groups and the keys that they are of. */
export function groupNames({ root, project, log }: KnownProject): readonly KnownName[] {
  return each(
    project.groups.flatMap((rule): KnownName[] => {
      const groups =
        rule.origin.kind === 'files'
          ? findNames(root, rule.origin.files).map(groupName)
          : (log.targets.get(cutId(rule.key))?.outputs ?? []).flatMap(({ group }) => group ?? [])
      const named = groups.map((name): KnownName => ({ kind: 'group', name, records: recordsOf(fusionId(name), log) }))
      return [...named, { kind: 'key', name: rule.key, groups: groups.length }]
    }),
  )
}

/** The file that all groups are merged in. */
export function mergedName(log: KnownProject['log']): KnownName {
  return { kind: 'merged', name: mergedId, records: recordsOf(mergedId, log) }
}

/** Files that targets are, as they are named from the folder of the config. */
export function outputNames(known: KnownProject): readonly KnownName[] {
  return outputsOf(known).map((name) => ({ kind: 'file', name, is: 'output' }))
}

/** Files that `explain` knows, from the working folder. */
export function explainedFiles(known: KnownProject, cwd: string): readonly KnownName[] {
  const { root, project } = known
  const patterns = [...project.groups.map(({ origin }) => origin), ...project.sources].flatMap((each) =>
    each.kind === 'files' ? [each.files] : [],
  )
  const questions = patterns.flatMap((files) => findNames(root, files))
  const files = [
    ...outputsOf(known).map((path) => [path, 'output'] as const),
    ...questions.map((path) => [path, 'questions'] as const),
    ...project.promptFiles.map((path) => [path, 'prompt'] as const),
    [project.config, 'config'] as const,
  ]
  return each(files.map(([path, is]) => ({ kind: 'file', name: fromHere(root, path, cwd), is })))
}

/** Files that `accept` takes, from the working folder: copies of what was edited first. */
export function editedFiles(known: KnownProject, cwd: string): readonly KnownName[] {
  const { root, project, log } = known
  const kept = [...log.kept.keys()].filter((path) => existsSync(join(root, path)))
  const ofGroups = outputsOf(known).filter((path) => path !== project.output.merged)
  const files = [...kept.map((path) => [path, 'edited'] as const), ...ofGroups.map((path) => [path, 'output'] as const)]
  return each(files.map(([path, is]) => ({ kind: 'file', name: fromHere(root, path, cwd), is })))
}

/** In the order of the config, each once. */
export function variantsOf(project: Project): readonly Variant[] {
  const all = recipesOf(project).flatMap(({ variants }) => variants)
  return [...new Map(all.map((variant) => [variant.name, variant])).values()]
}

/** Models that the config names, and those that its engine was once asked who they are. */
export function modelNames({
  project,
  log,
}: KnownProject): readonly { readonly name: string; readonly isNow: boolean }[] {
  const now = new Set(recipesOf(project).flatMap(({ variants }) => variants.map(({ model }) => model)))
  const start = `${project.engine.kind} `
  const once = [...log.identities.keys()].flatMap((key) => (key.startsWith(start) ? [key.slice(start.length)] : []))
  return [...new Set([...now, ...once])].map((name) => ({ name, isNow: now.has(name) }))
}

const recipesOf = ({ groups }: Project): readonly Recipe[] => [
  ...new Set(groups.flatMap(({ recipes }) => Object.values(recipes))),
]

/** Of targets that the config still has: groups by their files, all else by its name. */
function outputsOf(known: KnownProject): readonly string[] {
  const { log, project } = known
  const sources = project.sources.flatMap((source) => (source.kind === 'faker' ? [source.output] : []))
  const groups = groupNames(known).flatMap(({ kind, name }) => (kind === 'group' ? pathsOf(log, fusionId(name)) : []))
  return [...groups, ...sources, project.output.merged]
}

const pathsOf = ({ targets }: KnownProject['log'], id: TargetId): readonly string[] =>
  targets.get(id)?.outputs.map(({ path }) => path) ?? []

/** `undefined`: it was never built. */
function recordsOf(id: TargetId, { targets }: KnownProject['log']): number | undefined {
  const built: Built | undefined = targets.get(id)
  return built?.outputs.reduce((sum, { records }) => sum + records, 0)
}

function fromHere(root: string, path: string, cwd: string): string {
  return relative(cwd, join(root, path)).replaceAll('\\', '/')
}

/** The first of each name stands. */
function each(names: readonly KnownName[]): readonly KnownName[] {
  const first = new Map<string, KnownName>()
  for (const one of names) if (!first.has(one.name)) first.set(one.name, one)
  return [...first.values()]
}
