/** English, as far as closed patterns carry. */
import type { Grammar, NounPhrase, Sentence } from '../reading.js'
import { nested } from '../tidy.js'
import { indirect } from './indirect.js'
import { cleanNounPhrase, isParticiple, pasts, plain } from './noun-phrase.js'
import { abbreviations, auxiliaries, be, openers, prepositions, questionWords } from './words.js'

export const english: Grammar = {
  colon: ': ',
  loose: new Set(['do', 'does', 'did', 'what', 'who', 'is', 'are', 'was', 'were']),
  doubled:
    /\b(the|a|an|of|to|in|on|at|and|or|is|are|was|were|do|does|did|can|what|who|which|that|for|by|with|how|when|where)\s+\1\b/gi,
  isAbbreviation: (word) => abbreviations.has(word),
  sentence,
  quoted: (body) => `“${nested(body, '‘', '’')}”`,
}

const order = /^(name|list|give|explain|describe|identify|define|tell) [\p{L}\p{N}]/iu
const asQuestion = (body: string): string =>
  order.test(body) ? `can you ${body.charAt(0).toLowerCase()}${body.slice(1)}` : body

function sentence(body: string): Sentence {
  const asked = asQuestion(body)
  if (!asks(asked)) return { asks: false, asked, inside: undefined, indirect: undefined, answerNoun: undefined }
  return { asks: true, asked, inside: inside(asked), indirect: indirect(asked), answerNoun: answerNoun(asked) }
}

/** Opens with a question word or an auxiliary, or has a question word where only a question has one. */
function asks(body: string): boolean {
  const words = body.split(' ').map(plain)
  const [first = '', second = ''] = words
  const opening = first.replace(/n?['’]\w+$/, '')
  if (questionWords.has(opening) || auxiliaries.has(opening)) return true
  if (prepositions.has(first) && questionWords.has(second)) return true
  if (/\b(is|are|was|were|called|named|the|a|an|of)$/.test(body) && !/\b(what|whom?|which) .* of$/.test(body))
    return false
  if (/, (who|what|whose|how|why|did|does|do|is|are|was|were|can|could)\b/.test(body)) return true
  if (prepositions.has(first) && /, (when|where|which|in which|in what)\b/.test(body)) return true
  return /\b(what|whose|whom|how (many|much|long|far|old|tall))\b/.test(body) || hasWhichInPlace(words)
}

/** "… is the capital of which country", and not ", which is …" or "the one which …". */
function hasWhichInPlace(words: readonly string[]): boolean {
  const at = words.indexOf('which')
  const next = words[at + 1]
  const before = words[at - 1] ?? ''
  if (at < 2 || next === undefined || auxiliaries.has(next)) return false
  return prepositions.has(before) || be.has(before) || before === 'and' || before.endsWith('ed') || pasts.has(before)
}

function inside(body: string): string | undefined {
  const [first = '', second = ''] = body.split(' ')
  const word = first.replace(/[,;]$/, '')
  if (!/^\p{Lu}/u.test(word) || /^I(['’]\w+)?$/.test(word)) return /^[^\p{L}\p{N}]/u.test(word) ? undefined : body
  const isWord = /^\p{Lu}[\p{Ll}’'-]*$/u.test(word)
  if (!isWord) return body
  const known = openers.has(word.toLowerCase().replace('’', "'"))
  const beforeName = /^\p{Lu}/u.test(second)
  if (!known) return beforeName ? body : undefined
  // "A Tale of Two Cities", "To Kill a Mockingbird", "All Quiet on …", "Will Smith", "May 1968": titles and names open with such words, too
  if (
    beforeName &&
    /^(A|An|To|Of|All|One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Will|May|Mark|No|Some|My|Our|His|Her|Into|About|Like|Once)$/.test(
      word,
    )
  )
    return undefined
  if (/^(May|March|Mark)$/.test(word) && /^\d/.test(second)) return undefined
  return body.charAt(0).toLowerCase() + body.slice(1)
}

function answerNoun(body: string): NounPhrase | undefined {
  const [, verb = '', phrase = ''] = /^(?:what|who) (is|are|was|were) (the .+)$/i.exec(body) ?? []
  const words = phrase.split(' ')
  if (words.length < 3 || words.length > 14 || /[,;:()?!]/.test(phrase)) return undefined
  // "the top speed that …": what follows the noun phrase belongs to it, unless the question goes on behind ("… called", "… made of")
  const relative = words.findIndex((word) => /^(that|which|who|whose|where)$/.test(word))
  const last = plain(words.at(-1) ?? '')
  const isWhole = relative === -1 ? words.length <= 11 : !prepositions.has(last) && !isParticiple(last)
  if (!isWhole || !cleanNounPhrase(relative === -1 ? words : words.slice(0, relative))) return undefined
  return { text: phrase, isPlural: verb.toLowerCase() === 'are' || verb.toLowerCase() === 'were' }
}
