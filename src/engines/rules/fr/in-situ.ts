/** A question whose question word stands where its answer would: « Le lac Titicaca se trouve où ». */
import { decapitalised } from './capital.js'
import { type Clause, part } from './clause.js'
import { being } from './definition.js'
import { joined } from './elision.js'
import type { Indirect } from './indirect.js'
import { inversionsOf } from './inversion.js'
import { subjectStart } from './subject.js'
import { clitics, determiners, plainAskers, prepositions, pronouns, verbs } from './words.js'

const atEnd: ReadonlySet<string> = new Set(['où', 'quand', 'qui', 'duquel', 'auquel'])
/** The most words that may follow « quel »: more are a clause. */
const longestNoun = 4

/** The indirect form of a clause that ends with its question word; `undefined` where it does not, or not certainly. */
export function inSitu(clause: Clause): Indirect | undefined {
  const { bare } = clause
  const defined = definedLast(clause) ?? definedFirst(clause)
  if (defined) return defined
  if (inversionsOf(clause).length > 0 || bare.includes('est-ce')) return undefined
  const asker = lastAsker(clause)
  if (asker === undefined || clause.words.slice(0, asker).some((word) => /[,;]$/.test(word))) return undefined
  return bare[asker] === 'quoi' && !prepositions.has(bare[asker - 1] ?? '')
    ? withObject(clause, asker)
    : moved(clause, asker)
}

/** « Un trou noir, c’est quoi ». */
function definedLast(clause: Clause): Indirect | undefined {
  const { bare, words } = clause
  const [, before = '', asked = ''] = /^(.+) (c' est (?:quoi|qui)|qu' est-ce que c' est)$/.exec(bare.join(' ')) ?? []
  const length = before.split(' ').length
  if (before === '' || length < 2 || !determiners.has(bare[0] ?? '')) return undefined
  const noun = decapitalised(joined(words.slice(0, length)).replace(/,$/, ''))
  if (noun === undefined || /,/.test(noun)) return undefined
  const defined = being({ bare, words: noun.split(' ') })
  return asked.endsWith('qui') ? { ...defined, head: 'qui' } : defined
}

/** « C’est quoi, un trou noir »; « C’est qui, le maire »; « C’est quoi » alone is « ce que c’est ». */
function definedFirst(clause: Clause): Indirect | undefined {
  const [, asker = ''] = /^c' est (quoi|qui|où|quand)(?: |$)/.exec(clause.bare.join(' ')) ?? []
  if (asker === '') return undefined
  if (clause.words.length === 3) return asker === 'quoi' ? { head: 'ce que', tail: 'c’est', isParted: true } : undefined
  const noun = part(clause, 3)
  const [first = '', , of = ''] = noun.bare
  if (!determiners.has(first) || noun.words.some((word) => word.endsWith(','))) return undefined
  if (asker !== 'quoi') return { ...being(noun), head: asker }
  const isOne = /^(le|la)$/.test(first) && /^(de|du|d'|des|entre)$/.test(of)
  if (!isOne) return being(noun)
  return { head: first === 'la' ? 'quelle est' : 'quel est', tail: joined(noun.words), isParted: true }
}

function lastAsker(clause: Clause): number | undefined {
  const { bare } = clause
  const askers = bare.flatMap((word, at) => (plainAskers.has(word) || atEnd.has(word) ? [at] : []))
  const [at] = askers
  if (at === undefined || at < 2 || askers.length > 1) return undefined
  const after = bare.length - at - 1
  if (bare[at]?.startsWith('quel')) return hasNounAlone(clause, at) ? at : undefined
  if (bare[at] === 'quoi') return after <= 4 ? at : undefined
  if (bare[at] === 'combien')
    return after === 0 || (after <= 3 && /^(de|d')$/.test(bare[at + 1] ?? '')) ? at : undefined
  return after === 0 && (bare[at] !== 'qui' || prepositions.has(bare[at - 1] ?? '')) ? at : undefined
}

/** « quelle mer », « quelle équipe de football »: no verb may come after it, so that one must have come before. */
function hasNounAlone(clause: Clause, asker: number): boolean {
  const { bare } = clause
  const after = bare.length - asker - 1
  if (after <= 1) return after === 1
  if (after > longestNoun || hasVerb(bare.slice(asker + 2))) return false
  return hasVerb(bare.slice(1, asker)) && subjectStart(clause, asker + 2, bare.length, true) === undefined
}

function hasVerb(bare: readonly string[]): boolean {
  return bare.some((word) => verbs.has(word) || /^(qui|que|qu'|dont|se|s'|ne|n')$/.test(word))
}

/** « Tu fais quoi ce soir » → « ce que tu fais ce soir ». */
function withObject(clause: Clause, asker: number): Indirect | undefined {
  const { words, bare } = clause
  const after = bare[asker + 1] ?? ''
  const isPlain =
    after === '' ||
    prepositions.has(after) ||
    determiners.has(after) ||
    /^(demain|hier|aujourd'hui|maintenant)$/.test(after)
  const subject = subjectOf(clause, asker)
  if (!isPlain || subject === undefined || /^(est|sont|était)$/.test(bare[asker - 1] ?? '')) return undefined
  return { head: 'ce que', tail: joined([subject, ...words.slice(asker + 1)]), isParted: true }
}

/** « Le Rhin se jette dans quelle mer » → « dans quelle mer le Rhin se jette ». */
function moved(clause: Clause, asker: number): Indirect | undefined {
  const { words, bare } = clause
  let from = asker
  while (from > 1 && isPreposition(bare, from - 1, from === asker)) from -= 1
  const subject = bare[asker] !== 'où' && isComplement(bare, from) ? undefined : subjectOf(clause, from)
  if (subject === undefined || hasClause(bare.slice(0, from))) return undefined
  const head = joined(words.slice(from))
  const verb = verbAtEnd(bare, from)
  const isBare = from === asker && /^(quel|combien|lequel)/.test(bare[asker] ?? '')
  if (verb === undefined || isBare || pronouns.has(bare[0] ?? '')) return { head, tail: subject, isParted: true }
  const noun = decapitalised(joined(words.slice(0, verb)))
  if (noun === undefined) return undefined
  return { head, tail: `${joined(words.slice(verb, from))} ${noun}`, isParted: true }
}

/** « lors du tournage de quel film »: nothing leaves a phrase that has a preposition itself; « est la capitale de quel pays » may be parted. */
function isComplement(bare: readonly string[], from: number): boolean {
  if (!/^(de|d')$/.test(bare[from] ?? '') || verbs.has(bare[from - 1] ?? '')) return false
  return !(determiners.has(bare[from - 2] ?? '') && /^(est|sont|était|fut|devient|reste)$/.test(bare[from - 3] ?? ''))
}

function isPreposition(bare: readonly string[], at: number, isLast: boolean): boolean {
  const word = bare[at] ?? ''
  if (isLast) return prepositions.has(word)
  if (/^(de|d')$/.test(bare[at + 1] ?? ''))
    return /^(bord|long|milieu|cours|sein|centre|près|autour|côté|partir|début|fin)$/.test(word)
  return (
    /^(bord|long|milieu|cours|sein|centre|côté|partir|début|fin)$/.test(bare[at + 1] ?? '') &&
    /^(au|le|à|du|en)$/.test(word)
  )
}

/** Where the conjugated verb before `end` starts, if that is all that stands between the subject and the question word. */
function verbAtEnd(bare: readonly string[], end: number): number | undefined {
  if (!verbs.has(bare[end - 1] ?? '')) return undefined
  let start = end - 1
  while (start > 1 && clitics.has(bare[start - 1] ?? '')) start -= 1
  return start
}

/** The statement before `end`, as it stands inside a sentence: it must begin with its subject. */
function subjectOf(clause: Clause, end: number): string | undefined {
  const [first = ''] = clause.bare
  const isName = /^\p{Lu}/u.test(clause.words[0] ?? '') && !prepositions.has(first)
  if (!pronouns.has(first) && !determiners.has(first) && !isName) return undefined
  return decapitalised(joined(clause.words.slice(0, end)))
}

/** Nothing leaves a clause inside the clause: « un sport consistant à … ». */
function hasClause(bare: readonly string[]): boolean {
  return bare.some((word, at) => {
    const isParticiple = at > 1 && /..ant$/.test(word) && !determiners.has(bare[at - 1] ?? '')
    return isParticiple || /^(qui|que|qu'|dont|où|si|lorsque|quand|et|mais)$/.test(word)
  })
}
