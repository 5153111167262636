/**
 * "How tall is Mount Everest" → "how tall Mount Everest is", where a closed pattern makes it certain.
 *
 * A question is one of: subject question (the words stay), be, do-support, modal, perfect. Whatever fits none is left to quotes.
 */
import type { Rewritten } from '../reading.js'
import { cleanNounPhrase, isCapitalised, isParticiple, plain } from './noun-phrase.js'
import {
  auxiliaries,
  be,
  clauseWords,
  determiners,
  doing,
  having,
  irregularPast,
  measures,
  modals,
  predicateAdjectives,
  prepositions,
  pronouns,
  properties,
  strictVerbs,
  verbs,
} from './words.js'

const LONGEST = 26
const adverb = /^(first|last|ever|originally|also|most|mostly|only|usually|often|never|always|still|\p{Ll}+ly)$/u
/** What ends a question that began with its preposition's object: "made of", "known for". */
const clauseOpeners = new Set(['that', 'which', 'who', 'whose', 'whom', 'where', 'when', 'than', 'because', 'if'])
const afterParticiple = new Set(['of', 'for', 'as', 'on', 'to', 'in', 'by', 'from', 'with', 'at', 'after', 'into'])

/** The parts of a question around its one auxiliary. */
interface Parts {
  /** The question word and what belongs to it, first word in lower case. */
  readonly ask: readonly string[]
  readonly auxiliary: string
  readonly rest: readonly string[]
  /** Whether `ask` can be the subject: "which river", not "where" or "in which country". */
  readonly mayBeSubject: boolean
}

/** The indirect form of an English question; `undefined` where no pattern is certain. */
export function indirect(body: string): Rewritten | undefined {
  const words = body.split(' ')
  if (words.length < 3 || words.length > LONGEST || isOutOfReach(body)) return undefined
  const first = plain(words[0] ?? '')
  if (auxiliaries.has(first)) return textOf(whether(words, first))
  const at = prepositions.has(first) ? 1 : 0
  const asker = plain(words[at] ?? '')
  const next = plain(words[at + 1] ?? '')
  const askers = at === 0 ? /^(who|whose|what|which|when|where|why|how)$/ : /^(what|which|whom|whose|how)$/
  if (!askers.test(asker) || /^(to|about|if|else|come|not|so|do)$/.test(next)) return undefined
  words[0] = lowered(words[0] ?? '')
  const mayBeSubject = at === 0 && (/^(who|whose|what|which)$/.test(asker) || /^(many|much)$/.test(next))
  return aroundAuxiliary(words, mayBeSubject)
}

/** Contractions, brackets, and options that stand elsewhere. */
function isOutOfReach(body: string): boolean {
  return /^\S+['’](s|re|d|ll|ve)\b|\w+n['’]t\b|[()…]|\b(which|what) of (these|the following)/i.test(body)
}

function aroundAuxiliary(words: readonly string[], mayBeSubject: boolean): Rewritten | undefined {
  const main = words.flatMap((_word, index) => (isMainAuxiliary(words, index) ? [index] : []))
  const [at] = main
  if (at === undefined) return mayBeSubject && !hasBareVerbFirst(words) ? { text: words.join(' ') } : undefined
  const ask = words.slice(0, at)
  if (main.length > 1 || at > 9 || ask.some((word) => word.endsWith(','))) return undefined
  return arranged({ ask, auxiliary: plain(words[at] ?? ''), rest: words.slice(at + 1), mayBeSubject })
}

/** "Is the Giant Panda an endangered species": "whether the Giant Panda is …", where a name ends before an article or a verb. */
function whether(words: readonly string[], auxiliary: string): string[] | undefined {
  const rest = words.slice(1)
  const parts = { ask: ['whether'], auxiliary, rest, mayBeSubject: false }
  if (words.some((_word, index) => index > 0 && isMainAuxiliary(words, index))) return undefined
  if (doing.has(auxiliary)) return withoutDo(parts)?.text.split(' ')
  if (modals.has(auxiliary)) return withModal(parts)
  const at = afterName(rest)
  const next = plain(rest[at] ?? '')
  const isSure =
    be.has(auxiliary) && at > 0 && at < rest.length && (/^(a|an|the)$/.test(next) || prepositions.has(next))
  return isSure && !/\b(or)\b/.test(rest.join(' ')) ? moved(parts, at) : undefined
}

function lowered(word: string): string {
  return word.charAt(0).toLowerCase() + word.slice(1)
}

/** An auxiliary that is not in a relative clause ("that are …") and no infinitive ("to have"). */
function isMainAuxiliary(words: readonly string[], index: number): boolean {
  const word = words[index] ?? ''
  if (isCapitalised(word) || !auxiliaries.has(plain(word))) return false
  if (index > 1 && /^(that|which|who|to)$/.test(plain(words[index - 1] ?? ''))) return false
  // "do ants have", "can they do": the base form behind an auxiliary
  const isBase = /^(have|do)$/.test(plain(word))
  return !isBase || !words.slice(0, index).some((before) => doing.has(plain(before)) || modals.has(plain(before)))
}

/** "What eat snakes" is broken English, and "Where go …" older than the rules. */
function hasBareVerbFirst(words: readonly string[]): boolean {
  return strictVerbs.has(plain(words[1] ?? '')) || plain(words[0] ?? '') === 'whose'
}

function arranged(parts: Parts): Rewritten | undefined {
  const { auxiliary, rest } = parts
  if (rest.length === 0) return undefined
  if (be.has(auxiliary)) return textOf(withBe(parts))
  if (modals.has(auxiliary)) return textOf(withModal(parts))
  if (doing.has(auxiliary)) return withoutDo(parts)
  return having.has(auxiliary) ? textOf(withHave(parts)) : undefined
}

function textOf(words: readonly string[] | undefined): Rewritten | undefined {
  return words && { text: words.join(' ') }
}

function asIs({ ask, auxiliary, rest }: Parts): string[] {
  return [...ask, auxiliary, ...rest]
}

/** The words before `at` are the subject: the auxiliary goes behind them. */
function moved({ ask, auxiliary, rest }: Parts, at: number): string[] {
  return [...ask, ...rest.slice(0, at), auxiliary, ...rest.slice(at)]
}

function withBe(parts: Parts): string[] | undefined {
  const bare = parts.rest.map(plain)
  if (bare[0] === 'there') return moved(parts, 1)
  if (isPredicate(parts, bare)) return asIs(parts)
  if (bare.some((word, at) => at > 0 && clauseOpeners.has(word))) return undefined
  const at = progressive(parts.rest, bare)
  if (at !== undefined) return isSubject(parts.rest.slice(0, at)) ? moved(parts, at) : undefined
  return withBeAndParticiple(parts, bare) ?? withBeAndNoun(parts, bare)
}

/** "what … Jane Doe doing in Paris": the place of a verb in -ing. Behind a name it is one; elsewhere ("the boiling point") only "doing" is sure. */
function progressive(rest: readonly string[], bare: readonly string[]): number | undefined {
  const at = bare.findIndex(
    (word, index) =>
      index > 0 &&
      /^\p{Ll}{2,}ing$/u.test(rest[index] ?? '') &&
      (word === 'doing' || isCapitalised(rest[index - 1] ?? '')),
  )
  return at < 0 ? undefined : at
}

/** Whether the question word is the subject, so that nothing moves: "which state is nicknamed …", "who was the first …". */
function isPredicate({ ask, rest, mayBeSubject }: Parts, bare: readonly string[]): boolean {
  if (!mayBeSubject) return false
  const asker = plain(ask[0] ?? '')
  if (/^(who|which)$/.test(asker) && isSuperlative(bare)) return true
  const from = adverb.test(bare[0] ?? '') ? 1 : 0
  const first = bare[from] ?? ''
  if (endsOpen(bare)) return false
  if (isParticiple(first) || predicateAdjectives.has(first)) return true
  if (ask.length === 1) return asker === 'which' && first === 'the'
  return !ask.some((word) => properties.has(plain(word))) && saysWhatItIs(rest.slice(from), bare.slice(from))
}

/** What follows "which city is": "a sister city to …", "in …", "the capital of …", "nearest to …". */
function saysWhatItIs(rest: readonly string[], bare: readonly string[]): boolean {
  const [first = '', second = '', third = ''] = bare
  if (third === '') return false
  if (/^an?$/.test(first) || prepositions.has(first)) return true
  if (first === 'the') return bare.includes('of') && !isCapitalised(rest[1] ?? '') && !bare.some(isParticiple)
  return prepositions.has(second) && !isCapitalised(rest[0] ?? '') && !determiners.has(first) && !adverb.test(third)
}

/** "… from", "… made of", "… called": the end of a question about what stands before it. */
function endsOpen(bare: readonly string[]): boolean {
  const last = bare.at(-1) ?? ''
  return bare.length > 1 && (prepositions.has(last) || isParticiple(last))
}

/** "where … located", "what … made of", "in which city … first held in 1950": the be goes before the only participle. */
function withBeAndParticiple(parts: Parts, bare: readonly string[]): string[] | undefined {
  const at = onlyParticiple(parts.rest, bare)
  if (at === undefined || /^(the|a|an|most)$/.test(bare[at - 1] ?? '')) return undefined
  const isEnd = at === bare.length - 1 || (at === bare.length - 2 && afterParticiple.has(bare.at(-1) ?? ''))
  const subjectEnd = adverb.test(bare[at - 1] ?? '') && at > 1 ? at - 1 : at
  const subject = parts.rest.slice(0, subjectEnd)
  const isSure = isEnd
    ? subject.length <= 12 && !prepositions.has(plain(subject.at(-1) ?? ''))
    : asksCircumstance(parts) &&
      prepositions.has(bare[at + 1] ?? '') &&
      (isOneOrTwo(subject) || cleanNounPhrase(subject))
  return isSure ? moved(parts, subjectEnd) : undefined
}

function onlyParticiple(rest: readonly string[], bare: readonly string[]): number | undefined {
  const isOne = (word: string, at: number): boolean => at > 0 && isParticiple(word) && !isCapitalised(rest[at] ?? '')
  const participles = bare.flatMap((word, at) => (isOne(word, at) ? [at] : []))
  return participles.length === 1 ? participles[0] : undefined
}

/** "when", "in which city": what follows is a whole sentence. "What is the gas used in …" has a relative clause there. */
function asksCircumstance({ ask, mayBeSubject }: Parts): boolean {
  return !mayBeSubject && plain(ask[0] ?? '') !== 'what'
}

function isOneOrTwo(subject: readonly string[]): boolean {
  return subject.length <= 2 && subject.every(isPlainWord)
}

function isPlainWord(word: string): boolean {
  return /^\p{Ll}+$/u.test(word) && !prepositions.has(word) && !adverb.test(word)
}

/** "what the capital of Norway is", "how tall Mount Everest is". */
function withBeAndNoun(parts: Parts, bare: readonly string[]): string[] | undefined {
  const { ask, rest } = parts
  const asker = plain(ask[0] ?? '')
  if (!cleanNounPhrase(rest)) return isPlainPlural(parts) ? moved(parts, rest.length) : undefined
  const isAlone = ask.length === 1 && /^(what|who|where|when)$/.test(asker)
  const isMeasure = asker === 'how' && ask.length === 2 && measures.has(plain(ask[1] ?? ''))
  const isProperty =
    /^(what|which)$/.test(asker) &&
    properties.has(plain(ask[1] ?? '')) &&
    (ask.length === 2 || plain(ask[2] ?? '') === 'of') &&
    !isSuperlative(bare)
  return (isAlone || isMeasure || isProperty) && rest.length <= 11 ? moved(parts, rest.length) : undefined
}

/** "What color are wild goldfish": one or two plain words after a property. */
function isPlainPlural({ ask, auxiliary, rest }: Parts): boolean {
  return (
    auxiliary === 'are' &&
    ask.length === 2 &&
    properties.has(plain(ask[1] ?? '')) &&
    rest.length <= 2 &&
    rest.every((word) => /^\p{L}+$/u.test(word))
  )
}

function isSuperlative([first = '', second = '']: readonly string[]): boolean {
  return first === 'the' && /^(first|last|only|second|third|fourth|fifth|most|least|\p{Ll}{3,}est)$/u.test(second)
}

function withModal(parts: Parts): string[] | undefined {
  const { rest, mayBeSubject } = parts
  if (mayBeSubject && verbs.has(rest[0] ?? '') && strictVerbs.has(rest[0] ?? '')) return asIs(parts)
  const at = verbAt(rest)
  return at === undefined ? undefined : moved(parts, at)
}

function withHave(parts: Parts): string[] | undefined {
  const bare = parts.rest.map(plain)
  if (!parts.mayBeSubject || endsOpen(bare)) return undefined
  if (isParticiple(bare[0] ?? '')) return asIs(parts)
  // an object question would have its participle: "which book has the critic praised"
  return determiners.has(bare[0] ?? '') && !bare.some(isParticiple) ? asIs(parts) : undefined
}

/** Undoes do-support: "where did Scottie Pippen play …" → "where Scottie Pippen played …". */
function withoutDo({ ask, auxiliary, rest }: Parts): Rewritten | undefined {
  const at = verbAt(rest)
  if (at === undefined) return undefined
  const base = plain(rest[at] ?? '')
  const verb = auxiliary === 'did' ? pastOf(base) : auxiliary === 'does' ? thirdPersonOf(base) : base
  return { text: [...ask, ...rest.slice(0, at), verb, ...rest.slice(at + 1)].join(' '), lost: base }
}

/** Where the main verb stands after the subject; `undefined` where that is not certain. */
function verbAt(rest: readonly string[]): number | undefined {
  const at = candidateVerb(rest)
  if (at === undefined || at === 0) return undefined
  const after = rest.slice(at + 1).map(plain)
  // "live in and operate", "live, rule and die": a second verb would have to change, too
  const hasSecond =
    (rest[at] ?? '').endsWith(',') ||
    after.some((word, index) => /^(and|or)$/.test(word) && !isCapitalised(rest[at + index + 2] ?? ''))
  return hasSecond ? undefined : at
}

function candidateVerb(rest: readonly string[]): number | undefined {
  const bare = rest.map(plain)
  if (pronouns.has(bare[0] ?? '')) return verbs.has(bare[1] ?? '') ? 1 : undefined
  const named = afterName(rest)
  if (named > 0) {
    const at = adverb.test(bare[named] ?? '') ? named + 1 : named
    if (verbs.has(bare[at] ?? '') && !isCapitalised(rest[at] ?? '')) return at
  }
  const noun = bare.findIndex((word, at) => at > 1 && strictVerbs.has(word) && !isCapitalised(rest[at] ?? ''))
  if (determiners.has(bare[0] ?? '') && noun > 1 && noun <= 10 && isSubject(rest.slice(0, noun))) return noun
  return lastVerb(rest, bare)
}

/** How many words the name at the start has: "the Battle of Antietam" four, "Harry Potter" two, "wolves" none. */
function afterName(rest: readonly string[]): number {
  let at = /^(the|a|an)$/.test(rest[0] ?? '') ? 1 : 0
  if (!isCapitalised(rest[at] ?? '')) return 0
  while (
    at < rest.length &&
    (isCapitalised(rest[at] ?? '') ||
      (/^(of|the|de|la|von|van|and|bin|II|III)$/.test(rest[at] ?? '') && isCapitalised(rest[at + 1] ?? '')))
  )
    at += 1
  return rest.slice(0, at).some((word) => /[,;]/.test(word)) ? 0 : at
}

/** The verb at the very end, or before its closing preposition: "… last", "… stand for". */
function lastVerb(rest: readonly string[], bare: readonly string[]): number | undefined {
  const end = afterParticiple.has(bare.at(-1) ?? '') ? rest.length - 2 : rest.length - 1
  if (end < 1 || end > 10 || !verbs.has(bare[end] ?? '') || !isSubject(rest.slice(0, end))) return undefined
  return end
}

function isSubject(all: readonly string[]): boolean {
  const words = adverb.test(all.at(-1) ?? '') ? all.slice(0, -1) : all
  return (
    words.length > 0 &&
    words.every((word, at) => {
      const bare = plain(word)
      if (/[,;]/.test(word) || clauseWords.has(bare) || auxiliaries.has(bare)) return false
      return isCapitalised(word) || !((strictVerbs.has(bare) && at > 0) || adverb.test(bare))
    }) &&
    !prepositions.has(plain(words.at(-1) ?? ''))
  )
}

function pastOf(base: string): string {
  const irregular = irregularPast.get(base)
  if (irregular !== undefined) return irregular
  if (/^(cost|hit|put|set|cut|let)$/.test(base)) return base
  if (base.endsWith('e')) return `${base}d`
  if (/[^aeiou]y$/.test(base)) return `${base.slice(0, -1)}ied`
  return /^(stop|refer|occur|plan)$/.test(base) ? `${base}${base.at(-1)}ed` : `${base}ed`
}

function thirdPersonOf(base: string): string {
  if (base === 'have') return 'has'
  if (base === 'go' || /(s|sh|ch|x|z)$/.test(base)) return `${base}es`
  return /[^aeiou]y$/.test(base) ? `${base.slice(0, -1)}ies` : `${base}s`
}
