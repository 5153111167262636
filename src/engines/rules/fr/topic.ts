/** « Vidéosurveillance : puis-je filmer ma rue »: a title, and the question asked about it. */
import { nested } from '../tidy.js'
import { openingAsker } from './asker.js'
import { clauseOf } from './clause.js'
import { inversionsOf } from './inversion.js'
import { pronouns, questionWords } from './words.js'

const LONGEST = 12

export interface Topic {
  readonly title: string
  readonly question: string
}

/** The two, where what stands before the colon is a short noun phrase and what stands after it asks. */
export function topicOf(body: string): Topic | undefined {
  const at = body.search(/ ?: /)
  if (at < 2) return undefined
  const title = body.slice(0, at)
  const question = body.slice(at).replace(/^ ?: /, '')
  if (/[!?;…]|[.] |: /.test(title + question) || title.split(' ').length > LONGEST) return undefined
  const clause = clauseOf(title)
  const speaks = clause.bare.some(
    (word) => pronouns.has(word) || /^(est|sont|ont|a)$/.test(word) || questionWords.has(word),
  )
  if (speaks || inversionsOf(clause).length > 0) return undefined
  const asked = clauseOf(question)
  const asks =
    openingAsker(asked) !== undefined ||
    inversionsOf(asked).length > 0 ||
    asked.bare.includes('est-ce') ||
    asked.bare.includes('quoi')
  return asks ? { title, question } : undefined
}

/** The question, and in parentheses what it is about: nothing of the title may be lost. */
export function withTopic(question: string, title: string): string {
  return `${question} (à propos de « ${nested(title, '“', '”')} »)`
}
