/**
 * Whether a noun phrase between the question word and the verb can be the verb's subject.
 *
 * « Dans quel film | Will Smith | joue-t-il », but « Dans quel film de Will Smith joue-t-il »: a subject begins with a determiner or
 * a name that no preposition governs.
 */
import { type Clause, endsInComma, isName } from './clause.js'
import { determiners, plainAskers, prepositions, pronouns } from './words.js'

export type Between = 'subject' | 'nothing' | 'unclear'

const adverb =
  /..ment$|^(donc|alors|autrefois|aujourd'hui|parfois|encore|ici|là|bien|souvent|jamais|toujours|seul|seule)$/

/** What stands between the question word at `asker` and the verb group that starts at `start`. */
export function betweenAsker(clause: Clause, asker: number, start: number, pronoun: string): Between {
  const { bare } = clause
  const own = ownWords(bare, asker)
  const from = asker + 1 + own
  if (start === from) return own > 0 && isName(clause, from - 1) ? 'unclear' : 'nothing'
  if (start < from) return 'unclear'
  const between = bare.slice(asker + 1, start)
  if (own === 0) return adverb.test(between[0] ?? '') || hasAsker(between) ? 'unclear' : 'subject'
  const subject = subjectStart(clause, from, start, pronoun.endsWith('s'))
  if (hasAsker(bare.slice(asker + 1, subject ?? start))) return 'unclear'
  if (subject === undefined) return withoutStart(clause, from, start)
  const mayBelongToHead = isName(clause, from - 1) && isName(clause, subject) && bare[from - 1] !== 'état'
  return mayBelongToHead || hasRelative(bare, from, subject) ? 'unclear' : 'subject'
}

function hasAsker(between: readonly string[]): boolean {
  return between.some((word) => plainAskers.has(word) || pronouns.has(word))
}

/** « film de Truffaut Catherine Deneuve »: so many names in a row are not one. */
const namesInARow = 3

function withoutStart(clause: Clause, from: number, to: number): Between {
  if (isComplement(clause, from, to)) return 'nothing'
  const names = clause.words.slice(to - namesInARow, to)
  const areNames = to - from > namesInARow && names.every((_name, at) => isName(clause, to - namesInARow + at))
  return areNames && !names.some((name) => name.endsWith(',')) ? 'subject' : 'unclear'
}

/** How many words the question word takes with it at least: « quel film », « combien de films », « lequel de ces films ». */
export function ownWords(bare: readonly string[], asker: number): number {
  const word = bare[asker] ?? ''
  const next = bare[asker + 1] ?? ''
  if (word.startsWith('quel')) return 1
  if (word === 'combien' && /^(de|d')$/.test(next)) return 2
  if (/.quel(le)?s?$/.test(word) && /^(de|d'|des|du|parmi)$/.test(next))
    return determiners.has(bare[asker + 2] ?? '') ? 3 : 2
  return 0
}

/** Where a noun phrase begins between `from` and `to` that no preposition governs. */
export function subjectStart(clause: Clause, from: number, to: number, isPlural: boolean): number | undefined {
  const { bare } = clause
  let isGoverned = false
  for (let at = from; at < to; at += 1) {
    const word = bare[at] ?? ''
    const follows = prepositions.has(bare[at - 1] ?? '')
    if (word === 'des' && isPlural && !follows && !isGoverned) return at
    if (determiners.has(word) && word !== 'des' && !follows) return at
    if (prepositions.has(word)) isGoverned = true
    else if (!isName(clause, at) || endsInComma(clause, at)) isGoverned = false
    else if (!isGoverned) return at
  }
  return undefined
}

/** « de savants », « en bois », « célèbre »: what belongs to the noun before it. */
function isComplement(clause: Clause, from: number, to: number): boolean {
  const { bare, words } = clause
  const isCased = words.some((word) => /^\p{Lu}/u.test(word))
  if (to === from + 1) return isCased && !prepositions.has(bare[from] ?? '')
  for (let at = from; at < to; at += 2) {
    if (!/^(de|d'|en|à)$/.test(bare[at] ?? '') || at + 1 >= to || isName(clause, at + 1)) return false
  }
  return isCased
}

function hasRelative(bare: readonly string[], from: number, to: number): boolean {
  return bare.slice(from, to).some((word) => /^(qui|que|qu'|dont|où|et|ou)$/.test(word))
}
