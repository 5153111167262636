/** French, as far as closed patterns carry. */
import type { Grammar, NounPhrase, Sentence } from '../reading.js'
import { nested } from '../tidy.js'
import { plain, wordsOf } from './elision.js'
import { indirect } from './indirect.js'
import { abbreviations, articleNames, articles, openers, orders, questionWords } from './words.js'

const inversion = /^\p{L}+-(t-)?(il|elle|on|ils|elles|ce|vous|nous|tu|je)$/u

/** « que » may become « ce que » or « qu’on », pronouns behind a hyphen go, « quelle est la capitale » may become « la capitale ». */
const lost = 'est ce que qu t il elle ils elles on l si quel quelle quels quelles sont était étaient fut furent'.split(
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

function sentence(body: string): Sentence {
  const asked = asQuestion(body)
  if (!asks(asked)) return { asks: false, asked, inside: undefined, indirect: undefined, answerNoun: undefined }
  return { asks: true, asked, inside: inside(asked), indirect: indirect(asked), answerNoun: answerNoun(asked) }
}

function asks(body: string): boolean {
  const words = wordsOf(body).map(plain)
  const [first = ''] = words
  if (questionWords.has(first) || first === 'est-ce' || words.some((word) => inversion.test(word))) return true
  return (
    words.some((word) =>
      /^(quel|quelle|quels|quelles|combien|lequel|laquelle|lesquels|lesquelles|quoi|comment|pourquoi)$/.test(word),
    ) ||
    /, (qui|où|quand) /.test(body) ||
    /\b(à|de|par|pour|avec|chez) qui$/.test(body) ||
    body.endsWith(' où')
  )
}

function inside(body: string): string | undefined {
  const [raw = '', second = ''] = wordsOf(body)
  const lowered = body.charAt(0).toLowerCase() + body.slice(1)
  if (!/^\p{Lu}/u.test(raw)) return /^[^\p{L}\p{N}]/u.test(raw) ? undefined : body
  const word = plain(raw)
  if (/^est-ce$/.test(word) || inversion.test(word)) return lowered
  if (!/^\p{Lu}(\p{Ll}|['’-])*$/u.test(raw.replace(/[,;]$/, ''))) return body
  const beforeName = /^\p{Lu}/u.test(second)
  if (articles.has(word)) return !beforeName || articleNames.has(plain(second)) ? lowered : undefined
  if (openers.has(word)) return beforeName && /^(un|une|mon|ma|mes|tout|tous)$/.test(word) ? undefined : lowered
  return beforeName ? body : undefined
}

function answerNoun(body: string): NounPhrase | undefined {
  const [, asker = '', phrase = ''] =
    /^(quel|quelle|quels|quelles) (?:est|sont|était|étaient|fut|furent) ((?:le |la |les |l['’]).+)$/i.exec(body) ?? []
  const words = wordsOf(phrase)
  if (words.length < 3 || words.length > 13 || /[,:;()]/.test(phrase)) return undefined
  return { text: phrase, isPlural: asker.endsWith('s') }
}
