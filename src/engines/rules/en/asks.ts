/** Whether words are a question by themselves, whatever mark they end with. */
import { isIrregularPast } from './irregular-verbs.js'
import { auxiliaries, be, prepositions, questionWords } from './words.js'

/** Opens with a question word or an auxiliary, or has a question word where only a question has one. */
export function asks(body: string): boolean {
  const words = body.slice(0, 1000).split(' ').map(plain)
  const [first = '', second = ''] = words
  const opening = first.replace(/n?['’]\w+$/, '')
  if (questionWords.has(opening) || auxiliaries.has(opening)) return true
  if (prepositions.has(first) && questionWords.has(second)) return true
  if (body.length > 1000) return false
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
  return (
    prepositions.has(before) || be.has(before) || before === 'and' || before.endsWith('ed') || isIrregularPast(before)
  )
}

/** Lower case, without the punctuation around it. */
function plain(word: string): string {
  return word.toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
}
