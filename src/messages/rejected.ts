/** What is said about a call of `rejected` that cannot be followed, alphabetical. */
import type { Diagnostic } from '../domain/diagnostic.js'
import { counted } from './numbers.js'
import { didYouMean, listed } from './phrases.js'

export function budgetIsForRetry(option: string): Diagnostic {
  return {
    code: 'options-exclude-each-other',
    severity: 'error',
    message: `${option} says how much may be asked, and a list asks nothing.`,
    hint: 'Say `--retry <n>`, too, to try n attempts more.',
  }
}

/** `option`: one that narrows a list. */
export function retryTriesAll(option: string): Diagnostic {
  return {
    code: 'options-exclude-each-other',
    severity: 'error',
    message: `--retry tries again all that was rejected in the groups that it is given, so ${option} does nothing there.`,
    hint: `Leave ${option} out, or name groups: \`fusionkit rejected animals --retry 5\`.`,
  }
}

export function tooManyAttempts(group: string, attempts: number, now: number, most: number): Diagnostic {
  return {
    code: 'too-many-attempts',
    severity: 'error',
    message: `"${group}" has ${counted(now, 'attempt')} a cell already, and with ${attempts} more it would have ${now + attempts}: \`max_attempts\` takes ${most} at most.`,
    hint: `What is found after that could not be kept. ${most > now ? `Say --retry ${most - now} or less.` : 'Mend the prompts, or the checks.'}`,
  }
}

export function unknownReason(name: string, known: readonly string[]): Diagnostic {
  return {
    code: 'unknown-reason',
    severity: 'error',
    message: `Nothing is ever rejected for "${name}".`,
    hint: didYouMean(name, known, `There are: ${listed(known)}.`),
  }
}
