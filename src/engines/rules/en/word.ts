/** A question's words, each with the letter of its class: patterns are read off the letters as off a text. */
export interface Word {
  /** As it stands in the question. */
  readonly text: string
  /** Lower case, straight apostrophes. */
  readonly plain: string
  /** One character: `letters.ts` says what it stands for. */
  readonly letter: string
  /** Whether a blank stands before it. */
  readonly isSpaced: boolean
}

export type Words = readonly Word[]

/** Their letters, for matching: one a word. */
export function lettersOf(words: Words): string {
  let letters = ''
  for (const { letter } of words) letters += letter
  return letters
}

/** The words as a text, as they were written. */
export function said(words: Words): string {
  let text = ''
  for (const word of words) text += text !== '' && word.isSpaced ? ` ${word.text}` : word.text
  return text
}

/** The words as they stand, another one's text: for a verb in another form. */
export function as(word: Word, text: string): Word {
  return { ...word, text, isSpaced: true }
}
