/**
 * What can be said of one question: its body, and the forms that are certain to be right.
 *
 * A form that is not certain to be right is left out, and quoting always remains.
 */
import { fnv1a } from '../../base/quick-hash.js'
import type { Forms } from './frame.js'
import { bodyOf, sentencesOf, tidied } from './tidy.js'

export interface Reading {
  /** Without the final question mark. */
  readonly body: string
  readonly forms: Forms
  /** Lower case, each once: what every phrasing must hold. */
  readonly words: readonly string[]
  readonly questionMarks: number
  readonly hash: number
}

/** What a language knows. */
export interface Grammar {
  /** What joins a statement to the question after it. */
  readonly colon: string
  /** Words that a rewritten form may lose. */
  readonly loose: ReadonlySet<string>
  /** Function words that never come twice in a row. */
  readonly doubled: RegExp
  /** Whether a full stop after this word belongs to the word. */
  isAbbreviation(word: string): boolean
  /** Everything that can be said of one sentence, which comes without its question mark. */
  sentence(body: string): Sentence
  quoted(body: string): string
}

export interface Sentence {
  /** Whether it is a question by its words, not by its mark alone. */
  readonly asks: boolean
  /** An order as a question ("name the …": "can you name the …"); any other body as it is. */
  readonly asked: string
  /** `asked` as it stands inside a sentence; `undefined`: the first word may be a name or not. */
  readonly inside: string | undefined
  /** The words of an indirect question, and what it lost: the verb that it conjugates otherwise. */
  readonly indirect: Rewritten | undefined
  /** A noun phrase for the answer: "What is the capital of Togo" asks for "the capital of Togo". */
  readonly answerNoun: NounPhrase | undefined
  /** Whether the forms have taken in what `asked` has before a colon, so that they may stand anywhere. */
  readonly holdsColon?: boolean
}

export interface Rewritten {
  readonly text: string
  /** Words of the question, in lower case, that the text has in another form or does without. */
  readonly lost?: readonly string[]
}

export interface NounPhrase extends Rewritten {
  readonly isPlural: boolean
}

const NONE: Forms = { D: undefined, d: undefined, q: undefined, i: undefined, n: undefined, s: undefined }

/** Reads a question; `null`: there is nothing to ask in it. */
export function readQuestion(question: string, grammar: Grammar): Reading | null {
  const body = bodyOf(tidied(question))
  if (!/[\p{L}\p{N}\p{S}]/u.test(body)) return null
  const sentences = sentencesOf(body, (word) => grammar.isAbbreviation(word)).map((text) => grammar.sentence(text))
  const [only, last] = sentences
  const quoted = grammar.quoted(capitalised(body, only?.asks ?? false))
  if (only === undefined || /(\.\.|…)$/.test(body)) return reading(body, { ...NONE, q: quoted }, [], grammar)
  if (last === undefined) return reading(body, { ...formsOf(only), q: quoted }, lostBy(only), grammar)
  const introduced = sentences.length === 2 ? introducedBy(only.asked, last, grammar) : undefined
  return reading(body, { ...NONE, D: introduced, q: quoted }, [], grammar)
}

function formsOf({ asked, asks, inside, indirect, answerNoun, holdsColon = false }: Sentence): Forms {
  if (!asks) return NONE
  const whole = capitalised(asked, asks)
  if (!holdsColon && /[:;](\s|$)|[!?][”"»’)]*\s/.test(asked)) return { ...NONE, D: whole }
  const noun = answerNoun?.text
  return {
    D: whole,
    d: inside,
    q: undefined,
    i: indirect?.text,
    n: noun,
    s: answerNoun?.isPlural ? undefined : noun,
  }
}

function lostBy({ indirect, answerNoun }: Sentence): readonly string[] {
  return [...(indirect?.lost ?? []), ...(answerNoun?.lost ?? [])]
}

/** "Water sticks to itself. What is this called": "Water sticks to itself: what is this called". */
function introducedBy(statement: string, question: Sentence, { colon }: Grammar): string | undefined {
  const inside = question.asks ? question.inside : undefined
  const isSure =
    /[\p{L}\p{N}][.]$/u.test(statement) &&
    statement.split(' ').length >= 3 &&
    !/[:;]\s/.test(statement + question.asked)
  return isSure && inside !== undefined ? statement.slice(0, -1) + colon + inside : undefined
}

/** With a capital where the first word is a plain one in lower case; "iPhone" stays, and so does what has no capital of its own ("ﬁ"). */
function capitalised(body: string, asks: boolean): string {
  const [word = ''] = /^[\p{L}’'-]+/u.exec(body) ?? []
  const isPlain = word === word.toLowerCase() && (asks || word.length > 1)
  const capital = body.charAt(0).toUpperCase()
  return isPlain && capital.toLowerCase() === body.charAt(0) ? capital + body.slice(1) : body
}

function reading(body: string, forms: Forms, lost: readonly string[], grammar: Grammar): Reading {
  const words = new Set(body.toLowerCase().match(/[\p{L}\p{N}]+/gu))
  const isHeld = (word: string): boolean => !lost.includes(word) && !grammar.loose.has(word)
  return {
    body,
    forms,
    words: [...words].filter(isHeld),
    questionMarks: body.split('?').length - 1,
    hash: fnv1a(body),
  }
}
