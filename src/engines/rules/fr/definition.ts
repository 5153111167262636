/** « Qu’est-ce que la photosynthèse », « Un trou noir, c’est quoi »: « ce qu’est … ». */
import { type Clause, isName } from './clause.js'
import { joined } from './elision.js'
import type { Indirect } from './indirect.js'
import { determiners, prepositions, pronouns, verbs } from './words.js'

const plurals = /^(les|des|ces|mes|tes|ses|nos|vos|leurs|deux|trois)$/

/** Endings that no conjugated verb of the third person singular has, or hardly one. */
const adjective = /(ique|el|elle|al|ale|é|ée|en|enne|if|ive|eux|euse|aire|ible|able|ais|aise)$/

/** What follows « Qu’est-ce que »: a noun phrase, or a clause without its object. */
export function definition(clause: Clause): Indirect | undefined {
  const { bare, words } = clause
  const tail = joined(words)
  const last = bare.at(-1) ?? ''
  if (pronouns.has(bare[0] ?? '') || (bare[0] === "l'" && bare[1] === 'on'))
    return { head: 'ce que', tail, isParted: true }
  if (!determiners.has(bare[0] ?? '') && !isName(clause, 0)) return undefined
  if (words.some((word) => word.endsWith(','))) return undefined
  const isClause = bare.some((word, at) => at >= (isName(clause, 0) ? 1 : 2) && isVerb(word, bare[at - 1] ?? ''))
  if (isClause)
    return bare.some((word) => /^(qui|que|qu'|dont|où)$/.test(word))
      ? undefined
      : { head: 'ce que', tail, isParted: true }
  if (plurals.test(bare[0] ?? '') && bare.length > 2 && last.endsWith('nt')) return undefined
  if (isName(clause, 0)) return bare.every((_word, at) => isName(clause, at)) ? being(clause) : undefined
  return isNounPhrase(clause) ? being(clause) : undefined
}

/** « porte », « compte »: a noun behind a preposition. */
function isVerb(word: string, before: string): boolean {
  return /^(s'|se|ne|n')$/.test(word) || (verbs.has(word) && !prepositions.has(before))
}

/** « ce qu’est un trou noir », « ce que sont les cookies ». */
export function being({ bare, words }: Clause): Indirect {
  const verb = plurals.test(bare[0] ?? '') ? 'sont' : 'est'
  return { head: 'ce que', tail: `${verb} ${joined(words)}`, isParted: false }
}

/** Determiner and noun, then complements: « le théorème de Pythagore », « un logiciel libre », « le droit à l’oubli ». */
export function isNounPhrase(clause: Clause): boolean {
  const { bare } = clause
  const rest = bare.slice(2)
  if (bare.length < 2 || bare.length > 9) return false
  if (rest.some((word) => verbs.has(word) || pronouns.has(word))) return false
  const [next = ''] = rest
  if (next === '' || prepositions.has(next)) return rest.length < 5
  if (/^(un|une|ce|cet|cette)$/.test(bare[0] ?? '')) return rest.length < 4
  if (isName(clause, 2)) return true
  return rest.length === 1 && (plurals.test(bare[0] ?? '') ? !next.endsWith('nt') : adjective.test(next))
}
