/**
 * The last look at a phrasing, whatever made it.
 *
 * A mark or a doubled word that a question brought along is the question's own; one that joining made drops the phrasing.
 */
import type { Grammar, Reading } from './reading.js'

/** Whether a phrasing of the two questions is fit to be said. */
export function passes(text: string, both: readonly [Reading, Reading], grammar: Grammar): boolean {
  if (/^[^\p{L}\p{N}]*\p{Ll}/u.test(text)) return false
  if (!text.endsWith('?') || /[?,;:]["'”’»)\]]*\s*\?$/.test(text)) return false
  const [one, two] = both
  if (text.split('?').length - 2 > one.questionMarks + two.questionMarks) return false
  const isOwn = (part: string): boolean => both.some(({ body }) => body.toLowerCase().includes(part.toLowerCase()))
  if (!everyMatch(text, /[,;:]\s*[,;]| {2}|[\n\r]/g, isOwn)) return false
  if (!everyMatch(text, grammar.doubled, isOwn)) return false
  const said = text.toLowerCase()
  return both.every(({ words }) => words.every((word) => said.includes(word)))
}

function everyMatch(text: string, pattern: RegExp, isFine: (match: string) => boolean): boolean {
  for (const [match] of text.matchAll(pattern)) if (!isFine(match)) return false
  return true
}
