/**
 * Does the owner of a lock still live? Known parts are compared; a part that is not known on one side decides nothing.
 *
 * Law: a living owner is never taken for a dead one. So whoever cannot be seen from here (another machine, another container) counts as
 * living, and no time of a clock is compared: `since` is only shown.
 */

/** Who has a lock. */
export interface LockOwner {
  readonly processId: number
  /** Tells it from an earlier process of that id: a text that is only ever compared with one of the same machine. */
  readonly startedAt?: string
  readonly host: string
  /** Of the machine: two may have the same name. */
  readonly machine?: string
  /** Another one each time that the machine is started. */
  readonly boot?: string
  /** In which process ids mean the same: containers on one machine have one each. */
  readonly processSpace?: string
  /** As it was typed: "fusionkit build animals". */
  readonly command: string
  /** Milliseconds since 1970. */
  readonly since: number
}

/** Where we are, and what can be seen from here. */
export interface LookOut extends Pick<LockOwner, 'host' | 'machine' | 'boot' | 'processSpace'> {
  /** A process of this machine and process space; `undefined`: there is none of that id. */
  processOf(processId: number): Promise<Pick<LockOwner, 'startedAt'> | undefined>
}

/** `unseen`: it may live where we cannot look. */
export type OwnerState = 'alive' | 'gone' | 'unseen'

/** Whether an owner lives, as far as that can be seen from `here`. */
export async function stateOfOwner(owner: LockOwner, here: LookOut): Promise<OwnerState> {
  if (!isSame(owner.boot, here.boot)) {
    if (owner.host !== here.host || isOther(owner.machine, here.machine)) return 'unseen'
    if (isOther(owner.boot, here.boot)) return 'gone'
  }
  if (isOther(owner.processSpace, here.processSpace)) return 'unseen'
  const found = await here.processOf(owner.processId)
  return found === undefined || isOther(found.startedAt, owner.startedAt) ? 'gone' : 'alive'
}

/** Known to be the same. */
function isSame(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && one === other
}

/** Known to be another one. */
function isOther(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other
}

/** What a lock file says, if that is an owner. */
export function isLockOwner(value: unknown): value is LockOwner {
  if (typeof value !== 'object' || value === null) return false
  const { processId, host, command, since, ...parts } = value as Partial<Record<keyof LockOwner, unknown>>
  return (
    Number.isSafeInteger(processId) &&
    typeof host === 'string' &&
    typeof command === 'string' &&
    typeof since === 'number' &&
    [parts.startedAt, parts.machine, parts.boot, parts.processSpace].every(isTextOrLeftOut)
  )
}

function isTextOrLeftOut(part: unknown): boolean {
  return part === undefined || typeof part === 'string'
}
