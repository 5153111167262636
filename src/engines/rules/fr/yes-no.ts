/** « Les chats peuvent-ils voir la nuit » → « si les chats peuvent voir la nuit ». */
import { decapitalised } from './capital.js'
import { type Clause, endsInComma, isName, part } from './clause.js'
import { joined, lowered } from './elision.js'
import type { Indirect } from './indirect.js'
import { type Inversion, inversionsOf } from './inversion.js'
import { determiners, isInfinitive, openers, plainAskers, prepositions } from './words.js'

/** The indirect form of a clause without a question word; `undefined` where it is no such question, or not certainly. */
export function yesOrNo(clause: Clause): Indirect | undefined {
  const { bare, words } = clause
  const inversions = inversionsOf(clause)
  if (bare[0] === 'est-ce' && inversions.length === 0) return afterEstCe(clause)
  const [inversion] = inversions
  if (inversion === undefined || inversions.length > 1) return undefined
  const rest = words.slice(inversion.at + 1)
  const start = opensWithVerb(clause, inversion) ? 0 : inversion.start
  if (start === 0) {
    if (inversion.straight === undefined || asksBefore(bare, inversion.at)) return undefined
    return { head: 'si', tail: joined([inversion.straight, ...rest]), isParted: true }
  }
  const isThird = /^(il|elle|ils|elles)$/.test(inversion.pronoun)
  if (!isThird || bare.some((word) => plainAskers.has(word))) return undefined
  const subject = isSubject(clause, start) ? subjectInside(clause, start) : undefined
  if (subject === undefined) return undefined
  const verb = [...words.slice(start, inversion.at), inversion.alone]
  return { head: 'si', tail: `${subject} ${joined([...verb, ...rest])}`, isParted: true }
}

/** « Y a-t-il », « N’y a-t-il pas ». */
function opensWithVerb({ bare }: Clause, { at }: Inversion): boolean {
  return at === 1 && bare[0] === 'y'
}

function asksBefore(bare: readonly string[], at: number): boolean {
  return bare.slice(0, at).some((word) => plainAskers.has(word))
}

/** « Est-ce que Paris … » → « si Paris … » */
function afterEstCe(clause: Clause): Indirect | undefined {
  const { bare, words } = clause
  if (!/^(que|qu')$/.test(bare[1] ?? '') || endsInComma(clause, 1) || words.length < 4) return undefined
  return { head: 'si', tail: joined(words.slice(2)), isParted: true }
}

function subjectInside({ bare, words }: Clause, end: number): string | undefined {
  const text = joined(words.slice(0, end))
  if (isInfinitive(bare[0] ?? '')) return lowered(text)
  const isOneName = end === 1 && !openers.has(bare[0] ?? '')
  return isOneName ? text : decapitalised(text)
}

/** Whether the words before `end` can only be a subject. */
function isSubject(clause: Clause, end: number): boolean {
  const before = part(clause, 0, end)
  const [first = '', second = ''] = before.bare
  const commas = before.words.filter((word) => /[,;]$/.test(word)).length
  if (commas % 2 === 1 || before.words.some((word) => word.endsWith(';'))) return false
  if (/^(cela|ceci|ça|celui-ci|celle-ci|tout|tous)$/.test(first) && end === 1) return true
  if (determiners.has(first)) return end > 1
  if (isInfinitive(first) && end > 1) return determiners.has(second) || prepositions.has(second)
  return (
    isName(clause, 0) &&
    !isInfinitive(first) &&
    !/^(si|quand|comme|mais|et|alors|donc|or)$/.test(first) &&
    !prepositions.has(first)
  )
}
