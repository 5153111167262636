import type { Digest } from '../base/hash.js'
import type { Target, TargetId } from '../domain/target.js'
import type { BuildParts } from '../run/parts.js'

export interface Orphan {
  readonly path: string
  /** As we wrote it: a file that holds something else is not ours to delete. */
  readonly digest: Digest
  /** The target that is no longer in the config; `undefined`: a target that is, but no longer makes this file. */
  readonly target?: TargetId
}

/** Files that we wrote and that no target of the config makes any more, and that are still there. */
export function orphansOf(
  { log, disk }: Pick<BuildParts, 'log' | 'disk'>,
  targets: readonly Target[],
): readonly Orphan[] {
  const current = new Set(targets.map(({ id }) => id))
  const owned = new Set<string>()
  for (const built of log.targets.values())
    if (current.has(built.target)) for (const { path } of built.outputs) owned.add(path)
  const ofGone = [...log.targets.values()]
    .filter(({ target }) => !current.has(target))
    .flatMap(({ target, outputs }) => outputs.map(({ path, digest }): Orphan => ({ path, digest, target })))
  const dropped = [...log.orphans].map(([path, digest]): Orphan => ({ path, digest }))
  const seen = new Map([...dropped, ...ofGone].map((orphan) => [orphan.path, orphan]))
  return [...seen.values()].filter(({ path }) => !owned.has(path) && disk.stat(path) !== undefined)
}
