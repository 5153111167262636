/** Parts of sentences that several areas share. */
import { nearest } from '../base/nearest.js'
import { grouped } from './numbers.js'

/** A value's kind, as a word in a sentence. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return 'a text'
  if (typeof value === 'boolean') return `${value}`
  return typeof value === 'number' ? `the number ${value}` : 'a mapping'
}

/** What to do about a name that there is not: the one that was meant, or else what there is to say. */
export function didYouMean(name: string, known: Iterable<string>, otherwise: string): string {
  const near = nearest(name, known)
  return near === undefined ? otherwise : `Did you mean "${near}"?`
}

/** The same of a path, where the one that was meant was looked for already. */
export function meantOr(near: string | undefined, otherwise: string): string {
  return near === undefined ? otherwise : `Did you mean "${near}"? ${otherwise}`
}

/** What to do about a field that is not there: the name that was meant, or all that there are. */
export function fieldsHint(field: string, known: readonly string[]): string {
  const near = nearest(field, known)
  if (near !== undefined) return `Did you mean "${near}"?`
  if (known.length === 0) return 'There are no fields at all.'
  const names = known.map((name) => `"${name}"`)
  return `There ${known.length === 1 ? 'is' : 'are'} ${firstOf(names, 12)}.`
}

/** "the prompt" → "The prompt", to begin a sentence with. */
export const capital = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`

/** "a, b, …" */
export const firstOf = (names: readonly string[], most: number): string =>
  `${names.slice(0, most).join(', ')}${names.length > most ? ', …' : ''}`

/** "a, b, c, d, e and 4 more": of all that a build did or left. */
export const someOf = (names: readonly string[]): string =>
  `${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${grouped(names.length - 5)} more` : ''}`

/** "a, b, c and 4 more" */
export function listed(names: readonly string[]): string {
  return names.length <= 4 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`
}
