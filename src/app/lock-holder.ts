import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { isJsonObject, parseJson } from '../base/json.js'
import type { LockHolder } from '../domain/status.js'
import { isAlive } from './is-alive.js'
import { isoTime } from './iso-time.js'
import { stateRoot } from './layout.js'

/**
 * Who holds the lock of a project now; `undefined`: nobody, or a process of this machine that has ended. Takes no lock. What the file says
 * is only shown, so it is read as far as it can be: the last line is the last who claimed it.
 */
export function lockHolder(root: string): LockHolder | undefined {
  const claim =
    readIfThere(join(root, stateRoot, 'lock'))
      .trimEnd()
      .split('\n')
      .at(-1) ?? ''
  const said = parseJson(claim)
  const owner = isJsonObject(said) && isJsonObject(said['owner']) ? said['owner'] : said
  if (!isJsonObject(owner)) return undefined
  const { command, host, since } = owner
  const pid = owner['processId'] ?? owner['pid']
  if (typeof pid !== 'number') return undefined
  const isHere = host === undefined || host === hostname()
  if (isHere && !isAlive(pid)) return undefined
  return {
    pid,
    ...(typeof command === 'string' ? { command } : {}),
    ...(typeof host === 'string' && !isHere ? { host } : {}),
    ...(typeof since === 'number' && since < latestMs ? { since: isoTime(since / 1000) } : {}),
  }
}

/** Of the year 9999: what no date can be made of is left out. */
const latestMs = 253_370_764_800_000

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
