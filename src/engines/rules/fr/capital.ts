/** The first letter of what stood at the start of a sentence. */
import { inversionsOf } from './inversion.js'
import { clauseOf } from './clause.js'
import { lowered, plain, wordsOf } from './elision.js'
import { articleNames, articles, isInfinitive, openers, verbs } from './words.js'

/** The text as it stands inside a sentence; `undefined` where its first word may be a name or not. */
export function decapitalised(text: string): string | undefined {
  const [raw = '', second = ''] = wordsOf(text)
  const inside = lowered(text)
  if (!/^\p{Lu}/u.test(raw)) return /^[^\p{L}\p{N}]/u.test(raw) ? undefined : text
  const word = plain(raw)
  if (word === 'est-ce' || inversionsOf(clauseOf(raw)).length > 0) return inside
  if (!/^\p{Lu}(\p{Ll}|['’-])*$/u.test(raw.replace(/[,;]$/, ''))) return text
  const beforeName = /^\p{Lu}/u.test(second)
  if (articles.has(word)) return !beforeName || isPlainName(second) ? inside : undefined
  if (openers.has(word)) return beforeName && /^(un|une|mon|ma|mes|tout|tous)$/.test(word) ? undefined : inside
  return beforeName || isSurelyName(wordsOf(text)) ? text : undefined
}

/** « Paris est … », « Jeanne d’Arc »: no common noun starts a sentence without an article. */
function isSurelyName([first = '', second = '', third = '']: readonly string[]): boolean {
  const word = plain(first)
  if (isInfinitive(word) || indefinite.has(word)) return false
  return verbs.has(plain(second)) || (/^(de|d'|du)$/.test(plain(second)) && /^\p{Lu}/u.test(third))
}

const indefinite: ReadonlySet<string> = new Set(
  "rien personne beaucoup quelqu'un chacun chacune aucun aucune celui celle ceux celles tel telle peu certaines rares seul seule".split(
    ' ',
  ),
)

/** « CNIL », « France »: no title of a book, and no town whose article is part of its name. */
function isPlainName(word: string): boolean {
  return articleNames.has(plain(word)) || /^\p{Lu}{2,}s?$/u.test(word)
}
