/** What `build --frozen` says, alphabetical. `lock`: the lock's name, "fusion.lock.json". */
import type { Diagnostic } from '../domain/diagnostic.js'
import type { Reason } from '../domain/reason.js'
import { counted } from './numbers.js'
import { reasonsInWords } from './reasons.js'

/** Targets that are as the lock has them, but whose files are not in this checkout. */
export function lockedOutputsNotHere(outputs: number, lock: string): Diagnostic {
  return {
    code: 'outputs-not-here',
    severity: 'note',
    message: `${counted(outputs, 'output')} of ${lock} ${outputs === 1 ? 'is' : 'are'} not here, and could not be compared.`,
  }
}

export function fusionLockIsDamaged(lock: string): Diagnostic {
  return {
    code: 'lock-unreadable',
    severity: 'error',
    message: `"${lock}" cannot be read: it is damaged, or of another version of fusionkit.`,
    hint: `Run \`fusionkit build\`, which writes it anew, and commit it.`,
  }
}

export function fusionLockIsNotThere(lock: string): Diagnostic {
  return {
    code: 'lock-not-there',
    severity: 'error',
    message: `There is no "${lock}" to compare with.`,
    hint: 'Run `fusionkit build`, which writes it, and commit it beside the config.',
  }
}

export function fusionLockNotWritten(lock: string, why: string): Diagnostic {
  return {
    code: 'lock-not-written',
    severity: 'warning',
    message: `"${lock}" could not be written: ${why}.`,
    hint: 'What was built is whole; only `fusionkit build --frozen` needs this file.',
  }
}

/** Targets that differ from the lock for the same reasons. */
export function notAsLocked(targets: readonly string[], reasons: readonly Reason[], lock: string): Diagnostic {
  return {
    code: 'not-as-locked',
    severity: 'error',
    message: `${some(targets)} ${targets.length === 1 ? 'is' : 'are'} not as ${lock} says: ${reasonsInWords(reasons)}.`,
  }
}

/** Targets of the config that the lock does not know. */
export function notInLock(targets: readonly string[], lock: string): Diagnostic {
  return {
    code: 'not-in-lock',
    severity: 'error',
    message: `${some(targets)} ${targets.length === 1 ? 'is' : 'are'} in the config, and not in ${lock}.`,
  }
}

/** Targets of the lock that the config no longer has. */
export function noLongerLocked(targets: readonly string[], lock: string): Diagnostic {
  return {
    code: 'no-longer-in-config',
    severity: 'error',
    message: `${some(targets)} ${targets.length === 1 ? 'is' : 'are'} in ${lock}, and no longer in the config.`,
  }
}

/** What to do about all of these. */
export function mendLock(lock: string): string {
  return `Run \`fusionkit build\`, look at what came out, and commit ${lock} with your change.`
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => `"${name}"`)
  const rest = names.length - shown.length
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`
  return [shown.slice(0, -1).join(', '), shown.at(-1)].filter((part) => part !== '').join(' and ')
}
