/** Which sources, cuts and fusions are there? Those that the config names, that its patterns find, and that cuts have written. */
import { bug } from '../base/unreachable.js'
import type { FakerSource, FileSource, GroupRule } from '../domain/project.js'
import {
  type CutTarget,
  cutId,
  type FusionTarget,
  type Input,
  type Output,
  type SourceTarget,
  sourceId,
  type TargetId,
} from '../domain/target.js'
import type { FusionVersions } from '../plan/components.js'
import { cutTarget, fusionTarget, sourceTarget } from '../plan/list-targets.js'
import { type FileGroup, inputsOf } from './inputs.js'
import type { OverridesOfBuild } from './overrides.js'
import type { BuildParts } from './parts.js'

/** Sources whose rows are made up. */
export function generatedSources({ project, versions }: BuildParts): readonly SourceTarget[] {
  return project.sources
    .filter((source) => source.kind === 'faker')
    .map((source) => sourceTarget(source, versions.generator))
}

export type MakeFusion = (rule: GroupRule, group: string, input: Input) => Promise<FusionTarget>

/** Made once a build: what many fusions have in common is digested once for all that have the same `versions`. */
export function fusionMaker(
  overrides: OverridesOfBuild,
  { project, versions, checks, identities }: BuildParts,
): MakeFusion {
  const shared: FusionVersions = { cleaning: versions.cleaning, checks, identities }
  return async (rule, group, input) => overrides.laidOver(await fusionTarget(rule, group, input, project, shared))
}

/** The fusions of groups that are files, by the rule that they come from. */
export type FromFiles = ReadonlyMap<GroupRule, readonly FusionTarget[]>

/** In the order in which the files were found. */
export async function fusionsOfFiles(groupFiles: readonly FileGroup[], makeFusion: MakeFusion): Promise<FromFiles> {
  const made = new Map<GroupRule, FusionTarget[]>()
  for (const { rule, group, input } of groupFiles) {
    const target = await makeFusion(rule, group, input)
    const targets = made.get(rule)
    if (targets === undefined) made.set(rule, [target])
    else targets.push(target)
  }
  return made
}

/** All fusions, in the order of the config: files as they were found, cuts as they were cut. `cuts`: what each has written. */
export async function fusionsIn(
  fromFiles: FromFiles,
  cuts: ReadonlyMap<TargetId, readonly Output[]>,
  makeFusion: MakeFusion,
  { project }: BuildParts,
): Promise<readonly FusionTarget[]> {
  const fusions: FusionTarget[] = []
  for (const rule of project.groups) {
    fusions.push(...(fromFiles.get(rule) ?? []))
    for (const { path, digest, group } of (rule.origin.kind === 'source' && cuts.get(cutId(rule.key))) || []) {
      const name = group ?? bug(`a cut wrote "${path}" for no group`)
      fusions.push(await makeFusion(rule, name, { name: `group:${group}`, path, digest }))
    }
  }
  return fusions
}

/** All cuts, in the order of the config, each as its source is when it is asked for. */
export async function* cutsOf(parts: BuildParts): AsyncGenerator<CutTarget> {
  for (const rule of parts.project.groups) if (rule.origin.kind === 'source') yield await cutOf(rule, parts)
}

/** Cuts of the user's own files, whose data can be checked before anything runs. */
export async function cutsOfFiles(parts: BuildParts): Promise<readonly CutTarget[]> {
  const rules = parts.project.groups.filter(
    ({ origin }) => origin.kind === 'source' && sourceOf(origin.source, parts).kind === 'files',
  )
  return Promise.all(rules.map((rule) => cutOf(rule, parts)))
}

async function cutOf(rule: GroupRule, parts: BuildParts): Promise<CutTarget> {
  const { origin } = rule
  const source = origin.kind === 'source' ? sourceOf(origin.source, parts) : bug(`group "${rule.key}" is no cut`)
  const inputs =
    source.kind === 'files' ? await inputsOf(source.files, source.place, parts) : generatedInputs(source, parts)
  return cutTarget(rule, source, inputs, parts.project)
}

/** None where the source was never made and is not asked for: then its cut is not asked for either. */
function generatedInputs({ name }: FakerSource, parts: BuildParts): Input[] {
  const outputs = parts.log.targets.get(sourceId(name))?.outputs ?? []
  return outputs.map(({ path, digest }) => ({ name: `source:${name}`, path, digest }))
}

function sourceOf(name: string, parts: BuildParts): FakerSource | FileSource {
  return parts.project.sources.find((source) => source.name === name) ?? bug(`no source "${name}"`)
}
