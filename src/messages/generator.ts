/** Every sentence about the random generator. */
import { nearest } from '../base/nearest.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import type { Place } from '../domain/place.js'
import { counted, grouped } from './numbers.js'
import { fieldsHint } from './phrases.js'

export function fakerLacksData(field: string, method: string, locale: string, place: Place): Diagnostic {
  return {
    code: 'faker-lacks-data',
    severity: 'error',
    place,
    message: `Faker's locale "${locale}" has no data for "${method}", which the field "${field}" asks for.`,
    hint: 'Choose another method or another locale, or give a list to draw from: [one, two, three].',
  }
}

export function fakerMethodGivesNoText(field: string, method: string, kind: string, place: Place): Diagnostic {
  return {
    code: 'faker-method-gives-no-text',
    severity: 'error',
    place,
    message: `The Faker method "${method}" of the field "${field}" gives ${kind}.`,
    hint: 'Choose a method that gives a text or a number, or name a part of it, e.g. "airline.airport.name".',
  }
}

export function fakerMethodNeedsArguments(field: string, method: string, place: Place): Diagnostic {
  return {
    code: 'faker-method-needs-arguments',
    severity: 'error',
    place,
    message: `The Faker method "${method}" of the field "${field}" cannot be called without arguments.`,
    hint: 'Choose a method that needs no arguments, or give a list to draw from: [one, two, three].',
  }
}

/** `known`: "module.method" of the whole library. */
export function fakerMethodUnknown(field: string, method: string, known: readonly string[], place: Place): Diagnostic {
  return {
    code: 'faker-method-unknown',
    severity: 'error',
    place,
    message: `Faker has no method "${method}", which the field "${field}" asks for.`,
    hint: methodHint(method, known),
  }
}

export function fewDistinctValues(
  field: string,
  what: string,
  found: number,
  entries: number,
  place: Place,
): Diagnostic {
  return {
    code: 'few-distinct-values',
    severity: 'error',
    place,
    message: `The field "${field}" is unique, but ${what} gives only ${grouped(found)} different values for ${grouped(entries)} entries.`,
    hint: `Ask for at most ${grouped(found)} entries, choose a field with more values, or take "${field}" out of \`unique\`.`,
  }
}

export function generatorFieldUnknown(name: string, fields: readonly string[], place: Place): Diagnostic {
  return {
    code: 'generator-field-unknown',
    severity: 'error',
    place,
    message: `The template reads "${name}", and the generator has no such field.`,
    hint: fieldsHint(name, fields),
  }
}

export function localeUnknown(locale: string, known: readonly string[], place: Place): Diagnostic {
  return {
    code: 'locale-unknown',
    severity: 'error',
    place,
    message: `Faker has no locale "${locale}".`,
    hint: localeHint(locale, known),
  }
}

export function uniqueFieldUnknown(name: string, fields: readonly string[], place: Place): Diagnostic {
  return {
    code: 'unique-field-unknown',
    severity: 'error',
    place,
    message: `\`unique\` names "${name}", and the generator has no such field.`,
    hint: fieldsHint(name, fields),
  }
}

/** `10,000 questions → data.jsonl` */
export const generatedLine = (rows: number, path: string): string => `${counted(rows, 'question')} → ${path}`

function methodHint(method: string, known: readonly string[]): string {
  const [module = '', name = module] = method.split('.')
  const same = known.filter((other) => other.split('.')[1]?.toLowerCase() === name.toLowerCase())
  if (same.length > 0) return `Did you mean ${orList(same.slice(0, 3))}?`
  const siblings = known.filter((other) => other.startsWith(`${module}.`))
  const near = nearest(method, known) ?? nearest(`${module}.${name}`, siblings)
  if (near !== undefined) return `Did you mean "${near}"?`
  if (siblings.length > 0) return `"${module}" has ${siblings.map((other) => other.split('.')[1]).join(', ')}.`
  return 'Write module.method, e.g. "person.fullName" or "location.city"; https://fakerjs.dev/api lists them all.'
}

function localeHint(locale: string, known: readonly string[]): string {
  const plain = locale.replaceAll('-', '_')
  const same = known.find((other) => other.toLowerCase() === plain.toLowerCase())
  const language = known.find((other) => other === plain.split('_')[0]?.toLowerCase())
  const near = same ?? language ?? nearest(locale, known)
  return near === undefined ? `There are ${known.join(', ')}.` : `Did you mean "${near}"?`
}

function orList(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(' or ')
}
