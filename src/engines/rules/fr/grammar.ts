/** French, as far as closed patterns carry. */
import type { Grammar, Sentence } from '../reading.js'
import { nested } from '../tidy.js'
import { answerNoun } from './answer-noun.js'
import { openingAsker } from './asker.js'
import { decapitalised } from './capital.js'
import { type Clause, clauseOf, part } from './clause.js'
import { frontedOf } from './fronted.js'
import { indirect, isOneClause } from './indirect.js'
import { inversionsOf } from './inversion.js'
import { type Topic, topicOf, withTopic } from './topic.js'
import { abbreviations, determiners, orders, plainAskers, pronouns, questionWords, verbs } from './words.js'

/**
 * « que » may become « ce que » or « qu’on », pronouns behind a hyphen go, « quelle est la capitale » may become « la capitale »,
 * « combien de joueurs » « le nombre de joueurs », « en quelle année » « l’année où », « puis-je » « je peux ».
 */
const lost =
  'est ce que qu c t il elle ils elles on je l y si puis quoi combien qui quel quelle quels quelles de d à a dans en sont était étaient fut furent'.split(
    ' ',
  )

export const french: Grammar = {
  colon: ' : ',
  loose: new Set([...lost, ...orders.keys()]),
  doubled:
    /(?<![\p{L}-])(le|la|les|un|une|de|du|des|à|au|aux|en|dans|et|ou|est|sont|qui|que|quel|quelle|par|pour|si|il|elle|on|ce|sur)\s+\1(?![\p{L}-])/giu,
  isAbbreviation: (word) => abbreviations.has(word),
  sentence,
  quoted: (body) => `« ${nested(body, '“', '”')} »`,
}

const asQuestion = (body: string): string =>
  body.replace(/^\p{L}+(?= [\p{L}\p{N}])/u, (word) => orders.get(word.toLowerCase()) ?? word)

/** In characters: what is longer stays as it is, and costs no more than reading it. */
const longest = 600

function sentence(body: string): Sentence {
  const asked = asQuestion(body)
  const isShort = asked.length <= longest
  const topic = isShort ? topicOf(asked) : undefined
  if (topic) return aboutTopic(asked, topic)
  if (!asks(asked)) return { asks: false, asked, inside: undefined, indirect: undefined, answerNoun: undefined }
  // « savoir si l’on peut citer un fleuve » is another question than « citez un fleuve »
  const isRewritten = isShort && asked === body
  return {
    asks: true,
    asked,
    inside: inside(asked),
    indirect: isRewritten ? indirect(asked) : undefined,
    answerNoun: isRewritten ? answerNoun(asked) : undefined,
    holdsColon: isOneClause(asked),
  }
}

/** Where it stands alone the title leads, inside a sentence it follows. */
function aboutTopic(asked: string, { title, question }: Topic): Sentence {
  const said = inside(question)
  return {
    asks: true,
    asked,
    inside: said === undefined ? undefined : withTopic(said, title),
    indirect: indirect(asked),
    answerNoun: undefined,
    holdsColon: true,
  }
}

/** « Mon voisin a une caméra, quels sont mes recours » says something first: no part of another sentence. */
function inside(body: string): string | undefined {
  return statesFirst(clauseOf(body)) ? undefined : decapitalised(body)
}

function statesFirst(clause: Clause): boolean {
  const { words, bare } = clause
  if (!determiners.has(bare[0] ?? '') && !pronouns.has(bare[0] ?? '')) return false
  const comma = words.findIndex((word) => word.endsWith(','))
  const rest = part(clause, comma + 1)
  const asksLater = openingAsker(rest) !== undefined || inversionsOf(rest).length > 0 || rest.bare[0] === 'est-ce'
  return comma > 1 && asksLater && (pronouns.has(bare[0] ?? '') || bare.slice(1, comma).some((word) => verbs.has(word)))
}

function asks(body: string): boolean {
  const clause = clauseOf(body)
  const { bare } = clause
  if (questionWords.has(bare[0] ?? '') || bare.includes('est-ce') || openingAsker(clause) !== undefined) return true
  return (
    inversionsOf(clause).length > 0 ||
    bare.some((word) => plainAskers.has(word)) ||
    frontedOf(clause) !== undefined ||
    /, (qui|que|où|quand) /.test(body) ||
    /(^| )(à|de|par|pour|avec|chez) qui$/.test(body) ||
    /.(où|quand)$/.test(body) ||
    /^c['’]est (qui|où|quand)[ ,]/i.test(body) ||
    /[, ]c['’]est qui$/.test(body)
  )
}
