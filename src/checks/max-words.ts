import type { Check } from './check.js'

/** The most words that a text may have. */
export const maxWords: Check = {
  name: 'max_words',
  version: 1,
  schema: {
    type: 'integer',
    minimum: 1,
    examples: [80],
    description: 'The most words that a reply may have, counted between blanks.',
  },
  prepare(parameter) {
    const most = Number(parameter)
    return ({ text }) => {
      // A word has a letter or a digit: the lone "?" of French is none.
      const words = text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length
      return words > most ? `${words} words, ${most} at most` : undefined
    }
  },
}
