/** The lines of the build log (build-log.ts), and what they come to. */
import type { Digest } from '../base/hash.js'
import { unreachable } from '../base/unreachable.js'
import type { Identity } from '../domain/completion.js'
import type { Components, TargetId } from '../domain/target.js'
import type { Built, Unmade } from './built.js'

/** Raised when older records cannot be read any more; completions are kept all the same. */
export const formatVersion = 1

export type LogLine =
  | { readonly kind: 'format'; readonly version: number }
  | { readonly kind: 'components'; readonly digest: Digest; readonly values: Components }
  | { readonly kind: 'built'; readonly built: Built }
  | { readonly kind: 'unmade'; readonly unmade: Unmade }
  | { readonly kind: 'announced'; readonly target: TargetId; readonly outputs: readonly Digest[] }
  | { readonly kind: 'forgot'; readonly target: TargetId }
  | { readonly kind: 'forgot-orphan'; readonly path: string }
  | { readonly kind: 'orphan'; readonly path: string; readonly digest: Digest }
  | { readonly kind: 'kept'; readonly path: string; readonly from: Digest }
  | { readonly kind: 'identity'; readonly model: string; readonly identity: Identity }

/** Whether a line has what `learn` reads of it; any other is as if it had never been written. */
export function isWhole(line: LogLine | null): line is LogLine {
  switch (line?.kind) {
    case 'built':
      return Array.isArray(line.built?.outputs) && typeof line.built.inputs === 'object'
    case 'unmade':
      return typeof line.unmade?.tally === 'object' && Number.isFinite(line.unmade.at)
    case 'announced':
      return Array.isArray(line.outputs)
    case 'identity':
      return typeof line.identity?.id === 'string'
    case 'components':
      return typeof line.values === 'object'
    case 'kept':
    case 'orphan':
    case 'forgot':
    case 'forgot-orphan':
    case 'format':
      return true
    default:
      return false
  }
}

/** What the lines say, the last word of each. */
export interface LogMemory {
  readonly targets: Map<TargetId, Built>
  readonly unmade: Map<TargetId, Unmade>
  readonly components: Map<Digest, Components>
  readonly identities: Map<string, Identity>
  readonly announced: Map<TargetId, readonly Digest[]>
  readonly orphans: Map<string, Digest>
  readonly kept: Map<string, Digest>
}

/** Of a log in which nothing stands. */
export function emptyMemory(): LogMemory {
  return {
    targets: new Map(),
    unmade: new Map(),
    components: new Map(),
    identities: new Map(),
    announced: new Map(),
    orphans: new Map(),
    kept: new Map(),
  }
}

/** What one more line says. */
export function learn(memory: LogMemory, line: LogLine): void {
  switch (line.kind) {
    case 'components':
      memory.components.set(line.digest, line.values)
      break
    case 'built':
      memory.targets.set(line.built.target, line.built)
      memory.announced.delete(line.built.target)
      if (line.built.incomplete === undefined) memory.unmade.delete(line.built.target)
      for (const { path } of line.built.outputs) memory.orphans.delete(path)
      break
    case 'unmade':
      memory.unmade.set(line.unmade.target, line.unmade)
      break
    case 'announced':
      // All since the last record: a build may be cut off again before it wrote what it announced.
      memory.announced.set(line.target, [...new Set([...(memory.announced.get(line.target) ?? []), ...line.outputs])])
      break
    case 'orphan':
      memory.orphans.set(line.path, line.digest)
      break
    case 'kept':
      memory.kept.set(line.path, line.from)
      break
    case 'forgot':
      memory.targets.delete(line.target)
      memory.unmade.delete(line.target)
      break
    case 'forgot-orphan':
      memory.orphans.delete(line.path)
      break
    case 'identity':
      memory.identities.set(line.model, line.identity)
      break
    case 'format':
      break
    default:
      unreachable(line)
  }
}

/** What a rewritten log holds: components that no target uses any more are left out. */
export function liveLines({ targets, unmade, components, identities, announced, orphans, kept }: LogMemory): LogLine[] {
  const built = [...targets.values()]
  const used = new Set(built.map((each) => each.components))
  return [
    { kind: 'format', version: formatVersion },
    ...[...components]
      .filter(([digest]) => used.has(digest))
      .map(([digest, values]): LogLine => ({ kind: 'components', digest, values })),
    ...[...identities].map(([model, identity]): LogLine => ({ kind: 'identity', model, identity })),
    ...[...orphans].map(([path, digest]): LogLine => ({ kind: 'orphan', path, digest })),
    ...[...kept].map(([path, from]): LogLine => ({ kind: 'kept', path, from })),
    ...built.map((each): LogLine => ({ kind: 'built', built: each })),
    ...[...unmade.values()].map((each): LogLine => ({ kind: 'unmade', unmade: each })),
    ...[...announced].map(([target, outputs]): LogLine => ({ kind: 'announced', target, outputs })),
  ]
}
