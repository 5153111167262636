/** "is", "are", "was", "were" behind what may be their subject: "who", "what", "which river". Where they go depends on what is asked for. */
import { askedProperties, askedTimes, naming, opensEnd, predicateNouns } from './asked-nouns.js'
import { circumstance } from './circumstance.js'
import { type Clause, moved, unmoved } from './clause.js'
import { core, hasLooseComma, isModified, isNounPhrase, isSuperlative, mayHideVerb, nounPhrase } from './noun-phrase.js'
import type { Parts } from './parts.js'

/** The subject, and what the question leaves open at its very end: "the tower | made of", "the book | about". */
const leftOpen = new RegExp(`^(${nounPhrase})[Rn]*(?:[EAG].*)?[Io]$`)
const leftOpenAfterNoun = new RegExp(`^(${core})D.*[Io]$`)
const participleLast = new RegExp(`^(${nounPhrase})R*E$`)
const infinitiveLast = new RegExp(`^(${nounPhrase})R*EtV$`)
const doing = new RegExp(`^(${nounPhrase})R*G(?![NSP])`)
const predicate = new RegExp(`^(${nounPhrase})(?=[Rn]*[EGA])`)

/** More words than these before "is" cannot be followed. */
const longestPlain = 11
const longestModified = 9

export function withBe(parts: Parts): Clause | undefined {
  if (parts.rest.length === 0) return undefined
  if (parts.letters.startsWith('y')) return moved(parts, 1)
  const before = beforeNow(parts)
  if (before !== undefined) return moved(parts, before)
  if (!parts.ask.mayBeSubject) return circumstance(parts)
  if (saysOfIt(parts)) return unmoved(parts)
  return openEnd(parts) ?? (parts.ask.of.length === 0 ? whatIs(parts) : whichIs(parts))
}

/** "who | the king of Norway | is now": how many words stand before "now". */
function beforeNow({ ask, letters, rest }: Parts): number | undefined {
  const isNow = /^(?:now|today|nowadays|currently)$/.test(rest.at(-1)?.plain ?? '')
  const subject = rest.slice(0, -1)
  const isAlone = ask.of.length === 0 && ask.asker !== 'which' && subject.length <= longestPlain
  return isNow && isAlone && isNounPhrase(letters.slice(0, -1)) ? subject.length : undefined
}

/** "which city | is located in …", "who was responsible for …": what follows is said of what is asked for. */
function saysOfIt({ ask, letters, rest }: Parts): boolean {
  const said = letters.replace(/^[nR]+/, '')
  if (rest[letters.length - said.length]?.plain === 'been') return true
  if (/^(?:E(?![NSMA])|[Io])/.test(said)) return !/[Io]$/.test(letters) || /^E[^NSPO]*[Io]$/.test(said)
  if (ask.asker === 'who' && /^[EG]/.test(said)) return true
  if (/^A(?:$|[IotK,])/.test(said)) return !/[Io]$/.test(letters)
  return /^G(?=[DIP])/.test(said) && rest.length > 2
}

/** What is asked for is missing at the end: "what … the tower made of", "what … a baby swan called". */
function openEnd(parts: Parts): Clause | undefined {
  const { letters, rest, ask } = parts
  const subject = (leftOpen.exec(letters) ?? leftOpenAfterNoun.exec(letters))?.[1]
  if (subject !== undefined) return hidesClause(parts, subject) ? undefined : moved(parts, subject.length)
  const last = rest.at(-1)?.plain ?? ''
  const named = participleLast.exec(letters)?.[1]
  if (named !== undefined && (naming.has(last) || ask.of.length > 0)) return moved(parts, named.length)
  const said = infinitiveLast.exec(letters)?.[1]
  return said === undefined || hidesClause(parts, said) ? undefined : moved(parts, said.length)
}

/** "the city Tom | lived in" is a noun with a clause of its own, "the apostle Paul | known for" is not. */
function hidesClause({ ask, letters, rest }: Parts, subject: string): boolean {
  if (ask.of.length > 0 || !/^D[AM]*[NS][NSP]/.test(subject)) return false
  return letters[subject.length] === 'E' && !opensEnd.has(rest[subject.length]?.plain ?? '')
}

/** "who", "what", "which" alone. */
function whatIs(parts: Parts): Clause | undefined {
  const { ask, letters, rest } = parts
  if (letters.startsWith('O') && rest[1]?.plain === 'like') return moved(parts, 1)
  const actor = doing.exec(letters)?.[1]
  const acts = actor !== undefined && (rest[actor.length]?.plain === 'doing' || /[PO]$/.test(actor))
  if (acts) return moved(parts, actor.length)
  if (ask.asker === 'who' && isBareRole(parts)) return unmoved(parts)
  const longest = longestSubject(parts)
  if (longest === 0 || naming.has(rest.at(-1)?.plain ?? '') || mayHideVerb(rest)) return undefined
  if (ask.asker === 'which' || (ask.asker === 'who' && isSuperlative(rest))) return unmoved(parts)
  return rest.length <= longest ? moved(parts, rest.length) : undefined
}

/** How many words the rest may have as one subject; 0: it is none. A name has no clause of its own: "Tom | married to …". */
function longestSubject({ letters }: Parts): number {
  if (hasLooseComma(letters)) return 0
  if (isNounPhrase(letters)) return longestPlain
  return letters.startsWith('D') && isModified(letters) ? longestModified : 0
}

/** "who was president in 1900". */
function isBareRole({ letters, rest }: Parts): boolean {
  return /^(?:[NP]|N[NA]N?)(?:$|[Iow])/.test(letters) && predicateNouns.has(rest[0]?.plain ?? '')
}

/** "which river", "what color", "how many islands". */
function whichIs(parts: Parts): Clause | undefined {
  const { ask, letters, rest } = parts
  const head = ask.of.at(-1)?.plain ?? ''
  const isProperty = ask.of.some(({ plain }) => askedProperties.has(plain)) && ask.asker !== 'how'
  if (isNounPhrase(letters) && isProperty) return hasLooseComma(letters) ? undefined : moved(parts, rest.length)
  const subject = predicate.exec(letters)?.[1]
  if (subject !== undefined && askedTimes.has(head)) return moved(parts, subject.length)
  return ask.asker !== 'how' && !isProperty && isSaidOfWhich(parts) ? unmoved(parts) : undefined
}

/** "which city is | the capital of …", "which mathematician was | also a poet", "what city is | home to …". */
function isSaidOfWhich({ letters, rest }: Parts): boolean {
  const from = /^R*/.exec(letters)?.[0].length ?? 0
  const said = letters.slice(from)
  if (/^DR?A$/.test(said)) return true
  if (!isNounPhrase(said) && !(isModified(said) && isSuperlative(rest))) return false
  return (
    said.startsWith('D') ||
    said.startsWith('Mo') ||
    (predicateNouns.has(rest[from]?.plain ?? '') && /^[NA][Io]/.test(said))
  )
}
