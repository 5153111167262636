/** What is remembered, and is somebody at work? Looked at, and left as it is. */
import { join } from 'node:path'
import { fileStat } from '../../base/file-stat.js'
import { unreachable } from '../../base/unreachable.js'
import type { Check } from '../../domain/check-up.js'
import {
  lastBuildIncomplete,
  lastBuilt,
  lockCannotBeSeen,
  lockIsFree,
  lockIsHeld,
  lockWasLeft,
  logOfOtherVersion,
  neverBuilt,
  nothingStored,
  storeIsDamaged,
  storeIsSound,
  storeNotRead,
} from '../../messages/doctor-project.js'
import { bytesInWords } from '../../messages/numbers.js'
import { type BuildLog, openBuildLog } from '../../store/build-log.js'
import { dataFile } from '../../store/environment-files.js'
import { examineStore } from '../../store/examine-store.js'
import { isoTime } from '../iso-time.js'
import { lockPath, statePaths, storeFolder } from '../layout.js'
import { findLock, type LockFound } from '../lock-holder.js'
import type { Found, Looking } from './looking.js'

export async function checkState({ root, name, command }: Looking): Promise<Found> {
  const lock = await findLock(root)
  const log = openBuildLog(join(root, statePaths(name).buildLog), { write: false })
  const outputs = [...log.targets.values()].flatMap((built) => built.outputs.map(({ path }) => path))
  return { outputs, checks: [checkStore(root, lock), checkLog(log, command('build')), lockCheck(lock)] }
}

function checkStore(root: string, lock: LockFound): Check {
  const { state, completions, leftovers } = examineStore(join(root, storeFolder))
  const size = bytesInWords(fileStat(join(root, storeFolder, 'completions', dataFile))?.size ?? 0)
  const words = { completions, size, leftovers }
  // who is at work has it open
  if (state === 'open') return storeIsSound(words, lock.kind === 'held' ? 'in-use' : 'cut-off')
  if (state === 'closed') return storeIsSound(words, 'closed')
  if (state === 'damaged') return storeIsDamaged()
  return state === 'none' ? nothingStored() : storeNotRead(size)
}

function checkLog({ targets, unmade, isOtherFormat }: BuildLog, build: string): Check {
  if (isOtherFormat) return logOfOtherVersion(build)
  const [first] = unmade.values()
  if (first !== undefined) return lastBuildIncomplete(unmade.size, first.error, build)
  if (targets.size === 0) return neverBuilt()
  const at = Math.max(...[...targets.values()].map((built) => built.at ?? 0))
  return lastBuilt(targets.size, at > 0 ? isoTime(at) : undefined)
}

function lockCheck(lock: LockFound): Check {
  switch (lock.kind) {
    case 'free':
      return lockIsFree()
    case 'left':
      return lockWasLeft(lock.holder)
    case 'held':
      return lockIsHeld(lock.holder)
    case 'unseen':
      return lockCannotBeSeen(lock.holder, lockPath)
    default:
      return unreachable(lock)
  }
}
