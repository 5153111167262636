/** What was rejected, and why? From the lists that the last builds wrote; asks nobody, and takes no lock. */
import { linesOf } from '../base/lines.js'
import { UserError } from '../domain/diagnostic.js'
import type { RejectedList } from '../domain/rejected.js'
import type { FusionTarget } from '../domain/target.js'
import { tallyRejected } from '../fusion/rejected-list.js'
import { unknownTarget } from '../messages/targets.js'
import { type JudgedProject, type JudgedTarget, judgeProject } from './judge-project.js'
import type { LoadedConfig } from './load-project.js'
import { variantsMustBeKnown } from './preview-choice.js'
import type { Surroundings } from './surroundings.js'

export interface RejectedOptions {
  /** Names of groups, or of keys under `groups`; none: all. */
  readonly groups?: readonly string[]
  /** How many cells of each reason are shown. Default: 3. */
  readonly limit?: number
  /** Only what was rejected for this. */
  readonly reason?: string
  /** Only cells of this variant. */
  readonly variant?: string
}

/** Throws `UserError` where there is no such group, or variant. */
export async function rejectedOfProject(
  config: LoadedConfig,
  options: RejectedOptions,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<RejectedList> {
  variantsMustBeKnown(options.variant === undefined ? [] : [options.variant], config.project)
  const project = await judgeProject(config, { offline: true }, surroundings, signal)
  const { disk } = project.parts
  const judged = groupsIn(project, options.groups ?? [])
  const tally = tallyRejected({ limit: options.limit ?? 3, reason: options.reason, variant: options.variant })
  const outdated: string[] = []
  for (const { target, last, state } of judged) {
    if (last === undefined || disk.stat(target.rejectedOutput) === undefined) continue
    let line = 0
    for (const text of linesOf(disk.readChunks(target.rejectedOutput))) {
      line += 1
      tally.add(target.group, target.rejectedOutput, line, text)
    }
    if (line > 0 && state !== 'fresh') outdated.push(target.group)
  }
  const { cells, reasons, skipped } = tally
  return { v: 1, cells, reasons, skipped, outdated }
}

type JudgedFusion = JudgedTarget & { readonly target: FusionTarget }

function groupsIn({ targets }: JudgedProject, names: readonly string[]): readonly JudgedFusion[] {
  const fusions = targets.filter((judged): judged is JudgedFusion => judged.target.kind === 'fusion')
  const named = new Set(
    groupsNamed(
      fusions.map(({ target }) => target),
      names,
    ),
  )
  return fusions.filter(({ target }) => named.has(target))
}

/** The groups with one of these names, or of these keys; no names: all. Throws `UserError` for a name that none has. */
export function groupsNamed(all: readonly FusionTarget[], names: readonly string[]): readonly FusionTarget[] {
  const known = new Set(all.flatMap(({ group, rule }) => [group, rule.key]))
  const unknown = names.filter((name) => !known.has(name))
  if (unknown.length > 0) throw new UserError(unknown.map((name) => unknownTarget(name, [...known])))
  return names.length === 0 ? all : all.filter(({ group, rule }) => names.includes(group) || names.includes(rule.key))
}
