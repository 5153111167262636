import type { Diagnostic } from '../domain/diagnostic.js'
import { type FusionTarget, mergedId } from '../domain/target.js'
import {
  groupIsCalledMerged,
  groupsShareName,
  outputIsInput,
  outputOfOtherConfig,
  outputsShareName,
} from '../messages/targets.js'
import type { BuildParts } from './parts.js'

/** What only shows when all groups are known: two of one name, two outputs on one path, an output over an input or over another config's. */
export function clashes(fusions: readonly FusionTarget[], parts: BuildParts): readonly Diagnostic[] {
  const byName = new Map<string, FusionTarget>()
  const byPath = new Map<string, string>()
  const inputs = new Set(fusions.flatMap((fusion) => fusion.inputs.map(({ path }) => path as string)))
  const diagnostics: Diagnostic[] = []
  const { merged } = parts.project.output
  byPath.set(merged, 'merged')
  for (const fusion of fusions) {
    const twin = byName.get(fusion.group)
    const { place } = fusion.rule
    if (fusion.id === mergedId) diagnostics.push(groupIsCalledMerged(originOf(fusion), place))
    if (twin !== undefined) diagnostics.push(groupsShareName(fusion.group, originOf(twin), originOf(fusion), place))
    else {
      const other = byPath.get(fusion.output)
      if (other !== undefined) diagnostics.push(outputsShareName(fusion.output, other, fusion.group, place))
      if (inputs.has(fusion.output)) diagnostics.push(outputIsInput(fusion.output, place))
    }
    byName.set(fusion.group, fusion)
    byPath.set(fusion.output, fusion.group)
  }
  return [...diagnostics, ...overOthers([...byPath.keys()], parts)]
}

function originOf({ rule, inputs, overrides }: FusionTarget): string {
  const questions = inputs.find(({ path }) => path !== overrides)
  return rule.origin.kind === 'files' ? (questions?.name ?? rule.key) : `groups.${rule.key}`
}

/** Looked up only where a path is not ours already: a build with nothing to do reads no other config's log. */
function overOthers(paths: readonly string[], parts: BuildParts): Diagnostic[] {
  const ours = new Set(
    [...parts.log.targets.values()].flatMap(({ outputs }) => outputs.map(({ path }) => path as string)),
  )
  const fresh = paths.filter((path) => !ours.has(path))
  if (fresh.length === 0) return []
  const others = parts.outputsOfOthers()
  return fresh.flatMap((path) => {
    const config = others.get(path)
    return config === undefined ? [] : [outputOfOtherConfig(path, config)]
  })
}
