import type { Graph } from '../domain/graph.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import { collapsed, graphOf } from '../plan/graph.js'
import { type JudgeOptions, judgeProject } from './judge-project.js'
import type { LoadedConfig } from './load-project.js'
import { needTargets } from './named-targets.js'
import type { Surroundings } from './surroundings.js'

export interface GraphOptions extends JudgeOptions {
  /** Names of targets: these, and what they need. None: all. */
  readonly targets?: readonly string[]
  /** Where there are more nodes, the groups of a key become one. Left out: as many as there are. */
  readonly atMost?: number
}

/** What reads what, and in which state it is. Throws `UserError`. Takes no lock, writes nothing. */
export async function graphOfProject(
  config: LoadedConfig,
  { targets = [], atMost = Infinity, ...options }: GraphOptions,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<{ readonly graph: Graph; readonly warnings: readonly Diagnostic[] }> {
  const judged = await judgeProject(config, options, surroundings, signal)
  const wanted = targets.length === 0 ? undefined : needTargets(targets, judged.targets)
  const ids = wanted === undefined ? undefined : new Set(wanted.map(({ target }) => target.id))
  return { graph: collapsed(graphOf(judged.targets, ids), atMost), warnings: judged.warnings }
}
