/** What the answer is, as a noun phrase: « Quelle est la capitale du Togo » asks for « la capitale du Togo ». */
import type { NounPhrase } from '../reading.js'
import { openingAsker } from './asker.js'
import { type Clause, clauseOf, isName, part } from './clause.js'
import { joined, startsWithVowel, withCeQue, withLOn } from './elision.js'
import { type Inversion, inversionsOf, isImpersonal } from './inversion.js'
import { opened } from './opened.js'
import { betweenAsker, subjectStart } from './subject.js'
import { clitics, determiners, isInfinitive, verbs } from './words.js'

const longest = 22

/** The noun phrase that the question asks for; `undefined` where no pattern is certain. */
export function answerNoun(body: string): NounPhrase | undefined {
  const clause = clauseOf(body)
  if (clause.words.length > longest || /[;:()…]|, (et|ou) /.test(body)) return undefined
  return named(clause) ?? counted(clause) ?? circumstance(clause) ?? chosen(clause) ?? reasoned(clause)
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['où', 'l’endroit où'],
  ['quand', 'le moment où'],
  ['pourquoi', 'la raison pour laquelle'],
  ['comment', 'la manière dont'],
])

/** « Pourquoi le ciel est-il bleu » → « la raison pour laquelle le ciel est bleu »; « ce que signifie … » is a noun phrase as it is. */
function reasoned(clause: Clause): NounPhrase | undefined {
  const { bare, words } = clause
  if (words.some((word) => word.endsWith(','))) return undefined
  const name = called(clause)
  if (name !== undefined) return { text: name, isPlural: false }
  const asker = openingAsker(clause)
  const next = bare[1] ?? ''
  if (asker !== 0 || isInfinitive(next) || (clitics.has(next) && isInfinitive(bare[2] ?? ''))) return undefined
  const taken = opened(clause, 0)
  const noun = reasons.get(bare[0] ?? '')
  if (taken && noun !== undefined)
    return { text: `${noun} ${noun.endsWith('où') ? withLOn(taken.tail) : taken.tail}`, isPlural: false }
  if (taken?.head === 'ce qui') return { text: `ce qui ${taken.tail}`, isPlural: false }
  return taken?.head === 'ce que' && taken.isParted ? { text: withCeQue(taken.tail), isPlural: false } : undefined
}

/** « Comment s’appelle le petit du cerf » → « le nom du petit du cerf ». */
function called({ bare, words }: Clause): string | undefined {
  const [asker = '', first = '', second = ''] = bare
  const at =
    first === 'appelle-t-on'
      ? 2
      : /^(s' appel(le|ait|lait)|se (pré)?nomm(e|ait))$/.test(`${first} ${second}`)
        ? 3
        : undefined
  if (asker !== 'comment' || at === undefined) return undefined
  const rest = words.slice(at)
  const article = bare[at] ?? ''
  if (article === 'le') return `le nom du ${joined(rest.slice(1))}`
  if (article === 'les') return `le nom des ${joined(rest.slice(1))}`
  if (/^(un|une)$/.test(article)) return `le nom d’${joined(rest)}`
  return /^(la|l'|ce|cet|cette|ces|mon|ma)$/.test(article) ? `le nom de ${joined(rest)}` : undefined
}

/** « Quel rôle Bourvil a-t-il joué » → « le rôle que Bourvil a joué »; « Quel fleuve se jette … » → « le fleuve qui se jette … ». */
function chosen(clause: Clause): NounPhrase | undefined {
  const { bare, words } = clause
  const inversions = inversionsOf(clause)
  const [inversion] = inversions
  const noun = oneNoun(clause, 0)
  if (noun === undefined || inversions.length > 1) return undefined
  const said = inversion && straight(clause, 0, inversion)
  if (said !== undefined) {
    const link = startsWithVowel(said) && !said.startsWith('on ') ? 'qu’' : 'que '
    return { text: `${noun} ${link}${withLOn(said)}`, isPlural: false }
  }
  const isSubject = bare[2] === 'se' || (/^(s'|a)$/.test(bare[2] ?? '') && /^(est|été)$/.test(bare[3] ?? ''))
  return isSubject && !inversion ? { text: `${noun} qui ${joined(words.slice(2))}`, isPlural: false } : undefined
}

/** « quelle année » → « l’année », where the noun is one word and its article certain. */
function oneNoun({ bare, words }: Clause, asker: number): string | undefined {
  const [word = '', noun = ''] = bare.slice(asker)
  const written = words[asker + 1] ?? ''
  if (!/^quel(le)?$/.test(word) || /^[h«]|^$/.test(noun) || /^\p{Lu}/u.test(written) || verbs.has(noun))
    return undefined
  if (words.some((other) => other.endsWith(','))) return undefined
  return (startsWithVowel(noun) ? 'l’' : word === 'quelle' ? 'la ' : 'le ') + written
}

/** « Quel est le nom de … », « Qui était la première femme … ». */
function named(clause: Clause): NounPhrase | undefined {
  const { bare, words } = clause
  const [asker = '', verb = '', article = ''] = bare
  if (!/^(quel|quelle|quels|quelles|qui)$/.test(asker) || !/^(est|sont|était|étaient|fut|furent)$/.test(verb))
    return undefined
  const isNamed = /^(le|la|les|l')$/.test(article) && words.length > 4 && !isName(clause, 3)
  if (!isNamed || words.some((word) => word.endsWith(',')) || inversionsOf(clause).length > 0) return undefined
  if (asker === 'qui' && bare.slice(4).some((word) => /^(le|la|les|l'|un|une)$/.test(word)) && words.length > 14)
    return undefined
  return { text: joined(words.slice(2)), isPlural: article === 'les' }
}

/** « Combien de cordes y a-t-il sur un violon » → « le nombre de cordes sur un violon ». */
function counted(clause: Clause): NounPhrase | undefined {
  const { bare, words } = clause
  const inversions = inversionsOf(clause)
  const [inversion] = inversions
  if (bare[0] !== 'combien' || inversions.length > 1 || words.some((word) => word.endsWith(','))) return undefined
  if (inversion && bare[inversion.at - 1] === 'y' && inversion.verb === 'a') return present(clause, inversion.at)
  if (!/^(de|d')$/.test(bare[1] ?? '') || uncounted.test(bare[2] ?? '')) return undefined
  return inversion ? counting(clause, inversion) : countedSubject(clause)
}

/** What is no number where it is counted: « combien de temps ». */
const uncounted = /^(temps|fois|années?|jours?|heures?|minutes?)$/

/** « Combien y a-t-il de … », « Combien de … y a-t-il ». */
function present({ bare, words }: Clause, at: number): NounPhrase | undefined {
  const isBefore = /^(de|d')$/.test(bare[1] ?? '')
  if (isBefore) return numberOf([...words.slice(1, at - 1), ...words.slice(at + 1)])
  return at === 2 && /^(de|d')$/.test(bare[3] ?? '') ? numberOf(words.slice(3)) : undefined
}

/** « Combien de joueurs sont sur le terrain » → « le nombre de joueurs qui sont sur le terrain ». */
function countedSubject(clause: Clause): NounPhrase | undefined {
  const { bare, words } = clause
  const verb = bare.findIndex((word, at) => at > 2 && /^(sont|ont|furent|étaient|peuvent|participent)$/.test(word))
  if (verb === -1 || verb === words.length - 1) return undefined
  const hasObject = determiners.has(bare[verb + 1] ?? '') || isName(clause, verb + 1)
  if (hasObject || !isPlainNoun(part(clause, 2, verb))) return undefined
  return numberOf([...words.slice(1, verb), 'qui', ...words.slice(verb)])
}

/** « Combien de buts Pelé a-t-il marqués » → « le nombre de buts que Pelé a marqués ». */
function counting(clause: Clause, inversion: Inversion): NounPhrase | undefined {
  const { words } = clause
  const { at, start, alone, pronoun } = inversion
  const isObject = !isImpersonal(inversion, clause) && betweenAsker(clause, 0, start, pronoun) === 'subject'
  if (!isObject || start < at || subjectStart(clause, 3, start, pronoun.endsWith('s')) !== 3) return undefined
  const text = joined([...words.slice(3, start), alone, ...words.slice(at + 1)])
  return numberOf([...words.slice(1, 3), startsWithVowel(text) ? `qu’${text}` : `que ${text}`])
}

function numberOf(words: readonly string[]): NounPhrase {
  return { text: `le nombre ${joined(words)}`, isPlural: false }
}

function isPlainNoun({ bare }: Clause): boolean {
  return !bare.some((word) => /^(qui|que|qu'|dont|où|et|ou|ne|n'|y|en|se|s')$/.test(word))
}

/** « En quelle année le canal a-t-il été ouvert » → « l’année où le canal a été ouvert »; « Avec qui » has no noun. */
function circumstance(clause: Clause): NounPhrase | undefined {
  const { bare } = clause
  const inversions = inversionsOf(clause)
  const [inversion] = inversions
  const noun = openingAsker(clause) === 1 ? oneNoun(clause, 1) : undefined
  if (noun === undefined || inversion === undefined || inversions.length > 1) return undefined
  const link = linked(bare[0] ?? '', bare[2] ?? '', bare[1] === 'quelle')
  const said = straight(clause, 1, inversion)
  if (link === undefined || said === undefined) return undefined
  return { text: `${noun} ${link} ${link === 'où' ? withLOn(said) : said}`, isPlural: false }
}

/** The clause after its noun, in order: the noun must be one word, as « le film de guerre | dans lequel » is not certain to end there. */
function straight(clause: Clause, asker: number, inversion: Inversion): string | undefined {
  const { at, start, alone, pronoun, straight: own } = inversion
  const { words } = clause
  const from = asker + 2
  const after = words.slice(at + 1)
  if (pronoun === 'on' && start === from) return own === undefined ? undefined : joined([own, ...after])
  const isSubject = !isImpersonal(inversion, clause) && betweenAsker(clause, asker, start, pronoun) === 'subject'
  if (!isSubject || subjectStart(clause, from, start, pronoun.endsWith('s')) !== from) return undefined
  return joined([...words.slice(from, at), alone, ...after])
}

const times = /^(année|saison|époque|siècle|mois|jour|décennie|moment|période)$/
const places = /^(pays|ville|région|continent|île|état|lieu|village|quartier|province|département|capitale|mer|océan)$/

/** The relative pronoun for what the preposition governed. */
function linked(preposition: string, noun: string, isFeminine: boolean): string | undefined {
  if (/^(en|dans|à|au)$/.test(preposition) && (times.test(noun) || places.test(noun))) return 'où'
  if (/^(de|d')$/.test(preposition)) return 'dont'
  if (preposition === 'à') return isFeminine ? 'à laquelle' : 'auquel'
  if (/^(dans|avec|pour|par|sur|sous|contre|chez|selon|pendant|durant)$/.test(preposition))
    return `${preposition} ${isFeminine ? 'laquelle' : 'lequel'}`
  return undefined
}
