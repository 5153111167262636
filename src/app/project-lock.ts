/** One writer a project: what builds, fuses, cleans or deletes does it inside of the lock; what only reads never asks for it. */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { writeWhole } from '../base/whole-file.js'
import { type Diagnostic, UserError } from '../domain/diagnostic.js'
import { configIsNotThere } from '../messages/targets.js'
import { lockTakenOver, type Owner, projectIsLocked, waitingForLock } from '../messages/lock.js'
import { claimLock, type HeldLock, isHeldBy, lockFileAt } from '../store/lock-file.js'
import { type LockOwner, type OwnerState, stateOfOwner } from '../store/lock-owner.js'
import { lockPath, stateRoot } from './layout.js'
import { lookOut } from './look-out.js'
import type { Surroundings } from './surroundings.js'

export interface LockPorts {
  readonly surroundings: Pick<Surroundings, 'processId' | 'nowMs' | 'clock'>
  /** Told whose lock is taken over, and for whom it is waited. */
  say(diagnostic: Diagnostic): void
  /** Ends the waiting, with its reason. */
  readonly signal: AbortSignal
  /** Waits until the lock is free. Left out: it is an error that somebody has it. */
  readonly wait?: boolean | undefined
}

/**
 * Does `work` while nobody else writes in the project at `root`, and returns what it returns. `command` tells others who is at work.
 * Throws `UserError` (exit 75) where somebody else is, and the reason of the signal where that ends the waiting.
 */
export async function withProjectLock<Result>(
  root: string,
  command: string,
  ports: LockPorts,
  work: () => Promise<Result>,
): Promise<Result> {
  const lock = await takeIfWritable(root, command, ports)
  if (lock === undefined) return work()
  const { id, release } = lock
  const forget = releasedAtExit(join(root, lockPath), id)
  try {
    return await work()
  } finally {
    await release()
    forget()
  }
}

/** Does `work` while nobody else writes in the project of a config. Throws `UserError` where there is no config, or somebody else is at work. */
export async function whileAlone<Result>(
  cwd: string,
  path: string,
  command: string,
  ports: LockPorts,
  work: () => Promise<Result>,
): Promise<Result> {
  const file = resolve(cwd, path)
  if (!existsSync(file)) throw new UserError([configIsNotThere(path)])
  // nothing was ever built there: there is nothing to hold, and nothing is to be left behind
  return existsSync(join(dirname(file), stateRoot)) ? withProjectLock(dirname(file), command, ports, work) : work()
}

/**
 * `undefined`: nothing can be written where the lock belongs, and so nothing of the state either, without which no output is put in place.
 * Whatever has to be written is refused then; what is up to date is found to be.
 */
async function takeIfWritable(root: string, command: string, ports: LockPorts): Promise<HeldLock | undefined> {
  try {
    prepareState(root)
    return await take(root, command, ports)
  } catch (error) {
    if (['EROFS', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}

/** Id and path of the locks that this process has. */
const held = new Map<string, string>()

/** A process that ends at once (a second Ctrl-C) leaves no lock behind either; one that is killed does, and the next one takes it over. */
function releasedAtExit(path: string, id: string): () => void {
  if (held.size === 0) process.on('exit', releaseAll)
  held.set(id, path)
  return () => {
    held.delete(id)
    if (held.size === 0) process.off('exit', releaseAll)
  }
}

function releaseAll(): void {
  for (const [id, path] of held)
    try {
      if (isHeldBy(id, readFileSync(path, 'utf8'))) rmSync(path, { force: true })
    } catch {
      // it is gone already, or may not be deleted: then the next one takes it over
    }
}

/** The folder of all state, which git ignores. Before the lock, so two may do it at once: then one finds that the other has. */
function prepareState(root: string): void {
  const ignore = join(root, stateRoot, '.gitignore')
  if (existsSync(ignore)) return
  try {
    writeWhole(ignore, '*\n', { isSynced: true })
  } catch (error) {
    if (!existsSync(ignore)) throw error
  }
}

/** A claim is written at once: it stays shorter than what systems write so. */
const longestCommand = 500
/** The pauses between two looks while it is waited: the first one, and the longest. */
const firstPauseMs = 100
const longestPauseMs = 1_000

async function take(root: string, command: string, ports: LockPorts): Promise<HeldLock> {
  const { surroundings, say, signal, wait = false } = ports
  const file = lockFileAt(join(root, lockPath))
  const here = await lookOut()
  const { processOf, ...place } = here
  const { processId, nowMs } = surroundings
  const shown = ({ since, ...owner }: LockOwner): Owner => ({ ...owner, heldMs: Math.max(0, nowMs() - since) })
  const judge = async (owner: LockOwner) => stateOfOwner(owner, here)
  let isTold = false
  for (let pause = firstPauseMs; ; pause = Math.min(longestPauseMs, pause * 1.5)) {
    signal.throwIfAborted()
    const self = {
      processId,
      ...(await processOf(processId)),
      ...place,
      command: command.slice(0, longestCommand),
      since: nowMs(),
    }
    const claimed = await claimLock<OwnerState>(file, self, judge)
    if (claimed.kind === 'held') {
      if (claimed.insteadOf !== undefined) say(lockTakenOver(shown(claimed.insteadOf)))
      return claimed
    }
    const lock = claimed.state === 'unseen' ? lockPath : undefined
    if (!wait) throw new UserError([projectIsLocked(shown(claimed.by), lock)], 75)
    if (!isTold) say(waitingForLock(shown(claimed.by), lock))
    isTold = true
    await surroundings.clock.sleep(pause, signal)
  }
}
