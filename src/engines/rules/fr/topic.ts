/** « Vidéosurveillance : puis-je filmer ma rue »: a title, and the question asked about it. */
import { nested } from '../tidy.js'
import { openingAsker } from './asker.js'
import { clauseOf } from './clause.js'
import { inversionsOf } from './inversion.js'
import { plain, wordsOf } from './elision.js'
import { determiners, openers, pronouns, questionWords } from './words.js'

const longest = 12

export interface Topic {
  readonly title: string
  readonly question: string
}

/** The two, where what stands before the colon is a short noun phrase and what stands after it asks. */
export function topicOf(body: string): Topic | undefined {
  const [title = '', question = ''] = parted(body)
  if (title.length < 2 || /[!?;…]|[.] |: /.test(title + question) || title.split(' ').length > longest) return undefined
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

/** What is asked of a title behind a comma, where the title is no part of the question's own sentence. */
const shortQuestions =
  /^(.+), (comment ça marche|que faire|quelles? formalités?|est-ce \p{L}+|ça veut dire quoi|c['’]est quoi|qu['’]est-ce que c['’]est)$/iu

/** « Titre : question », « Titre, que faire ». « Un trou noir, c’est quoi » has a subject, and needs no title. */
function parted(body: string): readonly string[] {
  const at = body.search(/ ?: /)
  if (at !== -1) return [body.slice(0, at), body.slice(at).replace(/^ ?: /, '')]
  const [, title = '', question = ''] = shortQuestions.exec(body) ?? []
  const [first = ''] = wordsOf(title).map(plain)
  const isSubject = /quoi$|que c['’]est$/i.test(question) && (determiners.has(first) || openers.has(first))
  return isSubject ? [] : [title, question]
}

/** The question, and in parentheses what it is about: nothing of the title may be lost. */
export function withTopic(question: string, title: string): string {
  return `${question} (à propos de « ${nested(title, '“', '”')} »)`
}
