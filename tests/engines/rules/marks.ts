/**
 * Marks, blanks and capitals of a fused question.
 *
 * Whatever a source brought along is its own: only what joining made is a fault.
 */
import type { Cell } from './asking.js'
import { neverNames } from './function-words.js'
import { plainMarks } from './plain-marks.js'

/** The least that is asked of a text, whatever it was made from: one line, well-formed, and a question. */
export const isFit = (text: string): boolean =>
  text.isWellFormed() && text.endsWith('?') && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)

/** Each fault of a text, by name. */
export function marksAmiss(cell: Cell): readonly string[] {
  const { text, first, second, language } = cell
  const own = withoutBlanks(`${first}\n${second}`)
  const isNew = (match: string): boolean => !own.includes(withoutBlanks(match))
  return [
    ...(text.endsWith(language === 'fr' ? ' ?' : '?') && !/\?\s*\?$/.test(text) ? [] : ['does not end in one "?"']),
    ...(count(text, '?') > 1 + inner(first) + inner(second) ? ['more "?" than one'] : []),
    ...(text.match(/\?["”’» ]+\?|[,;:] *[,;:?]|(?<=\p{Ll}{4})[.!] *[,;:]/gu) ?? [])
      .filter(isNew)
      .map((match) => `cluster ${match}`),
    ...(/ {2}/.test(text) ? ['two blanks'] : []),
    ...(/[\n\r\u2028\u2029]/.test(text) ? ['a line break'] : []),
    ...quotesAmiss(text, [first, second]),
    ...(startsWell(cell) ? [] : ['no capital at the start']),
    ...strayCapitals(cell),
  ]
}

const withoutBlanks = (text: string): string => plainMarks(text).replace(/ /g, '').replace(/'+/g, "'")

const count = (text: string, mark: string): number => text.split(mark).length - 1

/** Question marks inside a question: those at its end go. */
const inner = (question: string): number => count(question.replace(/[?!.…\s]+$/u, ''), '?')

/** Quotes that never close, or open again inside a quote of their own kind, where the sources have no such fault. */
function quotesAmiss(text: string, sources: readonly string[]): readonly string[] {
  return isPaired(text) || !sources.every(isPaired) ? [] : ['quotes do not pair']
}

function isPaired(text: string): boolean {
  const curly = /^[^“”]*(?:“[^“”]*”[^“”]*)*$/u
  const angled = /^[^«»]*(?:«[^«»]*»[^«»]*)*$/u
  return curly.test(text) && angled.test(text) && count(text, '"') % 2 === 0
}

function startsWell({ text, first, second }: Cell): boolean {
  if (/^[“«"‘'(]?\s?[\p{Lu}\p{N}]/u.test(text)) return true
  const start = plainMarks(text).slice(0, 3)
  return [first, second].some((question) => {
    const own = plainMarks(question).trim()
    return own.startsWith(start) && /^(?:\p{Ll}+\p{Lu}|[^\p{L}])/u.test(own)
  })
}

/** "… and Which of these …": a plain word with a capital in mid-sentence that no source has there. "A Room with a View" may be a title. */
function strayCapitals({ text, first, second, language }: Cell): readonly string[] {
  const sources = `${first}\n${second}`
  if (/^[^\p{Ll}]+$/mu.test(sources)) return []
  const inMidSentence = /(?<=[\p{L}\p{N},;)’] )(?!(?:A|An|The|Un|Une|Des) \p{Lu})\p{Lu}\p{Ll}*(?!\p{L})/gu
  const owned = new Set([...sources.matchAll(inMidSentence)].map(([word]) => word))
  return [...text.matchAll(inMidSentence)]
    .map(([word]) => word)
    .filter((word) => neverNames[language].has(word.toLowerCase()) && !owned.has(word))
    .map((word) => `a capital in mid-sentence: ${word}`)
}
