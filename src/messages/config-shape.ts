/** A key that is not there, or a value of another kind: what the config's JSON Schema finds, in the user's words. */
import { defined } from '../base/defined.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import type { Place } from '../domain/place.js'
import { didYouMean } from './phrases.js'

export function emptyValue(name: string, place: Place): Diagnostic {
  return {
    code: 'empty-value',
    severity: 'error',
    message: `"${name}" is empty.`,
    place,
    hint: 'Put something into it, or take the key out.',
  }
}

export function missingKey(key: string, owner: string, place: Place): Diagnostic {
  return {
    code: 'missing-key',
    severity: 'error',
    message: `"${key}" is missing in ${owner}.`,
    place,
    hint: `Add "${key}".`,
  }
}

export function missingValue(name: string, takes: string, place: Place): Diagnostic {
  return {
    code: 'missing-value',
    severity: 'error',
    message: `"${name}" has no value.`,
    place,
    hint: itTakes(takes),
  }
}

export const groupsExample = 'For example: groups: { topics: { files: "questions/*.jsonl" } }'

/** What a value may be: here, and in an editor, for any value that is none of that. */
export const itTakes = (takes: string): string => `It takes ${takes}.`

/** `home`: the mapping that has a key of this name. */
export function misplacedKey(key: string, owner: string, home: string, place: Place): Diagnostic {
  return {
    code: 'unknown-key',
    severity: 'error',
    message: `"${key}" is not a key of ${owner}.`,
    place,
    hint: `It belongs under "${home}".`,
  }
}

export function unknownCheck(name: string, known: readonly string[], place: Place): Diagnostic {
  return {
    code: 'unknown-check',
    severity: 'error',
    message: `No check is called "${name}".`,
    place,
    hint: suggestion(name, known, 'The checks are'),
  }
}

/** `meant`: what other tools call `key`, or else the key itself. */
export function unknownKey(
  meant: string,
  key: string,
  owner: string,
  known: readonly string[],
  place: Place,
): Diagnostic {
  return {
    code: 'unknown-key',
    severity: 'error',
    message: `"${key}" is not a key of ${owner}.`,
    place,
    hint: suggestion(meant, known, 'Its keys are'),
  }
}

export function wrongValue(name: string, takes: string, shown: string, place: Place, hint?: string): Diagnostic {
  return {
    code: 'wrong-value',
    severity: 'error',
    message: `"${name}" takes ${takes}, not ${shown}.`,
    place,
    ...defined({ hint }),
  }
}

/** "Did you mean …?", or what there is. */
export function suggestion(name: string, known: readonly string[], there: string): string {
  return didYouMean(name, known, known.length === 0 ? 'There is none.' : `${there} ${known.join(', ')}.`)
}

/** A setting that an engine cannot do without. */
export function settingNeeded(engine: string, setting: string, examples: string, place?: Place): Diagnostic {
  return {
    code: 'setting-needed',
    severity: 'error',
    message: `The engine "${engine}" needs \`${setting}\`.`,
    hint: `Write it under \`engine\`: { kind: ${engine}, ${setting}: … }, with ${examples}, or another one.`,
    ...defined({ place }),
  }
}
