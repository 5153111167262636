import { UserError } from '../domain/diagnostic.js'
import { optionNeedsNumber, optionNeedsOneOf, optionNeedsPositive } from '../messages/usage.js'

/** A whole number that an option was given; a `UserError` where it is none, or too small. */
export function wholeNumber(option: string, value: unknown, least: number): number {
  const number = /^\d+$/.test(String(value)) ? Number(value) : Number.NaN
  if (!Number.isSafeInteger(number) || number < least)
    throw new UserError([optionNeedsNumber(option, String(value), least)])
  return number
}

/** A number above 0, "0.5" or "90", that an option was given; a `UserError` where it is none. */
export function positiveNumber(option: string, value: unknown): number {
  const number = /^\d*\.?\d+$/.test(String(value)) ? Number(value) : Number.NaN
  if (!Number.isFinite(number) || number <= 0) throw new UserError([optionNeedsPositive(option, String(value))])
  return number
}

/** One of the words that an option knows. */
export function oneOf<Word extends string>(option: string, value: unknown, words: readonly Word[]): Word {
  const word = words.find((known) => known === value)
  if (word === undefined) throw new UserError([optionNeedsOneOf(option, String(value), words)])
  return word
}
