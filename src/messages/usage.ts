/** What is said about a command line that cannot be followed, alphabetical. */
import { nearest } from '../base/nearest.js'
import type { Diagnostic } from '../domain/diagnostic.js'

export function argumentIsMissing(command: string, argument: string): Diagnostic {
  return usage(
    'argument-missing',
    `\`fusionkit ${command}\` needs ${argument}.`,
    `\`fusionkit ${command} --help\` shows how.`,
  )
}

export function optionNeedsNumber(option: string, value: string, least: number): Diagnostic {
  return usage('option-needs-number', `${option} takes a whole number of at least ${least}, not "${value}".`)
}

export function optionNeedsOneOf(option: string, value: string, words: readonly string[]): Diagnostic {
  return usage('option-needs-word', `${option} takes ${words.map((word) => `"${word}"`).join(' or ')}, not "${value}".`)
}

export function optionNeedsValue(option: string): Diagnostic {
  return usage('option-needs-value', `${option} needs a value.`)
}

export function unknownCommand(name: string, known: readonly string[]): Diagnostic {
  const near = nearest(name, known)
  return usage(
    'unknown-command',
    `There is no command "${name}".`,
    near === undefined ? `Commands: ${known.join(', ')}.` : `Did you mean "${near}"?`,
  )
}

export function unknownOption(option: string, command: string, known: readonly string[]): Diagnostic {
  const near = nearest(option, known)
  const hint = near === undefined ? `\`fusionkit ${command} --help\` lists its options.` : `Did you mean "${near}"?`
  return usage('unknown-option', `\`fusionkit ${command}\` has no option "${option}".`, hint)
}

export function unusedArguments(command: string, words: readonly string[]): Diagnostic {
  return usage(
    'unused-arguments',
    `\`fusionkit ${command}\` does not know what to do with ${words.map((word) => `"${word}"`).join(', ')}.`,
  )
}

function usage(code: string, message: string, hint?: string): Diagnostic {
  return { code, severity: 'error', message, ...(hint === undefined ? {} : { hint }) }
}
