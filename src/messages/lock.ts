/** What is said where several want to write in one project. */
import type { Diagnostic } from '../domain/diagnostic.js'
import { span } from './numbers.js'

/** Who has the lock, as far as it is shown. */
export interface Owner {
  readonly processId: number
  readonly host: string
  readonly command: string
  /** How long it has it. */
  readonly heldMs: number
}

/** Exit code 75. `lock`: the path of its file, where nobody here can tell whether its owner still runs. */
export function projectIsLocked(owner: Owner, lock: string | undefined): Diagnostic {
  const cannotSee = `Whether that still runs cannot be seen from here. If it does, wait for its end, or run the same command with --wait. If it does not, delete "${lock}".`
  return {
    code: 'project-locked',
    severity: 'error',
    message: `Another fusionkit is at work in this project: ${inWords(owner, lock !== undefined)}.`,
    hint:
      lock === undefined
        ? 'Wait for its end, or run the same command with --wait: it then begins as soon as that one has ended.'
        : cannotSee,
  }
}

/** Said once. */
export function waitingForLock(owner: Owner, lock: string | undefined): Diagnostic {
  return {
    code: 'waiting-for-lock',
    severity: 'note',
    message: `Waiting for the end of ${inWords(owner, lock !== undefined)}.`,
    ...(lock === undefined
      ? {}
      : { hint: `Whether that still runs cannot be seen from here. If it does not, delete "${lock}".` }),
  }
}

/** Its process ended without an orderly end: nothing that it was given is lost by that. */
export function lockTakenOver(owner: Owner): Diagnostic {
  return {
    code: 'lock-taken-over',
    severity: 'note',
    message: `${inWords(owner, false)} was cut off. What it was answered is kept; this one goes on from there.`,
  }
}

function inWords({ processId, host, command, heldMs }: Owner, isElsewhere: boolean): string {
  return `\`${command}\` (process ${processId}${isElsewhere ? ` on ${host}` : ''}, begun ${span(heldMs)} ago)`
}
