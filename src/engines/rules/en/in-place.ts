/** "Lake Baikal lies in which country" → "in which country Lake Baikal lies". */
import type { Clause } from './clause.js'
import { nounPhrase } from './noun-phrase.js'
import { askOf } from './parts.js'
import { lettersOf, type Words } from './word.js'

/** A sentence, and the question words at its very end. */
const asksLast = new RegExp(`^(${nounPhrase}n?R*[bhmFE][^wT,;xKC]*?)[oI]?w[AMNSPo]*$`)

/** The clause with its question words in front; `undefined` where they are not at the end of one plain sentence. */
export function askedLast(words: Words): Clause | undefined {
  const stands = asksLast.exec(lettersOf(words))?.[1]
  if (stands === undefined) return undefined
  const ask = askOf(words.slice(stands.length))
  if (ask === undefined || ask.words.length !== words.length - stands.length) return undefined
  return { ask, words: words.slice(0, stands.length), shape: 'moved', lost: [] }
}
