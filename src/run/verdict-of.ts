import type { Verdict } from '../domain/reason.js'
import type { RelPath } from '../domain/path.js'
import type { Output, Target } from '../domain/target.js'
import { judge } from '../plan/verdict.js'
import { digestOfComponents } from '../store/build-log.js'
import type { BuildParts } from './parts.js'

/** What its last build was made from against what it is made from now. */
export function verdictOf(target: Target, parts: BuildParts): Verdict {
  const last = parts.log.targets.get(target.id)
  const now = {
    kind: target.kind,
    components: target.components,
    componentsDigest: digestOfComponents(target.components),
    inputs: Object.fromEntries(target.inputs.map(({ name, digest }) => [name, digest])),
  }
  const outputs = outputsOf(target, last?.outputs ?? [])
  const before = last === undefined ? undefined : { ...last, components: parts.log.componentsOf(last) }
  return judge({ ...now, outputs }, before, (path) => parts.stats.digestOf(path), parts.isForced)
}

/** Where its files belong; a cut's groups are known from its last build. */
function outputsOf(target: Target, last: readonly Output[]): readonly RelPath[] {
  if (target.kind !== 'cut') return [target.output]
  return last.flatMap(({ group }) => (group === undefined ? [] : [target.outputOf(group)]))
}
