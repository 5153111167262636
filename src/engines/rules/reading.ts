/**
 * What can be said of one question: its body, and the forms that are certain to be right.
 *
 * There is no tagger here. A form that no closed pattern vouches for is left out, and quoting always remains.
 */
import { fnv } from './fnv.js'
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

/** What a language knows. Everything that takes a body gets one sentence without its question mark. */
export interface Grammar {
  /** What joins a statement to the question after it. */
  readonly colon: string
  /** Words that a rewritten form may lose. */
  readonly loose: ReadonlySet<string>
  /** Function words that never come twice in a row. */
  readonly doubled: RegExp
  /** Whether a full stop after this word belongs to the word. */
  isAbbreviation(word: string): boolean
  /** Whether the body is a question by its words, not by its mark alone. */
  asks(body: string): boolean
  /** An order as a question ("name the …": "can you name the …"); any other body as it is. */
  asked(body: string): string
  /** As it stands inside a sentence; `undefined`: the first word may be a name or not. */
  inside(body: string): string | undefined
  quoted(body: string): string
  /** The words of an indirect question, and what it lost: the verb that it conjugates otherwise. */
  indirect(body: string): Rewritten | undefined
  /** A noun phrase for the answer: "What is the capital of Togo" asks for "the capital of Togo". */
  answerNoun(body: string): NounPhrase | undefined
}

export interface Rewritten {
  readonly text: string
  readonly lost?: string
}

export interface NounPhrase {
  readonly text: string
  readonly isPlural: boolean
}

const NONE: Forms = { D: undefined, d: undefined, q: undefined, i: undefined, n: undefined, s: undefined }

/** Reads a question; `null`: there is nothing to ask in it. */
export function readQuestion(question: string, grammar: Grammar): Reading | null {
  const body = bodyOf(tidied(question))
  if (!/[\p{L}\p{N}\p{S}]/u.test(body)) return null
  const sentences = sentencesOf(body, (word) => grammar.isAbbreviation(word))
  const quoted = grammar.quoted(capitalised(body, grammar))
  const [only = '', last] = sentences
  if (/(\.\.|…)$/.test(body)) return reading(body, { ...NONE, q: quoted }, grammar)
  if (last === undefined) return reading(body, { ...formsOf(only, grammar), q: quoted }, grammar)
  const introduced = sentences.length === 2 ? introducedBy(only, last, grammar) : undefined
  return reading(body, { ...NONE, D: introduced, q: quoted }, grammar)
}

function formsOf(body: string, grammar: Grammar): Forms {
  const asked = grammar.asked(body)
  if (!grammar.asks(asked)) return NONE
  const whole = capitalised(asked, grammar)
  if (/[:;](\s|$)|[!?][”"»’)]*\s/.test(asked)) return { ...NONE, D: whole }
  const noun = grammar.answerNoun(asked)
  return {
    D: whole,
    d: grammar.inside(asked),
    q: undefined,
    i: grammar.indirect(asked)?.text,
    n: noun?.text,
    s: noun?.isPlural ? undefined : noun?.text,
  }
}

/** "Water sticks to itself. What is this called": "Water sticks to itself: what is this called". */
function introducedBy(statement: string, question: string, grammar: Grammar): string | undefined {
  const inside = grammar.asks(question) ? grammar.inside(question) : undefined
  const isSure =
    /[\p{L}\p{N}][.]$/u.test(statement) && statement.split(' ').length >= 3 && !/[:;]\s/.test(statement + question)
  return isSure && inside !== undefined ? statement.slice(0, -1) + grammar.colon + inside : undefined
}

/** With a capital where the first word is a plain one in lower case; "iPhone" stays. */
function capitalised(body: string, grammar: Grammar): string {
  const [word = ''] = /^[\p{L}’'-]+/u.exec(body) ?? []
  const isPlain = word === word.toLowerCase() && (grammar.asks(body) || word.length > 1)
  return isPlain ? body.charAt(0).toUpperCase() + body.slice(1) : body
}

function reading(body: string, forms: Forms, grammar: Grammar): Reading {
  const lost = forms.i === undefined ? undefined : grammar.indirect(grammar.asked(body))?.lost
  const words = new Set(body.toLowerCase().match(/[\p{L}\p{N}]+/gu))
  const isHeld = (word: string): boolean => word !== lost && !grammar.loose.has(word)
  return {
    body,
    forms,
    words: [...words].filter(isHeld),
    questionMarks: body.split('?').length - 1,
    hash: fnv(body),
  }
}
