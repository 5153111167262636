/** Noun phrases as patterns over letters (`letters.ts`). Each part starts with what no other may start with: nothing is tried twice. */

/** "last", "very old", "black and white", "the boiling point", "the newly formed". */
const modifier = '(?:[AMNSPH]|R(?=[AE])|(?<=[DHMR]|[DHR]A)[EG](?=[AMNSP])|(?<=A)C(?=A))'
/** One noun with what stands before it; "the largest" before "of" or "in". */
export const core = `(?:O|D{0,2}${modifier}*[NSPM]|DR?A(?=[oI]))`
/** With prepositional phrases, and others like it behind "and" or commas. */
export const nounPhrase = `${core}(?:(?:[oI]|,?C|,)${core})*`

const whole = new RegExp(`^${nounPhrase}$`)
const wholeCore = new RegExp(`^${core}$`)

export const isNounPhrase = (letters: string): boolean => whole.test(letters)
export const isCore = (letters: string): boolean => wholeCore.test(letters)
