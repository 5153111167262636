import { unreachable } from '../base/unreachable.js'
import { cutId, fusionId, type Input, sourceId, type Target, type TargetId } from '../domain/target.js'

/** What a target reads: other targets, and files that are no target's. */
export interface Needs {
  readonly targets: readonly TargetId[]
  readonly files: readonly Input[]
}

/** `waitsFor`: targets whose outputs are not there yet, so that they are no inputs. */
export function needsOf(target: Target, waitsFor: readonly TargetId[] = []): Needs {
  switch (target.kind) {
    case 'source':
      return { targets: [], files: [] }
    case 'cut': {
      const { origin } = target.rule
      const source = origin.kind === 'source' ? sourceId(origin.source) : undefined
      const isGenerated = target.inputs.some(({ name }) => name === source)
      return source !== undefined && isGenerated
        ? { targets: [source], files: [] }
        : { targets: [], files: target.inputs }
    }
    case 'fusion':
      return target.rule.origin.kind === 'source'
        ? {
            targets: [cutId(target.rule.key)],
            files: target.inputs.filter(({ name }) => name !== `group:${target.group}`),
          }
        : { targets: [], files: target.inputs }
    case 'merged':
      return { targets: [...new Set([...target.groups.map(fusionId), ...waitsFor])], files: [] }
    default:
      return unreachable(target)
  }
}
