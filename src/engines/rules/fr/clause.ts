/** A question as a row of words, each beside its bare self for looking up. */
import { plain, wordsOf } from './elision.js'

export interface Clause {
  /** As written, an elided word apart: "qu'", "est-ce". */
  readonly words: readonly string[]
  /** Lower case and without punctuation; `inQuotes` where the word stands in quotes and must not be read. */
  readonly bare: readonly string[]
}

/** A word of a title: « Où es-tu ? » asks nothing. */
export const inQuotes = '«»'

export function clauseOf(text: string): Clause {
  const words = wordsOf(text)
  const isQuoted = quotedWords(words)
  return { words, bare: words.map((word, at) => (isQuoted[at] ? inQuotes : plain(word))) }
}

export function part({ words, bare }: Clause, from: number, to?: number): Clause {
  return { words: words.slice(from, to), bare: bare.slice(from, to) }
}

/** Whether a word is a name, or the beginning of a title. */
export function isName({ words, bare }: Clause, at: number): boolean {
  return bare[at] === inQuotes || /^\p{Lu}/u.test(words[at] ?? '')
}

export function endsInComma({ words }: Clause, at: number): boolean {
  return /[,;]$/.test(words[at] ?? '')
}

/** Quotes that never close are none: an apostrophe can look like one. */
function quotedWords(words: readonly string[]): boolean[] {
  const marks: boolean[] = []
  let depth = 0
  for (const word of words) {
    const opened = count(word, /[«“]|^["'‘](?=\p{L})/gu)
    const closed = count(word, /[»”]|(?<=[\p{L}\p{N}!?.])["'’][,;]?$/gu)
    const isElided = opened === 0 && closed === 1 && depth === 0
    marks.push(depth > 0 || opened > 0)
    if (!isElided) depth = Math.max(0, depth + opened - closed)
  }
  return depth === 0 ? marks : words.map(() => false)
}

function count(word: string, pattern: RegExp): number {
  return word.match(pattern)?.length ?? 0
}
