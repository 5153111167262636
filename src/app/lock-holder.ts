import { join } from 'node:path'
import type { LockHolder } from '../domain/status.js'
import { lockFileAt, ownerIn } from '../store/lock-file.js'
import { stateOfOwner } from '../store/lock-owner.js'
import { isoTime } from './iso-time.js'
import { lockPath } from './layout.js'
import { lookOut } from './look-out.js'

/**
 * free: nobody has it. held: by a process that runs. unseen: by one that runs where we cannot look, or ended there. left: by one that is
 * gone; the next build takes it over.
 */
export type LockFound =
  | { readonly kind: 'free' }
  | { readonly kind: 'held' | 'unseen' | 'left'; readonly holder: LockHolder }

/** In which state the lock of a project is. Takes none. */
export async function findLock(root: string): Promise<LockFound> {
  const owner = await ownerIn(lockFileAt(join(root, lockPath)))
  if (owner === undefined) return { kind: 'free' }
  const here = await lookOut()
  const { processId, command, host, since } = owner
  const holder = {
    pid: processId,
    command,
    ...(host === here.host ? {} : { host }),
    ...(since > 0 && since < latestMs ? { since: isoTime(since / 1_000) } : {}),
  }
  return { kind: kinds[await stateOfOwner(owner, here)], holder }
}

const kinds = { alive: 'held', unseen: 'unseen', gone: 'left' } as const

/** Who holds the lock of a project now; `undefined`: nobody, or somebody who is gone. Takes no lock. */
export async function lockHolder(root: string): Promise<LockHolder | undefined> {
  const lock = await findLock(root)
  return lock.kind === 'free' || lock.kind === 'left' ? undefined : lock.holder
}

/** Of the year 9999: what no date can be made of is left out. */
const latestMs = 253_370_764_800_000
