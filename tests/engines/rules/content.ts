/** What a fused question must still hold of its two sources. */
import type { Cell } from './asking.js'
import { functionWords } from './function-words.js'
import { isAmong, lemmasIn, wordsOf } from './lemmas.js'
import { plainMarks } from './plain-marks.js'

const NUMBER = /\p{N}+(?:[.,:/]\p{N}+)*/gu
const ACRONYM = /(?<!\p{L})(?:\p{Lu}{2,}|(?:\p{Lu}\.){2,})(?![\p{L}])/gu
const inQuotes = /"([^"]+)"|“([^”]+)”|«([^»]+)»|‘([^’]+)’(?![\p{L}])|(?<![\p{L}\p{N}])'([^']+)'(?![\p{L}\p{N}])/gu
/** A capital that starts no sentence and no quote. */
const NAME = /(?<=[\p{L}\p{N},;)%/’'-]\s*)(?<![\p{L}\p{N}])\p{Lu}[\p{L}\p{M}\p{N}]*/gu

/** What is lost of the two questions in a text: words by their lemma; numbers, acronyms, names and quoted spans to the letter. */
export function lostIn({ text, first, second, language }: Cell): readonly string[] {
  const said = plainMarks(text)
  const lemmas = lemmasIn(text, language)
  const asIs = new Set(wordsOf(text))
  const numbers = new Set(text.match(NUMBER))
  return [first, second].flatMap((question) => {
    const isShouted = !/\p{Ll}/u.test(question)
    const names = isShouted ? [] : [...(question.match(NAME) ?? []), ...leadingName(question, language)]
    const acronyms = isShouted ? [] : (question.match(ACRONYM) ?? [])
    return [
      ...contentOf(question, language).filter((word) => !isAmong(word, lemmas, language) && !isSaidByNoun(word, said)),
      ...(question.match(NUMBER) ?? []).filter((number) => !numbers.has(number)),
      ...names.filter((name) => !asIs.has(name)),
      ...acronyms.filter((acronym) => !text.includes(acronym)),
      ...quotedIn(question).filter((span) => !holds(said, span)),
    ]
  })
}

/** "What are baby kangaroos called": the name of baby kangaroos. */
function isSaidByNoun(word: string, said: string): boolean {
  return word.toLowerCase() === 'called' && /\bname\b/iu.test(said)
}

const remembered: Readonly<Record<Cell['language'], Map<string, readonly string[]>>> = { en: new Map(), fr: new Map() }

/** The words of a question that say something, each once. */
export function contentOf(question: string, language: Cell['language']): readonly string[] {
  const words = remembered[language].get(question) ?? saying(question, functionWords[language])
  remembered[language].set(question, words)
  return words
}

function saying(question: string, little: ReadonlySet<string>): readonly string[] {
  return [...new Set(wordsOf(question))].filter((word) => word.length > 1 && !little.has(word.toLowerCase()))
}

/** As a stretch of whole words. */
function holds(text: string, span: string): boolean {
  return text
    .split(span)
    .some((_, at, parts) => at > 0 && !/^\p{L}/u.test(parts[at] ?? '') && !/\p{L}$/u.test(parts[at - 1] ?? ''))
}

function quotedIn(question: string): readonly string[] {
  return [...question.matchAll(inQuotes)].map((match) => plainMarks(match.slice(1).find(Boolean) ?? '').trim())
}

const orders = new Set(
  'explain define describe identify mention state cite find compare translate complete expliquez décrivez'.split(' '),
)

/** "Mark Twain was born …": a first word that is no function word and no order, with a name behind it, is a name. */
function leadingName(question: string, language: Cell['language']): readonly string[] {
  const [, word = ''] = /^\s*(\p{Lu}\p{Ll}+) (?=\p{Lu}\p{Ll})/u.exec(question) ?? []
  const lower = word.toLowerCase()
  return word === '' || orders.has(lower) || functionWords[language].has(lower) ? [] : [word]
}
