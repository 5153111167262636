/** What was rejected, and why? From the lists that the last builds wrote; asks nobody, and takes no lock. */
import { linesOf } from '../base/lines.js'
import { UserError } from '../domain/diagnostic.js'
import type { RejectedList } from '../domain/rejected.js'
import { type FusionTarget, type MergedTarget, mergedId } from '../domain/target.js'
import { tallyRejected } from '../fusion/rejected-list.js'
import { unknownReason } from '../messages/rejected.js'
import { knownReasons } from '../messages/rejected-lines.js'
import { type JudgedProject, type JudgedTarget, judgeProject } from './judge-project.js'
import { variantsMustBeKnown } from './known-variants.js'
import type { LoadedConfig } from './load-project.js'
import { groupsNamed } from './named-targets.js'
import type { Surroundings } from './surroundings.js'

export interface RejectedOptions {
  /** Names of groups, or of keys under `groups`, or `merged`; none: all. */
  readonly groups?: readonly string[]
  /** How many cells of each reason are shown. Default: 3. */
  readonly limit?: number
  /** Only what was rejected for this. */
  readonly reason?: string
  /** Only cells of this variant. */
  readonly variant?: string
}

/** Throws `UserError` where there is no such group, variant or reason. */
export async function rejectedOfProject(
  config: LoadedConfig,
  options: RejectedOptions,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<RejectedList> {
  variantsMustBeKnown(options.variant === undefined ? [] : [options.variant], config.project)
  const project = await judgeProject(config, { offline: true }, surroundings, signal)
  const names = options.groups ?? []
  const judged = groupsIn(project, names)
  const tally = tallyRejected({ limit: options.limit ?? 3, reason: options.reason, variant: options.variant })
  const outdated: string[] = []
  for (const one of judged) {
    const { group } = one.target
    const lines = eachLine(one, project, (path, line, text) => tally.add(group, path, line, text))
    if (lines > 0 && one.state !== 'fresh') outdated.push(group)
  }
  for (const one of mergedIn(project, names)) {
    const lines = eachLine(one, project, (path, line, text) => tally.addMerged(path, line, text))
    if (lines > 0 && one.state !== 'fresh') outdated.push(one.target.id)
  }
  const { cells, reasons, skipped, contradictions, met } = tally
  const known = [...new Set([...knownReasons, ...met])]
  if (options.reason !== undefined && !known.includes(options.reason))
    throw new UserError([unknownReason(options.reason, known)])
  return { v: 1, cells, reasons, skipped, contradictions, outdated }
}

/** Of the list that its last build wrote. Returns how many there are. */
function eachLine(
  { target, last }: JudgedTarget & { readonly target: FusionTarget | MergedTarget },
  { parts: { disk } }: JudgedProject,
  tell: (path: string, line: number, text: string) => void,
): number {
  const path = target.rejectedOutput
  if (last === undefined || disk.stat(path) === undefined) return 0
  let line = 0
  for (const text of linesOf(disk.readChunks(path))) {
    line += 1
    tell(path, line, text)
  }
  return line
}

type JudgedFusion = JudgedTarget & { readonly target: FusionTarget }

function groupsIn({ targets }: JudgedProject, names: readonly string[]): readonly JudgedFusion[] {
  const fusions = targets.filter((judged): judged is JudgedFusion => judged.target.kind === 'fusion')
  const named = new Set(
    groupsNamed(
      fusions.map(({ target }) => target),
      names.filter((name) => name !== mergedId),
    ),
  )
  if (names.length > 0 && names.every((name) => name === mergedId)) return []
  return fusions.filter(({ target }) => named.has(target))
}

type JudgedMerged = JudgedTarget & { readonly target: MergedTarget }

function mergedIn({ targets }: JudgedProject, names: readonly string[]): readonly JudgedMerged[] {
  if (names.length > 0 && !names.includes(mergedId)) return []
  return targets.filter((judged): judged is JudgedMerged => judged.target.kind === 'merged')
}
