import { join } from 'node:path'
import type { LockHolder } from '../domain/status.js'
import { lockFileAt, ownerIn } from '../store/lock-file.js'
import { stateOfOwner } from '../store/lock-owner.js'
import { isoTime } from './iso-time.js'
import { lockPath } from './layout.js'
import { lookOut } from './look-out.js'

/** Who holds the lock of a project now; `undefined`: nobody, or somebody who is gone. Takes no lock. */
export async function lockHolder(root: string): Promise<LockHolder | undefined> {
  const owner = await ownerIn(lockFileAt(join(root, lockPath)))
  if (owner === undefined) return undefined
  const here = await lookOut()
  if ((await stateOfOwner(owner, here)) === 'gone') return undefined
  const { processId, command, host, since } = owner
  return {
    pid: processId,
    command,
    ...(host === here.host ? {} : { host }),
    ...(since > 0 && since < latestMs ? { since: isoTime(since / 1_000) } : {}),
  }
}

/** Of the year 9999: what no date can be made of is left out. */
const latestMs = 253_370_764_800_000
