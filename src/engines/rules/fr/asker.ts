/** What a question opens with: « De quoi », « Dans quelle », « Au milieu de quoi », « Quand et où ». */
import type { Clause } from './clause.js'
import { prepositions, questionWords, clitics, verbs } from './words.js'

/** The longest row of words before a question word that still is a preposition: « à la fin de quelle ». */
const longestPreposition = 4

const afterPreposition = /^(qui|quoi|quel|quelle|quels|quelles|combien|où|quand|lequel|laquelle|lesquels|lesquelles)$/

/** Where the first question word is, if the clause opens with it or with prepositions before it. */
export function openingAsker(clause: Clause): number | undefined {
  const { bare } = clause
  const [first = ''] = bare
  if (questionWords.has(first)) return conjoined(bare)
  if (!prepositions.has(first) && !(first === 'le' && bare[1] === 'long')) return undefined
  const at = bare.findIndex((word, index) => index > 0 && afterPreposition.test(word))
  if (at === -1 || at > longestPreposition + 1 || !prepositions.has(bare[at - 1] ?? '')) return undefined
  return isPreposition(clause, at) ? at : undefined
}

/** « Quand et où » is one question word, whose last decides. */
function conjoined(bare: readonly string[]): number {
  const isPair = bare[1] === 'et' && /^(où|quand|comment|pourquoi)$/.test(bare[0] ?? '')
  return isPair && /^(où|quand|comment|pourquoi)$/.test(bare[2] ?? '') ? 2 : 0
}

function isPreposition({ words, bare }: Clause, asker: number): boolean {
  if (asker === 1) return true
  const before = words.slice(1, asker)
  return (
    before.every((word) => /^[\p{Ll}'’-]+$/u.test(word)) &&
    !bare.slice(1, asker).some((word) => verbs.has(word) || (clitics.has(word) && !/^(la|le|les|l')$/.test(word)))
  )
}
