/** "how long have dogs lived with people" → "how long dogs have lived with people"; "which planet has the shortest day" stays. */
import { type Clause, moved, unmoved } from './clause.js'
import { nounPhrase } from './noun-phrase.js'
import type { Parts } from './parts.js'

const perfect = new RegExp(`^(${nounPhrase})(?=[nR]*E)`)
/** "the queen", "Tom", "it": what "has" may belong to, and not the thing that is had ("has variations called …"). */
const definite = /^(?:[DPOH]|[NA]*P)/
const owned = new RegExp(`^[nR]*${nounPhrase}`)

export function withHave(parts: Parts): Clause | undefined {
  const { ask, letters, rest } = parts
  const isPassive = rest.slice(0, 2).some(({ plain }) => plain === 'been') && /^R?E/.test(letters)
  if (ask.mayBeSubject && (isPassive || /^[nR]*E(?![NSAMP])/.test(letters))) return unmoved(parts)
  const subject = perfect.exec(letters)?.[1]
  const isMost = rest.slice(0, 2).some(({ plain }) => /^(?:most|more|fewest|least|at)$/.test(plain))
  if (subject !== undefined && !isMost)
    return ask.mayBeSubject && !definite.test(subject) && !/[Io]$/.test(letters)
      ? undefined
      : moved(parts, subject.length)
  if (!ask.mayBeSubject) return undefined
  const thing = owned.exec(letters)?.[0]
  // a preposition left at the end is what was asked for: "which king has the queen dealt with"
  return thing !== undefined && !/[IoF]$/.test(letters) ? unmoved(parts) : undefined
}
