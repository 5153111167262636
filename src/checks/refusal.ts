import { excerptOf } from './check.js'
import type { Check } from './check.js'

/** A reply that declines, apologises, or asks for the input, in English or French, whatever the language of the data. */
export const refusal: Check = {
  name: 'refusal',
  version: 1,
  byDefault: true,
  schema: {
    type: 'boolean',
    description: 'Rejects replies such as "I cannot help with that" or "Je suis désolé".',
  },
  prepare:
    () =>
    ({ text }) => {
      if (text === '') return undefined
      const sentence = sentencesOf(text).find((sentence) =>
        (sentence.endsWith('?') ? asksBack : declines).test(sentence),
      )
      return sentence === undefined ? undefined : `refusal: "${excerptOf(sentence)}"`
    },
}

/** What somebody is quoted as saying is not said by the model. */
function sentencesOf(text: string): readonly string[] {
  return text
    .replaceAll('’', "'")
    .replace(/"[^"]*"|“[^”]*”|«[^»]*»/g, '""')
    .split(/(?<=[.!?…])\s+/)
    .map((sentence) => sentence.trim())
}

function anyOf(...patterns: readonly string[]): string {
  return `(?:${patterns.join('|')})`
}

const machine =
  '(?:ai|a\\.i\\.|artificial intelligence|(?:large |ai )?language model|llm|(?:ai |virtual |helpful )?assistant|chatbot|(?:ia|intelligence artificielle|modèle(?: de langage)?|assistante?))\\b'
const sorry =
  "(?:(?:i'm|i am|we are|we're) (?:\\w+ )?(?:sorry|afraid)|sorry|my apologies|apologies|i apologi[sz]e|unfortunately|regrettably|however|but|(?:je suis )?(?:\\w+ )?(?:désolée?|navrée?)|malheureusement|mais)"
const cannot =
  "(?:i|we) (?:\\w+ )?(?:can't|cannot|can not|couldn't|could not|won't|will not|am unable to|'m unable to|am not able to|am not allowed to|don't|do not|shouldn't|should not)|(?:i'm|we're) (?:unable|not able|not allowed|not comfortable)(?: to| with)?"
const deed =
  '(?:\\w+ly )?(?:help|assist|answer|provide|comply|fulfill?|merge|combine|fuse|rewrite|rephrase|reformulate|generate|create|do (?:that|this|so)|complete|respond|process|write|translate|engage|discuss|continue|produce|give|offer|support|determine|verify|access|browse|confirm|find|see (?:any|the|a)|understand|make|turn|transform|proceed|have (?:access|enough|the|any|information|personal)|share|know (?:what|which|how)|fully|feel)\\b'
const nePeux = "je (?:ne (?:peux|puis|suis|sais|dispose|comprends|vois|saurais)|n'ai) (?:malheureusement )?pas (?!seul)"

/** A sentence without a question mark that begins like this. */
const declines = new RegExp(
  `^["'(]*${anyOf(
    `(?:${sorry},? )*(?:${cannot}) ${deed}`,
    "(?:i'm|i am|we are|we're) (?:\\w+ )?sorry\\b",
    '(?:sorry|apologies|my apologies|i apologi[sz]e)\\b',
    `as an? ${machine}`,
    `i(?:'m| am) (?:just |only )?an? ${machine}`,
    "(?:it is|it's) (?:not possible|impossible|not appropriate) to (?:merge|combine|answer|rephrase|rewrite|create|provide)",
    "(?:these|the|those) (?:two )?questions (?:cannot|can't|could not|are (?:not related|unrelated|too different))",
    'please (?:provide|give me|share|specify|clarify|let me know)',
    'i (?:would )?(?:need|require) (?:more|additional|further|the) (?:information|context|details|questions?|text)',
    `(?:${sorry},? )*${nePeux}`,
    '(?:je suis |nous sommes )?(?:vraiment |sincèrement |profondément )?(?:désolée?s?|navrée?s?)\\b',
    "(?:toutes )?mes excuses\\b|je m'excuse\\b|je vous prie de m'excuser",
    `en tant qu(?:e |')(?:une? )?${machine}`,
    `je suis (?:une? )(?:simple )?${machine}`,
    "il (?:n'est pas|est im)possible de (?:fusionner|combiner|répondre|reformuler|réécrire)",
    "(?:ces|les) (?:deux )?questions (?:ne (?:sont|peuvent)|n'ont)",
    '(?:veuillez|merci de|pourriez-vous|pouvez-vous) (?:me )?(?:fournir|donner|préciser|indiquer)',
  )}`,
  'iu',
)

/** A question that no reader of the data could answer: it is put to us. */
const asksBack = new RegExp(
  anyOf(
    `^(?:${sorry},? )+(?:${cannot}) ${deed}`,
    `^(?:${sorry},? )*${nePeux}.*(?:fusionner|combiner|répondre|reformuler|réécrire|aider)`,
    "^(?:i'm|i am) (?:\\w+ )?sorry, (?:but )?(?:could|can|would|what|i)\\b",
    `^as an? ${machine}, (?:${cannot})`,
    '^(?:could|can|would) you (?:please )?(?:provide|share|give|clarify|specify|paste|send)(?: me)? (?:with )?(?:the|your|both|two|some|more)(?: \\w+){0,2} (?:questions?|texts?|inputs?|sentences?)(?: again| first|(?: that)? you.*)?\\?$',
    '^(?:how|what) (?:can|may) i (?:help|assist|do for) you\\b',
    '^what would you like me to\\b',
    '^(?:pouvez|pourriez)-vous (?:me )?(?:fournir|donner|préciser|indiquer|envoyer) (?:les|vos|la|votre) (?:deux )?questions?\\b[^,]*\\?$',
    "^comment puis-je (?:vous |t')aider",
  ),
  'iu',
)
