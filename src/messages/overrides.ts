/** Every sentence about the file of overrides, alphabetical. */
import type { Diagnostic } from '../domain/diagnostic.js'
import type { Override } from '../domain/override.js'
import type { Place } from '../domain/place.js'
import { didYouMean, meantOr } from './phrases.js'

const form = '{"pair": ["first question", "second question"], "variant": "fluid", "question": "…"}'
const hint = `An override is ${form}, or with "drop": true in place of "question".`

export function brokenOverride(place: Place): Diagnostic {
  return { ...error('broken-json', 'This line is not JSON.', place), hint }
}

export function dropIsTrue(kind: string, place: Place): Diagnostic {
  return {
    ...error('override-drop', `"drop" can only be true; here it is ${kind}.`, place),
    hint: 'For no record write "drop": true; to have the model\'s text again, delete the line.',
  }
}

export function nothingToDrop(variant: string, place: Place): Diagnostic {
  return idle(`"${variant}" makes no records (record: false), so there is nothing to drop.`, place, 'Delete the line.')
}

export function overrideIsBlank(place: Place): Diagnostic {
  return {
    ...error('override-blank', 'The question of this line is blank.', place),
    hint: 'Write the question, or "drop": true for no record.',
  }
}

export function overrideIsNoObject(kind: string, place: Place): Diagnostic {
  return { ...error('override-shape', `A line is one override; this one is ${kind}.`, place), hint }
}

export function overrideLacks(key: 'pair' | 'variant', place: Place): Diagnostic {
  return { ...error('override-shape', `This line has no "${key}".`, place), hint }
}

export function overrideNeedsOne(has: 'both' | 'neither', place: Place): Diagnostic {
  const message =
    has === 'both'
      ? 'This line has both "question" and "drop", which exclude each other.'
      : 'This line says neither what the question is nor that there is none.'
  return { ...error('override-shape', message, place), hint: 'Write "question": "…", or "drop": true for no record.' }
}

export function overrideValue(key: 'pair' | 'variant' | 'question', kind: string, place: Place): Diagnostic {
  const takes = { pair: 'a list of two questions', variant: 'the name of a variant', question: 'a text' }[key]
  return { ...error('override-shape', `"${key}" must hold ${takes}; here it is ${kind}.`, place), hint }
}

export function overridesAreNotThere(path: string, near: string | undefined): Diagnostic {
  return {
    code: 'nothing-found',
    severity: 'error',
    message: `There is no file "${path}", which \`overrides\` of the config names.`,
    hint: meantOr(
      near,
      'If it was lost, bring it back: what you mended would be as the model said it. If there is nothing to override yet, make an empty file, or take `overrides` out of the config.',
    ),
  }
}

/** `first`: the line that stands. */
export function overrideTwice(first: number, place: Place): Diagnostic {
  return {
    ...error('override-twice', `Line ${first} says something else of the same pair and variant.`, place),
    hint: 'Keep one of the two.',
  }
}

/** The two questions are in no common group. */
export function pairIsApart([first, second]: Override['pair'], groups: readonly [string, string], place: Place) {
  return idle(
    `"${first}" and "${second}" are no pair: one is in the group "${groups[0]}", the other in "${groups[1]}".`,
    place,
    'Questions are only paired inside their group. Delete the line, if the pair is gone for good.',
  )
}

/** They are a pair of a group that is sampled, and this one is not drawn. */
export function pairIsNotDrawn(group: string, place: Place): Diagnostic {
  return idle(
    `The pair is none of those that the group "${group}" draws (pairs: { sample }).`,
    place,
    'It will take effect when the pair is drawn. Delete the line, if you do not want that.',
  )
}

export function pairIsSwapped([first, second]: Override['pair'], group: string, place: Place): Diagnostic {
  return idle(
    `The two questions stand the other way round in the group "${group}".`,
    place,
    `Write "pair": ${JSON.stringify([second, first])}, if the text fits that order, too.`,
  )
}

/** `near`: the question that was meant, where there is one. */
export function questionIsGone(question: string, near: string | undefined, place: Place): Diagnostic {
  return idle(
    `No group has the question "${question}".`,
    place,
    near === undefined
      ? 'If it was edited, write it here as it is now; if it is gone for good, delete the line.'
      : `Did you mean "${near}"? A question that was edited is another question: write it here as it is now.`,
  )
}

export function unknownOverrideKey(key: string, known: readonly string[], place: Place): Diagnostic {
  return {
    ...error('override-shape', `"${key}" is no key of an override.`, place),
    hint: didYouMean(key, known, hint),
  }
}

export function unknownOverrideVariant(variant: string, known: readonly string[], place: Place): Diagnostic {
  return {
    ...error('unknown-variant', `There is no variant "${variant}".`, place),
    hint: didYouMean(
      variant,
      known,
      `The variants are ${known.join(', ')}. If it was renamed, write its new name; if it is gone for good, delete the line.`,
    ),
  }
}

/** Others groups have it. */
export function variantIsNotAsked(variant: string, group: string, place: Place): Diagnostic {
  return idle(
    `The group "${group}", which has this pair, does not ask "${variant}".`,
    place,
    'Delete the line, or switch the variant on in this group.',
  )
}

function error(code: string, message: string, place: Place): Diagnostic {
  return { code, severity: 'error', message, place }
}

/** The line does nothing, and its author should know. */
function idle(message: string, place: Place, what: string): Diagnostic {
  return {
    code: 'override-is-idle',
    severity: 'warning',
    message: `This override does nothing. ${message}`,
    place,
    hint: what,
  }
}
