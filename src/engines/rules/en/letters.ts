/**
 * The class of a word, as one letter.
 *
 * Auxiliaries: b be · d do · h have · m modal.  Verbs: V base · F finite alone ("wrote", "flows") · E participle or past ("made", "called") · G in -ing.
 * Nouns: N singular · S plural · P name · O pronoun · M number · H possessive ("Kwai's").  A adjective · R adverb · D determiner.
 * o "of" · I other preposition · t "to" before a verb · C and, or · K other conjunction · w question word · T relative "that" · y existential "there" · n not.
 * Marks: , and ; — x is anything else, and fits nowhere.
 */
import { isBase, isIrregularParticiple, isIrregularPast } from './irregular-verbs.js'
import {
  be,
  conjunctions,
  determiners,
  doing,
  having,
  irregularPlurals,
  modals,
  nounsInIng,
  numberless,
  prepositions,
  pronouns,
  questionWords,
  singularInS,
} from './words.js'

/** What the tagger said of a word, and what stands around it. */
export interface Seen {
  readonly plain: string
  readonly tag: string
  /** Of what stands before, the latest last. */
  readonly before: string
  /** The tag of the next word. */
  readonly next: string
}

const fixed: ReadonlyMap<string, string> = new Map([
  ['of', 'o'],
  ['and', 'C'],
  ['or', 'C'],
  ['&', 'C'],
  ['and/or', 'C'],
  ['nor', 'K'],
  ['but', 'K'],
  ['not', 'n'],
  ["n't", 'n'],
  ['be', 'V'],
  ['been', 'E'],
  ['being', 'G'],
  ['done', 'E'],
  ['doing', 'G'],
  ['born', 'E'],
  ['am', 'b'],
  ['located', 'E'],
  ['called', 'E'],
  ['named', 'E'],
  ['known', 'E'],
  ['made', 'E'],
  ['used', 'E'],
  ['based', 'E'],
  ['situated', 'E'],
  ['nicknamed', 'E'],
  ['other', 'A'],
  ['own', 'A'],
  ['same', 'A'],
  ['such', 'A'],
  ['many', 'A'],
  ['much', 'A'],
  ['few', 'A'],
  ['several', 'A'],
  ['one', 'M'],
  ['able', 'A'],
  ['also', 'R'],
  ['ever', 'R'],
  ['never', 'R'],
  ['always', 'R'],
  ['usually', 'R'],
  ['often', 'R'],
  ['still', 'R'],
  ['only', 'R'],
  ['originally', 'R'],
  ['ago', 'R'],
  ['away', 'R'],
  ['there', 'R'],
  ['here', 'R'],
  ['then', 'R'],
  ['now', 'R'],
  ['together', 'R'],
  ['%', 'N'],
  ['human', 'N'],
  ['north', 'A'],
  ['south', 'A'],
  ['east', 'A'],
  ['west', 'A'],
  ['evil', 'N'],
  ['today', 'R'],
  ['tonight', 'R'],
  ['yesterday', 'R'],
  ['tomorrow', 'R'],
  ['nowadays', 'R'],
])

/** The letter of a word in lower case, or of one that opens the question. */
export function letterOf(seen: Seen): string {
  return closedClass(seen) ?? fixed.get(seen.plain) ?? byTag(seen)
}

type Closed = (seen: Seen) => string | undefined

/** Words whose class needs no tagger, each with what decides it. */
const closed: readonly Closed[] = [
  ({ plain }) => (questionWords.has(plain) ? 'w' : undefined),
  ({ plain, before }) => (plain === "'s" ? (before.endsWith('w') ? 'b' : 'H') : undefined),
  ({ plain }) => (plain.endsWith("n't") ? negatedLetter(plain.slice(0, -3)) : undefined),
  ({ plain }) => (be.has(plain) ? 'b' : undefined),
  ({ plain, before }) => (doing.has(plain) ? (isBaseWanted(before) ? 'V' : 'd') : undefined),
  ({ plain, before }) => (having.has(plain) ? (isBaseWanted(before) ? 'V' : 'h') : undefined),
  ({ plain, before, tag }) => (modals.has(plain) && (tag === 'AUX' || before === 'w') ? 'm' : undefined),
  ({ plain, before, next }) => (plain === 'that' ? thatLetter(before, next) : undefined),
  ({ plain, before }) => (plain === 'there' && /[bdhm]$/.test(before) ? 'y' : undefined),
  ({ plain, next }) => (plain === 'to' ? (/VERB|AUX/.test(next) ? 't' : 'I') : undefined),
  ({ plain, next }) => (plain === 'her' || plain === 'his' ? (/NOUN|ADJ|PROPN|NUM/.test(next) ? 'D' : 'O') : undefined),
  ({ plain }) => (determiners.has(plain) ? 'D' : undefined),
  ({ plain }) => (pronouns.has(plain) ? 'O' : undefined),
  ({ plain, before, next }) =>
    /^(?:last|first)$/.test(plain) && /[dhm].*[NSPO]$/.test(before) && /VERB|AUX|NOUN/.test(next) ? 'R' : undefined,
  ({ plain }) => (conjunctions.has(plain) ? 'K' : undefined),
  ({ plain, tag }) => (plain === 'like' && tag === 'VERB' ? 'V' : undefined),
  ({ plain }) => (prepositions.has(plain) && plain !== 'of' ? 'I' : undefined),
]

function closedClass(seen: Seen): string | undefined {
  for (const rule of closed) {
    const letter = rule(seen)
    if (letter !== undefined) return letter
  }
  return undefined
}

/** "the river that", "play for that reached": relative. "that river": a determiner. */
function thatLetter(before: string, next: string): string {
  if (/[NSPM]$/.test(before) || (/[VIEA]$/.test(before) && /VERB|AUX/.test(next))) return 'T'
  return /NOUN|ADJ|PROPN/.test(next) ? 'D' : 'O'
}

function negatedLetter(auxiliary: string): string {
  if (be.has(auxiliary)) return 'b'
  if (doing.has(auxiliary)) return 'd'
  return having.has(auxiliary) ? 'h' : 'm'
}

/** "did … have", "to do": the base form, and no second auxiliary. */
function isBaseWanted(before: string): boolean {
  return before.endsWith('t') || /[dm][^bhwTK,;]*$/.test(before)
}

function byTag(seen: Seen): string {
  switch (seen.tag) {
    case 'NOUN':
      return mistakenVerb(seen) ?? nounLetter(seen.plain)
    case 'PROPN':
      return 'P'
    case 'ADJ':
      return mistakenVerb(seen) ?? 'A'
    case 'ADV':
      return 'R'
    case 'INTJ':
      return 'N'
    case 'NUM':
      return 'M'
    case 'VERB':
    case 'AUX':
      return verbLetter(seen)
    case 'DET':
      return 'D'
    case 'PRON':
      return 'O'
    case 'ADP':
      return 'I'
    case 'SCONJ':
      return 'K'
    default:
      return 'x'
  }
}

/** Not "speed", "bed", "hundred". */
const looksPast = /\p{L}{2}[^\P{L}e](?<!b|sh|dr)ed$/u

/** A verb that the tagger took for a noun: "… is | the number nine | found", "… is | Marie Curie | lecturing", "that | flows". */
function mistakenVerb({ plain, before }: Seen): string | undefined {
  if (before.endsWith('T') && isPluralNoun(plain)) return 'F'
  if (/[PO]$/.test(before) && /\p{L}{3,}ing$/u.test(plain) && !nounsInIng.has(plain)) return 'G'
  const isBehindSubject = /[bh].*[NSPMO][AR]*$/.test(before) && !/D[AR]*$/.test(before)
  const isPast = !isBase(plain) && (isIrregularParticiple(plain) || looksPast.test(plain))
  return isBehindSubject && isPast ? 'E' : undefined
}

function nounLetter(plain: string): string {
  return isPluralNoun(plain) ? 'S' : 'N'
}

/** "wolves", "people"; not "news", "bus", "analysis". */
export function isPluralNoun(plain: string): boolean {
  if (irregularPlurals.has(plain)) return true
  return plain.length > 3 && /[^sui]s$/.test(plain) && !singularInS.has(plain) && !numberless.has(plain)
}

function verbLetter({ plain, before }: Seen): string {
  if (/\p{L}{2,}ing$/u.test(plain) && !isBase(plain)) return 'G'
  // what a determiner stands before is no verb, whatever the tagger says: "the Panthers' tackle leader"
  const isNoun = /(?:[DHo]|DA|b[nR]*)$/.test(before) && !/(?:ed|ing)$/.test(plain) && !isIrregularParticiple(plain)
  if (isNoun || (/[bdhm]$/.test(before) && /[^s]s$/.test(plain))) return nounLetter(plain)
  // "put", "become": behind "is" or "has" a participle, elsewhere itself
  if (isBase(plain) && isIrregularParticiple(plain)) return /[bh][^dmt]*$/.test(before) ? 'E' : 'V'
  if (isIrregularParticiple(plain)) return 'E'
  if (isIrregularPast(plain) && !isBase(plain)) return 'F'
  if (
    plain.endsWith('ed') &&
    !isBase(plain) &&
    !/^(need|seed|heed|weed|embed|proceed|succeed|exceed|speed)$/.test(plain)
  )
    return 'E'
  return /[^su]s$/.test(plain) ? 'F' : 'V'
}
