/**
 * « Combien de temps un escargot peut-il dormir » → « combien de temps un escargot peut dormir ».
 *
 * A French indirect question may keep a noun subject behind its verb (« où se trouve le lac »), so that most need nothing but
 * their first letter; what must go is est-ce que and a pronoun behind a hyphen. Where no pattern is certain there is no form.
 */
import type { Rewritten } from '../reading.js'
import { openingAsker } from './asker.js'
import { type Clause, clauseOf } from './clause.js'
import { withCeQue, withLOn, withSi } from './elision.js'
import { frontedOf } from './fronted.js'
import { inSitu } from './in-situ.js'
import { opened } from './opened.js'
import { topicOf, withTopic } from './topic.js'
import { yesOrNo } from './yes-no.js'

/** A clause taken apart: what asks, and the rest. */
export interface Indirect {
  /** « si » and « ce que » elide into what follows. */
  readonly head: string
  readonly tail: string
  /** Whether something may stand between the two. */
  readonly isParted: boolean
}

/** The indirect form of a French question; `undefined` where no pattern is certain. */
export function indirect(body: string): Rewritten | undefined {
  const topic = topicOf(body)
  if (topic) {
    const asked = indirectClause(topic.question)
    return asked === undefined ? undefined : { text: withTopic(asked, topic.title) }
  }
  const text = indirectClause(body)
  return text === undefined ? undefined : { text }
}

function indirectClause(text: string): string | undefined {
  const clause = clauseOf(mended(text))
  // « retrouve-ton »
  if (clause.bare.some((word) => word.endsWith('-ton') && word !== 'demi-ton')) return undefined
  if (clause.words.length < 2 || clause.words.length > 40 || !isOneClause(text)) return undefined
  const taken = fronted(clause) ?? ofClause(clause)
  return taken && glued(taken.head, taken.tail)
}

/** Whether no mark parts the text, but for what is said in quotes: « Qui a dit : « Je pense, donc je suis » ». */
export function isOneClause(text: string): boolean {
  const outside = text.replace(/« [^«»]* »/g, '«»').replace(/ : (?=«»)/g, ' ')
  return !/[…:;!?]|\(\s|\([^)]*(\(|$)/.test(outside)
}

/** Hyphens that were forgotten: « Qu’est ce que », « me refuse t-on », « a-t’il ». */
function mended(text: string): string {
  return text
    .replace(/(?<=^Qu['’])est ce (?=qu)/i, 'est-ce ')
    .replace(/(?<=\p{L})[ -]t[-'’ ](?=(il|elle|on|ils|elles)(?!\p{L}))/gu, '-t-')
}

function ofClause(clause: Clause): Indirect | undefined {
  const asker = openingAsker(clause)
  if (asker !== undefined) return opened(clause, asker)
  return inSitu(clause) ?? yesOrNo(clause)
}

function fronted(clause: Clause): Indirect | undefined {
  const parts = frontedOf(clause)
  const asked = parts && ofClause(parts.question)
  if (!asked || (asked.head === 'si' && /^s[i'’]/.test(parts.front))) return undefined
  if (asked.isParted) return { ...asked, head: `${asked.head}, ${parts.front},` }
  const mayFollow = parts.isPlace && !asked.tail.includes(',')
  return mayFollow ? { ...asked, tail: `${asked.tail} ${parts.front}` } : undefined
}

function glued(head: string, tail: string): string {
  if (head === 'si') return withSi(tail)
  if (head === 'ce que') return withCeQue(tail)
  if (head === 'ce qui' || tail === '') return `${head}${tail && ' '}${tail}`
  return `${head} ${/(^|[ '’])où$/.test(head) ? withLOn(tail) : tail}`
}
