/** English, as far as a tagger and patterns over its tags carry. */
import type { Grammar, Rewritten, Sentence } from '../reading.js'
import { nested } from '../tidy.js'
import { answerNounOf, orderedNoun } from './answer-noun.js'
import { asks } from './asks.js'
import { type Clause, withoutComma } from './clause.js'
import { clauseOf } from './indirect.js'
import { askedLast } from './in-place.js'
import { partsOf } from './parts.js'
import { insideSentence } from './sentence-case.js'
import { wordsOf } from './sentence-words.js'
import type { Tagger } from './tagger.js'
import { as, said, type Words } from './word.js'
import { abbreviations } from './words.js'

/** Longer ones are never rewritten: nobody could follow them inside another sentence. */
const longest = 400
const mostWords = 30

const loose: ReadonlySet<string> = new Set(['do', 'does', 'did', 'what', 'who', 'is', 'are', 'was', 'were'])

/** English as this tagger sees it. */
export function englishWith(tagger: Tagger): Grammar {
  return {
    colon: ': ',
    loose,
    doubled:
      /\b(the|a|an|of|to|in|on|at|and|or|is|are|was|were|do|does|did|can|what|who|which|that|for|by|with|how|when|where)\s+\1\b/gi,
    isAbbreviation: (word) => abbreviations.has(word),
    sentence: (body) => sentence(body, tagger),
    quoted: (body) => `“${nested(body, '‘', '’')}”`,
  }
}

const order = /^(name|list|give|explain|describe|identify|define|tell) [\p{L}\p{N}]/iu
const asQuestion = (body: string): string =>
  order.test(body) ? `can you ${body.charAt(0).toLowerCase()}${body.slice(1)}` : body

function sentence(body: string, tagger: Tagger): Sentence {
  const asked = asQuestion(body)
  const none = { asked, inside: undefined, indirect: undefined, answerNoun: undefined }
  if (!asks(asked)) return { ...none, asks: false }
  if (asked.length > longest) return { ...none, asks: true, inside: insideSentence(asked, [], undefined) }
  const words = wordsOf(asked, tagger)
  const inside = insideSentence(asked, words, tagger)
  if (words.length > mostWords) return { ...none, asks: true, inside }
  if (asked !== body) return { ...none, asks: true, inside, answerNoun: complete(orderedNoun(words.slice(2)), asked) }
  const opened = openedInside(words, inside)
  const parts = opened && partsOf(opened)
  const clause = parts ? clauseOf(parts, tagger) : opened && askedLast(opened)
  return {
    asks: true,
    asked,
    inside,
    indirect: clause && complete(textOf(clause), asked),
    answerNoun: opened && complete(answerNounOf(parts, clause), asked),
  }
}

/** With the first word as it stands inside a sentence. */
function openedInside(words: Words, inside: string | undefined): Words | undefined {
  const [first, ...others] = words
  if (first === undefined || inside === undefined) return undefined
  return [{ ...first, text: inside.slice(0, first.text.length), isSpaced: true }, ...others]
}

function textOf({ front, ask, words, lost }: Clause): Rewritten {
  const whether = ask.asker === 'whether' && words[0] ? [as(words[0], 'whether')] : []
  return { text: said([...whether, ...ask.words, ...spaced(words), ...withoutComma(front)]), lost }
}

function spaced([first, ...others]: Words): Words {
  return first === undefined ? [] : [as(first, first.text), ...others]
}

/** Only where every word of the question is in it, but those that it lost knowingly. */
function complete<Form extends Rewritten>(form: Form | undefined, asked: string): Form | undefined {
  if (form === undefined) return undefined
  const text = form.text.toLowerCase()
  const lost = new Set(form.lost)
  const isHeld = (word: string): boolean => loose.has(word) || lost.has(word) || text.includes(word)
  return (asked.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).every(isHeld) ? form : undefined
}
