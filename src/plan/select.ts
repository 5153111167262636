/**
 * Which targets were asked for?
 *
 * `people-1` is the fusion of that group, `people` all groups of that key, `source:random`, `group:people-1` (or `groups:people`),
 * `merged`; or the path of an output. What a target needs is built with it; what reads it is left alone.
 */
import type { GroupRule } from '../domain/project.js'
import { type CutTarget, cutId, type SourceTarget, type Target } from '../domain/target.js'
import { unreachable } from '../base/unreachable.js'

export interface Selection {
  /** Nothing was named: everything is wanted. */
  readonly isAll: boolean
  wants(target: Target): boolean
  /** Names that a cut answers to, too, now that it is known which groups it makes. */
  met(names: readonly string[]): void
  /** Names that no target has answered to, after all targets were asked. */
  unknown(): readonly string[]
  /** Names that targets may be called by, of those asked so far. */
  known(): readonly string[]
}

/**
 * A selection that is asked about each target once it is known; sources and cuts are wanted for the fusions below them,
 * so fusions that are known without them are asked about first. `groups`: those of the config.
 */
export function selectionOf(names: readonly string[], mergedPath: string, groups: readonly GroupRule[]): Selection {
  const unmet = new Set(names)
  const known = new Set<string>()
  const isAll = names.length === 0
  const wantsMerged = names.includes('merged') || names.includes(mergedPath)

  return {
    isAll,
    wants: (target) => {
      if (isAll) return true
      const aliases = aliasesOf(target)
      for (const alias of aliases) known.add(alias)
      if (target.kind === 'fusion' && target.rule.origin.kind === 'source') unmet.delete(`group:${target.group}`)
      const isNamed = aliases.filter((alias) => names.includes(alias))
      for (const alias of isNamed) unmet.delete(alias)
      if (isNamed.length > 0) return true
      if (target.kind === 'merged' || target.kind === 'fusion') return wantsMerged
      return wantsMerged || isNeeded(target)
    },
    met: (answered) => {
      for (const name of answered) {
        known.add(name)
        unmet.delete(name)
      }
    },
    unknown: () => [...unmet],
    known: () => [...known].sort(),
  }

  /** A cut's groups are known when it has run: it is made for any name that is not known to be something else. It costs no call. */
  function isNeeded(target: SourceTarget | CutTarget): boolean {
    const rules = target.kind === 'cut' ? [target.rule] : groups.filter((rule) => reads(rule, target.source.name))
    return rules.some((rule) => [...unmet].some((name) => name === cutId(rule.key) || mayBeOf(name, rule)))
  }
}

const reads = ({ origin }: GroupRule, source: string): boolean => origin.kind === 'source' && origin.source === source

function mayBeOf(name: string, rule: GroupRule): boolean {
  const group = name.startsWith('group:') ? name.slice('group:'.length) : name
  return group === rule.key || group.startsWith(`${rule.key}-`) || group.includes('/')
}

/** What a target may be called by. A cut answers to its groups, too, once it is known which it makes. */
export function aliasesOf(target: Target): readonly string[] {
  switch (target.kind) {
    case 'source':
    case 'merged':
      return [target.id, target.output]
    case 'cut':
      return [target.id]
    case 'fusion':
      return [target.id, target.rule.key, target.output]
    default:
      return unreachable(target)
  }
}
