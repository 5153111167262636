/** Noun phrases as patterns over letters (`letters.ts`). Each part starts with what no other may start with: nothing is tried twice. */
import type { Words } from './word.js'
import { nounsInIng } from './words.js'

/** "last", "very old", "black and white", "the boiling point", "the newly formed". */
const modifier = '(?:[AMNSPH]|R(?=[AE])|(?<=[DHMR]|[DHR]A)[EG](?=[AMNSP])|(?<=A)C(?=A))'
/** One noun with what stands before it; "the largest" before "of" or "in". */
export const core = `(?:O|D{0,2}${modifier}*[NSPM]|DR?A(?=[oI])|D(?=o))`
/** With prepositional phrases, and others like it behind "and" or commas. */
export const nounPhrase = `${core}(?:(?:[oI]|,?C|,)${core})*`

const whole = new RegExp(`^${nounPhrase}$`)

export const isNounPhrase = (letters: string): boolean => whole.test(letters)

/** What a noun phrase may go on with, up to its end: "that …", "used in …", "to …". */
const modified = new RegExp(`^${nounPhrase}(?:EI${nounPhrase}|E?tVR?I?${nounPhrase}|(?:Iw|w|T)[^,;x]*[NSPMAREFV])$`)

/** A noun phrase with a clause of its own, or half of one. */
export const isModified = (letters: string): boolean => modified.test(letters)

/** "Paris, Texas": what the second part is to the first is not known. */
export const hasLooseComma = (letters: string): boolean => letters.includes(',') && !letters.includes('C')

/** "the first woman in space", "the largest". */
export function isSuperlative([first, second]: Words): boolean {
  return first?.plain === 'the' && superlative.test(second?.plain ?? '')
}
const superlative = /^(?:first|last|only|second|third|fourth|fifth|most|least|best|worst|next|\p{Ll}{3,}est)$/u

/** "the agency checking": a noun in -ing behind a noun may be a verb. */
export function mayHideVerb(words: Words): boolean {
  return words.some(({ letter, plain }, at) => {
    const isBehindNoun = /[NS]/.test(words[at - 1]?.letter ?? '')
    // "home banking"
    if (at === words.length - 1 && words[0]?.letter !== 'D') return false
    return isBehindNoun && letter === 'N' && /\p{L}{3,}ing$/u.test(plain) && !nounsInIng.has(plain)
  })
}
