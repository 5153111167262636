/** "Lake Baikal lies in which country" → "in which country Lake Baikal lies". */
import type { Clause } from './clause.js'
import { nounPhrase } from './noun-phrase.js'
import { askOf, isFront } from './parts.js'
import { lettersOf, type Words } from './word.js'

/** A sentence, and the question words at its very end. */
const asksLast = new RegExp(`^(${nounPhrase}n?R*[bhmFE][^wT,;xKC]*?)([oI]?)w[AMNSPo]*$`)
/** Move together with the question words; others stay behind: "what … looks like". */
const movable = new Set([
  'in',
  'on',
  'at',
  'during',
  'from',
  'to',
  'by',
  'with',
  'of',
  'for',
  'into',
  'onto',
  'under',
  'through',
  'between',
])
const isWhat = new RegExp(`^${nounPhrase}b[nR]*D?[AMNSP]*[NS]$`)

/** The clause with its question words in front; `undefined` where they are not at the end of one plain sentence. */
export function askedLast(all: Words): Clause | undefined {
  const comma = lettersOf(all).indexOf(',')
  const isDate = lettersOf(all)[comma + 1] === 'M'
  const front = comma > 0 && !isDate && isFront(lettersOf(all.slice(0, comma))) ? all.slice(0, comma) : []
  const words = all.slice(front.length === 0 ? 0 : comma + 1)
  const from = questionWordsAt(words)
  const ask = from === undefined ? undefined : askOf(words.slice(from))
  if (from === undefined || ask?.words.length !== words.length - from) return undefined
  return { front, ask, words: words.slice(0, from), shape: 'moved', lost: [] }
}

function questionWordsAt(words: Words): number | undefined {
  const [, stands, link = ''] = asksLast.exec(lettersOf(words)) ?? []
  if (stands === undefined) return undefined
  const says = isWhat.test(stands)
  if ((link === 'o' && !says) || /^[^b]*[FE].*E$/.test(stands)) return undefined
  const stays = link === 'I' && (!movable.has(words[stands.length]?.plain ?? '') || says)
  return stands.length + (stays ? 1 : 0)
}
