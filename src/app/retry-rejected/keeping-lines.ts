/** Which line of the config keeps what more attempts have found? */
import { defined } from '../../base/defined.js'
import type { FindSetting } from '../../domain/place.js'
import type { KeepingLine } from '../../domain/rejected.js'
import type { FusionTarget } from '../../domain/target.js'
import { settingsIn } from '../config-settings.js'
import type { LoadedConfig } from '../load-project.js'

export interface GroupFound {
  readonly target: FusionTarget
  /** The highest attempt that a text was found at; 0: none was. */
  readonly highest: number
}

/**
 * A line for each place that says how many attempts a group has. What stands for all keys is raised only where all of them were tried:
 * else a build would ask for the others. `untried`: groups with rejected cells that were left alone.
 */
export function keepingLines(
  found: readonly GroupFound[],
  untried: readonly FusionTarget[],
  config: LoadedConfig,
): readonly KeepingLine[] {
  const find = settingsIn(config)
  const tried = new Set(found.map(({ target }) => target.rule.key))
  const isShared = untried.every(({ rule: { key } }) => tried.has(key) || ownPlace(key, find) !== undefined)
  const keyFor = (key: string) => (isShared && ownPlace(key, find) === undefined ? undefined : key)
  const highest = new Map<string | undefined, number>()
  for (const { target, highest: attempt } of found) {
    const key = keyFor(target.rule.key)
    if (attempt > 0) highest.set(key, Math.max(attempt, highest.get(key) ?? 0))
  }
  return [...highest].map(([key, maxAttempts]): KeepingLine => {
    const place = key === undefined ? find([['max_attempts']]) : ownPlace(key, find)
    const { path, line, column } = place ?? {}
    return {
      maxAttempts,
      ...defined({ group: key }),
      ...(path === undefined || line === undefined || column === undefined ? {} : { place: { path, line, column } }),
      alsoFor: untried.filter(({ rule }) => keyFor(rule.key) === key).map(({ group }) => group),
    }
  })
}

const ownPlace = (key: string, find: FindSetting) => find([['groups', key, 'max_attempts']])
