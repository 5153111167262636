import type { Language } from '../domain/project.js'
import type { Candidate, Check } from './check.js'
import { wordsOf } from './keeps-both/words.js'
import type { Word, Words } from './keeps-both/words.js'

/** Whether both questions are still in the text: their words that carry meaning, and every number. */
export const keepsBoth: Check = {
  name: 'keeps_both',
  version: 1,
  schema: {
    type: 'number',
    minimum: 0,
    maximum: 1,
    examples: [0.5],
    description:
      'The share of the distinctive words of each question that a reply must keep; it must keep all numbers, too.',
  },
  prepare(parameter) {
    const share = Number(parameter)
    const read = readerOf()
    return (candidate) => {
      const reasons = lostIn(candidate, share, read)
      return reasons.length === 0 ? undefined : `lost ${reasons.join(', and ')}`
    }
  },
}

type Reader = (question: string, language: Language) => Words

/** wordsOf, remembering the last questions: a pair is asked about for each of its variants and attempts. */
function readerOf(): Reader {
  const remembered = new Map<string, Words>()
  return (question, language) => {
    const key = `${language} ${question}`
    const known = remembered.get(key)
    if (known !== undefined) return known
    if (remembered.size >= 64) remembered.clear()
    const words = wordsOf(question, language)
    remembered.set(key, words)
    return words
  }
}

function lostIn({ text, q1, q2, language }: Candidate, share: number, read: Reader): readonly string[] {
  const [first, second, kept] = [read(q1, language), read(q2, language), wordsOf(text, language)]
  const ofFirst = lostOf(first, second, kept, share)
  const ofSecond = lostOf(second, first, kept, share)
  return [
    ...(ofFirst.length === 0 ? [] : [`${listed(ofFirst)} of the first question`]),
    ...(ofSecond.length === 0 ? [] : [`${listed(ofSecond)} of the second question`]),
  ]
}

/** The words and numbers that a question lost, when it lost too many; else its lost numbers alone. */
function lostOf(question: Words, other: Words, kept: Words, share: number): readonly string[] {
  const numbers = question.numbers
    .filter(({ value, runs }) => !kept.digits.has(value) && !runs.every((run) => kept.digits.has(run)))
    .map(({ said }) => said)
  const lost = question.content.filter((word) => !isIn(word, kept))
  // Two questions that differ in one word share the rest: without that word the question is gone, whatever the share.
  const own = question.content.filter((word) => !isIn(word, other))
  const isGone = share > 0 && own.length > 0 && own.every((word) => lost.includes(word))
  const isShort = question.content.length - lost.length < share * question.content.length - 1e-9
  return isGone || isShort ? [...lost.map(({ said }) => said), ...numbers] : numbers
}

function isIn({ stem }: Word, words: Words): boolean {
  return words.stems.has(stem) || words.content.some((other) => isSame(other.stem, stem))
}

/** Whether two stems are long, and part late: "invented" and "inventor", but neither "Niger" and "Nigeria" nor "Iran" and "Iraq". */
function isSame(a: string, b: string): boolean {
  if (a.charCodeAt(0) !== b.charCodeAt(0)) return false
  const longer = Math.max(a.length, b.length)
  const needed = Math.max(5, Math.ceil(longer * 0.75))
  if (Math.min(a.length, b.length) < needed) return false
  return a.slice(0, needed) === b.slice(0, needed)
}

function listed(words: readonly string[]): string {
  const some = words.slice(0, 4).map((word) => `"${word}"`)
  return words.length > 4 ? `${some.join(', ')}, …` : some.join(', ')
}
