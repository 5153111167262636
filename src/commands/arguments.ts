import { UserError } from '../domain/diagnostic.js'
import { optionNeedsNumber, optionNeedsOneOf } from '../messages/usage.js'

/** A whole number that an option was given; a `UserError` where it is none, or too small. */
export function wholeNumber(option: string, value: unknown, least: number): number {
  const number = /^\d/.test(String(value)) ? Number(value) : Number.NaN
  if (!Number.isSafeInteger(number) || number < least)
    throw new UserError([optionNeedsNumber(option, String(value), least)])
  return number
}

/** One of the words that an option knows. */
export function oneOf<Word extends string>(option: string, value: unknown, words: readonly Word[]): Word {
  const word = words.find((known) => known === value)
  if (word === undefined) throw new UserError([optionNeedsOneOf(option, String(value), words)])
  return word
}
