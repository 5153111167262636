import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { isJsonObject, parseJson } from '../base/json.js'
import type { LockHolder } from '../domain/status.js'
import { isAlive } from './is-alive.js'
import { stateRoot } from './layout.js'

/** Who holds the lock of a project now; `undefined`: nobody, or a process of this machine that has ended. Takes no lock. */
export function lockHolder(root: string): LockHolder | undefined {
  const held = parseJson(readIfThere(join(root, stateRoot, 'lock')))
  if (!isJsonObject(held) || typeof held['pid'] !== 'number') return undefined
  const { pid, command, host } = held
  const isHere = host === undefined || host === hostname()
  if (isHere && !isAlive(pid)) return undefined
  return {
    pid,
    ...(typeof command === 'string' ? { command } : {}),
    ...(typeof host === 'string' && !isHere ? { host } : {}),
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
