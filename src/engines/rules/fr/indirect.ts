/**
 * « Combien de temps un escargot peut-il dormir » → « combien de temps un escargot peut dormir ».
 *
 * A French indirect question may keep a noun subject behind its verb (« où se trouve le lac »), so that most need nothing but
 * their first letter; what must go is est-ce que and a pronoun behind a hyphen.
 */
import type { Rewritten } from '../reading.js'
import { joined, plain, withCeQue, withSi, wordsOf } from './elision.js'
import { clitics, determiners, prepositions, questionWords, relatives, whichWords } from './words.js'

const hyphened = /^(\p{L}+(?:['’]\p{L}+)?)-(?:t-)?(il|elle|ils|elles|on|ce|je|tu|nous|vous)$/iu

/** The indirect form of a French question; `undefined` where no pattern is certain. */
export function indirect(body: string): Rewritten | undefined {
  const words = wordsOf(body)
  if (words.length < 3 || words.length > 36 || /[()…]/.test(body)) return undefined
  const text = reordered(words)
  return text === undefined ? undefined : { text }
}

function reordered(words: readonly string[]): string | undefined {
  const bare = words.map(plain)
  const [first = '', second = ''] = bare
  if (/^est-ce$/.test(first)) return withoutEstCe(words, bare)
  const opensWithAsker = questionWords.has(first)
  const asker = opensWithAsker
    ? 0
    : prepositions.has(first) && /^(qui|quoi|quel|quelle|quels|quelles|combien|où)$/.test(second)
      ? 1
      : -1
  const inversions = bare.flatMap((word, at) => (hyphened.test(word) && word !== 'est-ce' ? [at] : []))
  if (asker === -1)
    return bare.some((word) => whichWords.has(word) || word === 'quoi') ? undefined : yesOrNo(words, bare, inversions)
  const estCe = bare.indexOf('est-ce')
  if (estCe !== -1) return inversions.length === 0 ? withEstCeInside(words, bare, estCe, asker) : undefined
  if (inversions.length > 1) return undefined
  const [at] = inversions
  const clause = at === undefined ? joined(words) : uninverted(words, bare, at, asker)
  if (clause === undefined) return undefined
  if (first !== 'que' && first !== "qu'") return lowered(clause)
  const after = joined(wordsOf(clause).slice(1))
  return withCeQue(after)
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

/** « Est-ce que Paris … » → « si Paris … » */
function withoutEstCe(words: readonly string[], bare: readonly string[]): string | undefined {
  const isPlain =
    /^(que|qu')$/.test(bare[1] ?? '') && !bare.slice(2).some((word) => whichWords.has(word) || hyphened.test(word))
  return isPlain && words.length > 3 ? withSi(joined(words.slice(2))) : undefined
}

/** « Où est-ce que Paris … » → « où Paris … »; « Qu’est-ce qui … » → « ce qui … »; « Qu’est-ce que la photosynthèse » → « ce qu’est la photosynthèse ». */
function withEstCeInside(
  words: readonly string[],
  bare: readonly string[],
  at: number,
  asker: number,
): string | undefined {
  const link = bare[at + 1] ?? ''
  const after = joined(words.slice(at + 2))
  if (at !== asker + 1 && !whichWords.has(bare[asker] ?? '')) return undefined
  const first = bare[0] ?? ''
  if (first === "qu'" || first === 'que') {
    if (link === 'qui') return `ce qui ${after}`
    const isDefinition = determiners.has(bare[3] ?? '') && words.length === 5
    if (isDefinition) return `ce qu’est ${after}`
    const isClause = /^(je|tu|il|elle|on|nous|vous|ils|elles)$/.test(bare[3] ?? '')
    return isClause && /^(que|qu')$/.test(link) ? withCeQue(after) : undefined
  }
  if (first === 'qui') return link === 'qui' ? `qui ${after}` : undefined
  return /^(que|qu')$/.test(link) ? lowered(`${joined(words.slice(0, at))} ${after}`) : undefined
}

/** Undoes the one inversion of a question that opens with its question word. */
function uninverted(words: readonly string[], bare: readonly string[], at: number, asker: number): string | undefined {
  const [, verb = '', pronoun = ''] = hyphened.exec(words[at]?.replace(/[,;]$/, '') ?? '') ?? []
  const between = bare.slice(asker + 1, at)
  const start = verbStart(bare, at)
  const said = ` ${pronoun.toLowerCase()} `
  const simple = (): string =>
    joined([
      ...words.slice(0, start),
      ...said.trim().split(' '),
      ...words.slice(start, at),
      verb,
      ...words.slice(at + 1),
    ])
  if (/^(ce|je|tu|nous|vous)$/i.test(pronoun)) return undefined
  if (/^on$/i.test(pronoun) || isImpersonal(bare, at)) return elided(simple())
  if (start === asker + 1 && !whichWords.has(bare[asker] ?? '')) return elided(simple())
  const subject = between.slice(0, start - asker - 1)
  if (
    subject.some((word) => relatives.has(word) && word !== 'et') ||
    !hasSubject(words.slice(asker + 1, start), bare[asker] ?? '')
  )
    return undefined
  return joined([...words.slice(0, at), verb, ...words.slice(at + 1)])
}

/** Where the verb group starts: its clitics belong to it. */
function verbStart(bare: readonly string[], at: number): number {
  let start = at
  while (start > 1 && clitics.has(bare[start - 1] ?? '')) start -= 1
  return start
}

function isImpersonal(bare: readonly string[], at: number): boolean {
  return /^(faut|existe|s'agit|reste)-t?-?il$/.test(bare[at] ?? '') || (bare[at] === 'a-t-il' && bare[at - 1] === 'y')
}

/** « un escargot », « la France »: there is a subject before the verb, apart from what the question word takes with it. */
function hasSubject(words: readonly string[], asker: string): boolean {
  const own = whichWords.has(asker) || asker === 'combien' ? 1 : 0
  return words
    .slice(own)
    .some((word, at) => (determiners.has(plain(word)) && !(asker === 'combien' && at === 0)) || /^\p{Lu}/u.test(word))
}

/** « combien de pattes que on » is never written: que and si elide before on and il. */
function elided(text: string): string {
  return text.replace(/\b[Qq]ue (?=(il|ils|elle|elles|on) )/g, 'qu’').replace(/\bne y\b/g, 'n’y')
}

/** « Les chats peuvent-ils voir la nuit » → « si les chats peuvent voir la nuit »; « Peut-on … » → « si l’on peut … ». */
function yesOrNo(words: readonly string[], bare: readonly string[], inversions: readonly number[]): string | undefined {
  const [at] = inversions
  if (at === undefined || inversions.length > 1) return undefined
  const [, verb = '', pronoun = ''] = hyphened.exec(words[at] ?? '') ?? []
  if (verb === '' || /^(ce|je|tu|nous|vous)$/i.test(pronoun)) return undefined
  const rest = words.slice(at + 1)
  const start = bare[0] === 'y' && at === 1 ? 0 : verbStart(bare, at)
  if (at === 0 || start === 0) {
    const clause = joined([...words.slice(start, at), verb, ...rest])
    return /^on$/i.test(pronoun) ? `si l’on ${lowered(clause)}` : withSi(`${pronoun.toLowerCase()} ${lowered(clause)}`)
  }
  const isNounPhrase =
    determiners.has(bare[0] ?? '') &&
    !/[,:]/.test(joined(words.slice(0, at))) &&
    !bare.slice(0, at).some((word) => relatives.has(word))
  if (!isNounPhrase || /^on$/i.test(pronoun) || isProperArticle(words)) return undefined
  return withSi(`${lowered(joined(words.slice(0, at)))} ${joined([verb, ...rest])}`)
}

/** « Le Havre »: its article keeps the capital, and nothing tells it from « La France ». */
function isProperArticle(words: readonly string[]): boolean {
  return /^\p{Lu}/u.test(words[1] ?? '')
}
