/** Where a noun phrase certainly ends, without a tagger. */
import {
  auxiliaries,
  clauseWords,
  determiners,
  irregularParticiples,
  irregularPast,
  notParticiples,
  prepositions,
} from './words.js'

/** Irregular ones: "wrote", "won". */
export const pasts: ReadonlySet<string> = new Set(irregularPast.values())

/** Lower case, without the punctuation around it. */
export function plain(word: string): string {
  return word.toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
}

export function isParticiple(word: string): boolean {
  return irregularParticiples.has(word) || (/^\p{Ll}{2,}ed$/u.test(word) && !notParticiples.has(word))
}

/**
 * Whether the words are one plain noun phrase: a determiner or a name first, no commas, nothing that looks like a verb.
 * Long ones must be held together by a preposition: "the book Oprah likes most" is a clause in disguise.
 */
export function cleanNounPhrase(words: readonly string[]): boolean {
  const [first = ''] = words
  if (!determiners.has(plain(first)) && !/^\p{Lu}/u.test(first) && plain(first) !== 'one') return false
  if (words.some((word, at) => !fits(word, plain(words[at - 1] ?? ''), at === words.length - 1))) return false
  const firstLink = words.findIndex((word) => prepositions.has(plain(word)))
  const head = firstLink === -1 ? words : words.slice(0, firstLink)
  return head.length <= 6 && (firstLink !== -1 || head.length <= 4 || head.slice(1).every(isCapitalised))
}

function fits(word: string, before: string, isLast: boolean): boolean {
  const bare = plain(word)
  if (/[,;:()?!]/.test(word) || clauseWords.has(bare) || auxiliaries.has(bare)) return false
  if (isLast && prepositions.has(bare)) return false
  if (isCapitalised(word)) return true
  if (bare.endsWith('ing') && bare.length > 5) return before === 'the' || before === 'a' || before === 'an'
  if (isParticiple(bare) && before !== 'the' && before !== 'a') return false
  return !pasts.has(bare) && !/(['’](re|ve|ll|d))$/.test(word)
}

export function isCapitalised(word: string): boolean {
  return /^["“‘(]?\p{Lu}/u.test(word)
}
