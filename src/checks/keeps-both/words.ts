/** What of a question carries its meaning: its words without the small ones, stemmed lightly, and its numbers. */
import type { Language } from '../../domain/project.js'
import { irregular, stopWords } from './stop-words.js'

export interface Word {
  readonly said: string
  readonly stem: string
}

export interface NumberWord {
  readonly said: string
  /** Without thousands separators, with a point for decimals: "1000000", "3.14". */
  readonly value: string
  /** The runs of digits that it is written with. */
  readonly runs: readonly string[]
}

export interface Words {
  /** In order, each stem once. */
  readonly content: readonly Word[]
  readonly stems: ReadonlySet<string>
  readonly numbers: readonly NumberWord[]
  /** Every way in which the digits can be read. */
  readonly digits: ReadonlySet<string>
}

/** Of a question, or of the text that is held to one. */
export function wordsOf(text: string, language: Language): Words {
  const plain = text.normalize('NFKC').replaceAll('’', "'")
  const content = new Map<string, Word>()
  for (const [token] of plain.matchAll(/[\p{L}\p{N}\p{M}]+(?:'[\p{L}\p{M}]+)*/gu)) {
    const word = wordOf(token, language)
    if (word !== undefined && !content.has(word.stem)) content.set(word.stem, word)
  }
  const numbers = numbersOf(plain)
  const digits = new Set(numbers.flatMap(({ value, runs }) => [value, ...runs]))
  return { content: [...content.values()], stems: new Set(content.keys()), numbers, digits }
}

/** What tokens were found to be: the same words come again and again. */
const remembered = { en: new Map<string, Word | undefined>(), fr: new Map<string, Word | undefined>() }

/** `undefined` for a stop word, and for a number. */
function wordOf(token: string, language: Language): Word | undefined {
  const known = remembered[language]
  if (known.has(token)) return known.get(token)
  const said = withoutElision(token)
  const bare = withoutAccents(said.toLowerCase())
  const isSmall = stopWords[language].has(bare) || !/\p{L}/u.test(bare)
  const word = isSmall ? undefined : { said, stem: stemOf(bare, language) }
  if (known.size >= 20_000) known.clear()
  known.set(token, word)
  return word
}

/** "l'Italie" → "Italie", "Verne's" → "Verne"; "don't" and "O'Neill" stay. */
function withoutElision(token: string): string {
  return token.replace(/^(?:[ldjnmtsc]|qu|jusqu|lorsqu|puisqu|quelqu|quoiqu)'(?=.)/i, '').replace(/'s$/i, '')
}

function withoutAccents(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text
  return text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('œ', 'oe').replaceAll('æ', 'ae')
}

function stemOf(word: string, language: Language): string {
  if (word.length <= 3) return word
  if (language === 'fr') return word.replace(/aux$/, 'al').replace(/(?<=..)[esx]+$/, '')
  const base = irregular.get(word)
  if (base !== undefined) return base
  return word
    .replace(/ies$/, 'y')
    .replace(/(?<=ss|sh|ch|x|z)es$/, '')
    .replace(/(?<=[^s])s$/, '')
    .replace(/(?<=...)(?:ing|ed)$/, '')
    .replace(/([bdgmnprt])\1$/, '$1')
    .replace(/(?<=...)e$/, '')
}

/** "1,000,000" and "1 000 000" are one number, "3,14" is 3.14. */
function numbersOf(text: string): readonly NumberWord[] {
  const found = text.matchAll(/\d{1,3}(?:[,.'\s]\d{3})+(?!\d)|\d+(?:[.,]\d+)?/g)
  return [...found].map(([said]) => {
    const isGrouped = /^\d{1,3}(?:[,.'\s]\d{3})+$/.test(said)
    const value = isGrouped ? said.replace(/\D/g, '') : said.replace(',', '.')
    return { said, value, runs: said.match(/\d+/g) ?? [] }
  })
}
