/** What is said about a command line that cannot be followed, alphabetical. */
import { defined } from '../base/defined.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import { didYouMean } from './phrases.js'

export function argumentIsMissing(command: string, argument: string): Diagnostic {
  return usage(
    'argument-missing',
    `\`fusionkit ${command}\` needs ${argument}.`,
    `\`fusionkit ${command} --help\` shows how.`,
  )
}

/** `failFast` and `keepPartial`. */
export function endsOrGoesOn(): Diagnostic {
  return usage(
    'options-exclude-each-other',
    '--fail-fast ends at the first failure, --keep-partial makes the most of what did not fail.',
    'Take one of them.',
  )
}

export function optionNeedsNumber(option: string, value: string, least: number): Diagnostic {
  return usage('option-needs-number', `${option} takes a whole number of at least ${least}, not "${value}".`)
}

export function optionNeedsOneOf(option: string, value: string, words: readonly string[]): Diagnostic {
  const all = words.map((word) => `"${word}"`).join(' or ')
  return usage('option-needs-word', `${option} takes ${all}, not "${value}".`, nearestHint(value, words))
}

export function optionNeedsPositive(option: string, value: string): Diagnostic {
  return usage('option-needs-number', `${option} takes a number above 0, not "${value}".`)
}

export function optionNeedsValue(option: string): Diagnostic {
  return usage('option-needs-value', `${option} needs a value.`)
}

export function optionTakesNoValue(option: string): Diagnostic {
  return usage('option-takes-no-value', `${option} takes no value.`, 'Write it without "=".')
}

export function optionTwice(option: string): Diagnostic {
  return usage('option-twice', `${option} is given more than once.`, 'Keep one of them.')
}

export function unknownCommand(name: string, known: readonly string[]): Diagnostic {
  const hint = didYouMean(name, known, `Commands: ${known.join(', ')}.`)
  return usage('unknown-command', `There is no command "${name}".`, hint)
}

/** `command`: `undefined` where none was named. */
export function unknownOption(option: string, command: string | undefined, known: readonly string[]): Diagnostic {
  const call = command === undefined ? 'fusionkit' : `fusionkit ${command}`
  const there = command === undefined ? 'lists the commands: options stand behind one of them.' : 'lists its options.'
  const hint = didYouMean(option, known, `\`${call} --help\` ${there}`)
  return usage('unknown-option', `\`${call}\` has no option "${option}".`, hint)
}

export function unusedArguments(command: string, words: readonly string[]): Diagnostic {
  return usage(
    'unused-arguments',
    `\`fusionkit ${command}\` does not know what to do with ${words.map((word) => `"${word}"`).join(', ')}.`,
  )
}

/** Said below the trace of an error that is no user's. */
export const ourBug = 'This is a bug of fusionkit: please report it, with this trace.'

/** Said at once after Ctrl-C. */
export const stopping = 'stopping: what is on its way is waited for, up to 5 s; a second Ctrl-C ends at once'

/** `undefined`: the message has all that there is to say. */
function nearestHint(name: string, known: readonly string[]): string | undefined {
  return didYouMean(name, known, '') || undefined
}

function usage(code: string, message: string, hint?: string): Diagnostic {
  return { code, severity: 'error', message, ...defined({ hint }) }
}
