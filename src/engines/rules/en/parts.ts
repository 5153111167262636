/** The parts of a question around its auxiliary. */
import { nounPhrase, core } from './noun-phrase.js'
import { lettersOf, type Word, type Words } from './word.js'

export interface Parts {
  /** "in 1969": what stood before the question, to be said behind it. */
  readonly front: Words
  /** The question word and what belongs to it; empty in a question for yes or no. */
  readonly ask: Ask
  /** `undefined`: the question word is the subject of a verb without one. */
  readonly auxiliary: Word | undefined
  readonly rest: Words
  /** Of `rest`. */
  readonly letters: string
}

export interface Ask {
  readonly words: Words
  /** "who", "which", "how". */
  readonly asker: string
  /** "in" of "in which year"; `undefined`: it starts with its question word. */
  readonly preposition: Word | undefined
  /** "river" of "which river", "tall" of "how tall". */
  readonly of: Words
  /** Whether it can be the subject: "which river", not "where" or "in which country". */
  readonly mayBeSubject: boolean
}

/** What may follow "what", "which" and "whose"; "how" is followed by "many people", "tall", or nothing. */
const asked: Readonly<Record<string, RegExp>> = {
  what: new RegExp(`^(?:R?[AE]C)?${core}(?:[oI]${core}|C${core})*(?=[bdhmFEVGRt,]|$)`),
  which: new RegExp(`^(?:o${core}|${core}(?:[oI]${core}|C${core})*)(?=[bdhmFEVGRt,]|$)`),
  whose: new RegExp(`^${core}(?:[oI]${core})*(?=[bdhmFEVGRt,]|$)`),
}
const front = new RegExp(`^[RG]?I{1,2}${core}(?:[oI]${core})*,?$`)

/** `undefined`: the words do not fall into these parts. */
export function partsOf(words: Words): Parts | undefined {
  const at = startOf(words)
  if (at === undefined) return undefined
  const rest = words.slice(at)
  const [first] = rest
  if (first !== undefined && 'bdhm'.includes(first.letter)) return around(words.slice(0, at), yesOrNo, rest)
  const ask = askOf(rest)
  if (ask === undefined) return undefined
  const inserted = insertion.exec(lettersOf(rest.slice(ask.words.length)))?.[0].length ?? 0
  const length = ask.words.length + inserted
  return around(words.slice(0, at), { ...ask, words: rest.slice(0, length) }, rest.slice(length))
}

/** "Which river, flowing through one country, …". */
const insertion = /^,[^,;x]{2,12},(?=[bdhmFE])/

const yesOrNo: Ask = { words: [], asker: 'whether', preposition: undefined, of: [], mayBeSubject: false }

function around(before: Words, ask: Ask, after: Words): Parts {
  const [auxiliary] = after
  const has = auxiliary !== undefined && 'bdhm'.includes(auxiliary.letter)
  const rest = has ? after.slice(1) : after
  return { front: before, ask, auxiliary: has ? auxiliary : undefined, rest, letters: lettersOf(rest) }
}

/** Where the question starts behind what is said first: "In 1969, who …". */
function startOf(words: Words): number | undefined {
  const letters = lettersOf(words)
  if (/^(?:[oI]?w|[bdhm])/.test(letters) || (letters.startsWith('Rw') && roughly.has(words[0]?.plain ?? ''))) return 0
  const at = /,(?=[oI]?w|[bdhm])|[MNSP](?=w)/.exec(letters)
  return at !== null && isFront(letters.slice(0, at.index + 1)) ? at.index + 1 : undefined
}

/** "in 1969,", "according to the census,". */
export const isFront = (letters: string): boolean => front.test(letters)

/** "approximately how many". */
const roughly = new Set(['about', 'approximately', 'roughly', 'exactly', 'around'])

export function askOf(words: Words): Ask | undefined {
  const letters = lettersOf(words)
  const from = letters.startsWith('w') ? 1 : 2
  const isRough = from === 2 && roughly.has(words[0]?.plain ?? '')
  const asker = words[from - 1]?.plain ?? ''
  const length = askedLength(asker, words, letters, from)
  if (length === undefined) return undefined
  const preposition = from === 2 && !isRough ? words[0] : undefined
  const isCount = asker === 'how' && /^(?:many|much|few)$/.test(words[from]?.plain ?? '')
  return {
    words: words.slice(0, from + length),
    asker,
    preposition,
    of: words.slice(from, from + length),
    mayBeSubject: preposition === undefined && (isCount || /^(?:who|whose|what|which)$/.test(asker)),
  }
}

function askedLength(asker: string, words: Words, letters: string, from: number): number | undefined {
  const behind = letters.slice(from)
  if (asker === 'how') return howLength(words, behind, from)
  if (/^[bdhm]/.test(behind)) return 0
  const pattern = asked[asker]
  if (pattern === undefined) return /^(?:who|where|when|why)$/.test(asker) ? 0 : undefined
  const found = pattern.exec(behind)
  if (found !== null) return found[0].length
  return /^R?[FEVt]/.test(behind) ? 0 : undefined
}

const counted = new RegExp(`^(?:${nounPhrase})`)

/** "how", "how tall", "how many people", "how long ago". */
function howLength(words: Words, behind: string, from: number): number | undefined {
  if (/^[bdhmt]/.test(behind)) return 0
  const isCount = /^(?:many|much|few)$/.test(words[from]?.plain ?? '')
  if (!isCount) return /^(?:A|R{1,2}|RA)(?=[bdhm]|$)/.exec(behind)?.[0].length
  if (/^A(?:oD?|)(?=[bdhmFEV])/.test(behind)) return 1
  const found = behind.startsWith('Ao') ? counted.exec(behind.slice(2)) : counted.exec(behind.slice(1))
  return found === null ? undefined : found[0].length + (behind.startsWith('Ao') ? 2 : 1)
}
