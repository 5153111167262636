/** "where is", "when was", "how tall is", "in which year were": what follows is a whole sentence, whose subject comes first. */
import { measures, originVerbs, units } from './asked-nouns.js'
import { type Clause, moved } from './clause.js'
import { core, hasLooseComma, isModified, isNounPhrase, isSuperlative, nounPhrase } from './noun-phrase.js'
import type { Parts } from './parts.js'

const predicate = new RegExp(`^(${nounPhrase})(?=[Rn]*[EGA])`)
const nextTo = new RegExp(`^(${core}(?:o${core})*)(?=[Rn]*[EGAID])`)
const nameNextTo = /^([AN]*P+)(?=D)/
const nameAndPlace = new RegExp(`^(${core}(?:o${core})*)I`)
const thenWhen = new RegExp(`^(${nounPhrase})(?=w)`)
const longest = 11
const longestModified = 8

export function circumstance(parts: Parts): Clause | undefined {
  const { letters } = parts
  const origin = fromWhere(parts)
  if (origin !== undefined) return moved(parts, origin)
  if (letters.startsWith('O')) return moved(parts, 1)
  if (isNounPhrase(letters)) return wholeSubject(parts)
  const subject = predicate.exec(letters)?.[1]
  if (subject === undefined) return modifiedSubject(parts) ?? betweenTwo(parts)
  return isSaidOf(parts, subject.length) ? moved(parts, subject.length) : betweenTwo(parts)
}

/** "where the statue that …  is". */
function modifiedSubject(parts: Parts): Clause | undefined {
  const { ask, letters, rest } = parts
  const isShort = isModified(letters) && rest.length <= longestModified
  return isShort && /^(?:where|when)$/.test(ask.asker) && !ask.preposition ? moved(parts, rest.length) : undefined
}

/** Whether what stands behind the subject is said of it: "the tower | built in 1889". */
function isSaidOf(parts: Parts, length: number): boolean {
  const { ask, letters, rest } = parts
  // "where is bob marley grave": in lower case, what looks like an adjective may be anything
  if (ask.asker === 'where' && /^[NSAMR]*A$/.test(letters) && !rest.at(-1)?.plain.endsWith('ed')) return false
  // "how old are the fossils found in …": found or not, they are old
  if (isMeasure(parts) && letters[length] === 'E') return false
  return !hasSecondPredicate(letters.slice(length)) && !isTime(parts)
}

/** "where is … from": whatever stands between is one name, be it "swift" or "rose". */
function fromWhere({ ask, letters, rest }: Parts): number | undefined {
  const isOrigin = ask.asker === 'where' && rest.at(-1)?.plain === 'from' && rest.length <= 6
  const isDerived = originVerbs.has(rest.at(-2)?.plain ?? '')
  return isOrigin && !isDerived && !/[bdhmTwIK,]/.test(letters.slice(0, -1)) ? rest.length - 1 : undefined
}

/** "why | Rome | the capital of …", "when | Anna | the empress", "how old | Mozart | when …". */
function betweenTwo(parts: Parts): Clause | undefined {
  const { ask, letters } = parts
  if (isMeasure(parts)) {
    const measured = thenWhen.exec(letters)?.[1]
    return measured === undefined ? undefined : moved(parts, measured.length)
  }
  if (/[wT]/.test(letters)) return undefined
  const near = (ask.asker === 'why' || ask.asker === 'how' ? nextTo : nameNextTo).exec(letters)?.[1]
  return near === undefined || near === letters ? undefined : moved(parts, near.length)
}

/** "where the Nile is", "how tall the tower is", "how old Mozart was in 1770". */
function wholeSubject(parts: Parts): Clause | undefined {
  const { ask, letters, rest } = parts
  if (hasLooseComma(letters) || ask.asker === 'why' || isAboutOther(parts)) return undefined
  const near = nameAndPlace.exec(letters)?.[1]
  const canEndEarly = near !== undefined && (ask.asker === 'where' || isMeasure(parts))
  if (
    canEndEarly &&
    (letters[near.length - 1] === 'P' || letters.endsWith('IM') || units.has(rest.at(-1)?.plain ?? ''))
  )
    return near.length + 4 >= letters.length ? moved(parts, near.length) : undefined
  return rest.length <= longest ? moved(parts, rest.length) : undefined
}

/** "to what … is X" wants an adjective, "where is the entrance in the wall" has two places: what is said of what is not certain. */
function isAboutOther({ ask, letters, rest }: Parts): boolean {
  const link = rest[letters.indexOf('I')]?.plain ?? ''
  const hasPlace = /^(?:in|on|at)$/.test(link)
  if (ask.preposition !== undefined) return hasPlace || !/^(?:in|on|at|during|from|of)$/.test(ask.preposition.plain)
  return ask.asker === 'where' && /^[^P]*I/.test(letters) && hasPlace && !isSuperlative(rest)
}

function isMeasure({ ask }: Parts): boolean {
  return ask.asker === 'how' && measures.has(ask.of[0]?.plain ?? '')
}

/** "the last time … won", "the year … arrived": a clause hides behind the noun. */
function isTime({ rest }: Parts): boolean {
  return rest.slice(0, 4).some(({ text }) => /^(?:time|times|year|day|date|place|one|way|reason)$/.test(text))
}

function hasSecondPredicate(behind: string): boolean {
  return /[FEV].*[bhmdF]|E[^C]*E|^[nR]*A[^IotwKC]*E/.test(behind.replaceAll('tV', ''))
}
