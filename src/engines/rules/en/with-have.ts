/** "how long have dogs lived with people" → "how long dogs have lived with people"; "which planet has the shortest day" stays. */
import { type Clause, moved, unmoved } from './clause.js'
import { isNounPhrase, nounPhrase } from './noun-phrase.js'
import type { Parts } from './parts.js'

const perfect = new RegExp(`^(${nounPhrase})(?=[nR]*E)`)
/** "the queen", "Tom", "it": what "has" may belong to, and not the thing that is had ("has variations called …"). */
const definite = /^(?:[DPOH]|[NA]*P)/
const owned = new RegExp(`^[nR]*${nounPhrase}`)

export function withHave(parts: Parts): Clause | undefined {
  const { ask, letters, rest } = parts
  if (ask.mayBeSubject && hasDone(parts)) return unmoved(parts)
  const subject = perfect.exec(letters)?.[1]
  const isMost = rest.slice(0, 2).some(({ plain }) => /^(?:most|more|fewest|least|at)$/.test(plain))
  if (subject === undefined || isMost) return ask.mayBeSubject ? withThing(parts) : undefined
  const isSure = !ask.mayBeSubject || definite.test(subject) || /[Io]$/.test(letters)
  return isSure ? moved(parts, subject.length) : undefined
}

/** "who | has won …", "which book | has been banned". */
function hasDone({ letters, rest }: Parts): boolean {
  const isPassive = rest.slice(0, 2).some(({ plain }) => plain === 'been') && /^R?E/.test(letters)
  return isPassive || /^[nR]*E(?![NSAMP])/.test(letters)
}

/** "which planet has | the shortest day"; "how many strings has | a violin": the violin has them. */
function withThing(parts: Parts): Clause | undefined {
  const { ask, auxiliary, letters, rest } = parts
  const isOwner = ask.asker === 'how' && isNounPhrase(letters) && /^[DP]/.test(letters) && auxiliary?.plain !== 'have'
  if (isOwner) return auxiliary?.plain === 'has' ? moved(parts, rest.length) : undefined
  // a preposition left at the end is what was asked for: "which king has the queen dealt with"
  return owned.test(letters) && !/[IoF]$/.test(letters) ? unmoved(parts) : undefined
}
