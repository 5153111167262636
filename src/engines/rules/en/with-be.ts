/** "is", "are", "was", "were": where it goes depends on what the question asks for. */
import { type Clause, moved, unmoved } from './clause.js'
import { core, isNounPhrase, nounPhrase } from './noun-phrase.js'
import type { Parts } from './parts.js'
import { askedProperties, measures, naming, roles } from './asked-nouns.js'
import type { Word } from './word.js'

/** The subject, and what the question leaves open at its very end: "the tower | made of", "the book | about". */
const leftOpen = new RegExp(`^(${nounPhrase})[Rn]*(?:[EAG].*)?[Io]$`)
const leftOpenAfterNoun = new RegExp(`^(${core})D.*[Io]$`)
const participleLast = new RegExp(`^(${nounPhrase})R*E$`)
const infinitiveLast = new RegExp(`^(${nounPhrase})R*EtV$`)
const doing = new RegExp(`^(${nounPhrase})R*G`)
const predicate = new RegExp(`^(${nounPhrase})(?=[Rn]*[EGA])`)
const nextTo = new RegExp(`^(${core}(?:o${core})*)(?=[Rn]*[EGAID])`)
const nameAndPlace = new RegExp(`^(${core}(?:o${core})*)I`)

export function withBe(parts: Parts): Clause | undefined {
  const { ask, letters, rest } = parts
  if (rest.length === 0) return undefined
  if (letters.startsWith('y')) return moved(parts, 1)
  if (ask.mayBeSubject)
    return saysOfIt(parts) ? unmoved(parts) : (openEnd(parts) ?? (ask.of.length === 0 ? whatIs(parts) : whichIs(parts)))
  return circumstance(parts)
}

/** "which city | is located in …", "who was responsible for …": what follows is said of what is asked for. */
function saysOfIt({ ask, letters, rest }: Parts): boolean {
  if (/^[nR]*(?:E(?![NSMA])|I)/.test(letters)) return !/[Io]$/.test(letters) || /^[nR]*E[^NSPO]*[Io]$/.test(letters)
  if (ask.asker === 'who' && /^R*[EG]/.test(letters)) return true
  if (/^R*A(?:$|[IotK,])/.test(letters)) return !/[Io]$/.test(letters)
  return /^R*G(?=[DIP])/.test(letters) && rest.length > 2
}

/** What is asked for is missing at the end: "what … the tower made of", "what … a baby swan called". */
function openEnd(parts: Parts): Clause | undefined {
  const { letters, rest, ask } = parts
  const subject = (leftOpen.exec(letters) ?? leftOpenAfterNoun.exec(letters))?.[1]
  if (subject !== undefined) return moved(parts, subject.length)
  const last = rest.at(-1)?.plain ?? ''
  const named = participleLast.exec(letters)?.[1]
  if (named !== undefined && (naming.has(last) || ask.of.length > 0)) return moved(parts, named.length)
  const said = infinitiveLast.exec(letters)?.[1]
  return said === undefined ? undefined : moved(parts, said.length)
}

/** "who", "what" alone. */
function whatIs(parts: Parts): Clause | undefined {
  const { ask, letters, rest } = parts
  const actor = doing.exec(letters)?.[1]
  if (actor !== undefined && (rest[actor.length]?.plain === 'doing' || /[PO]$/.test(actor)))
    return moved(parts, actor.length)
  if (!isNounPhrase(letters) || (letters.includes(',') && !letters.includes('C'))) return undefined
  if (ask.asker === 'who' && (isSuperlative(rest) || isRole(rest))) return unmoved(parts)
  return rest.length <= 11 ? moved(parts, rest.length) : undefined
}

/** "which river", "what color", "how many islands". */
function whichIs(parts: Parts): Clause | undefined {
  const { ask, letters, rest } = parts
  const head = ask.of.at(-1)?.plain ?? ''
  const isProperty = ask.of.some(({ plain }) => askedProperties.has(plain)) && ask.asker !== 'how'
  if (isNounPhrase(letters)) {
    if (isProperty) return moved(parts, rest.length)
    return ask.asker !== 'how' && /^D/.test(letters) && rest[0]?.plain !== head ? unmoved(parts) : undefined
  }
  const subject = predicate.exec(letters)?.[1]
  return isWhen(head) && subject !== undefined ? moved(parts, subject.length) : undefined
}

/** "where", "when", "why", "how tall", "in which year": what follows is a whole sentence. */
function circumstance(parts: Parts): Clause | undefined {
  const { ask, letters, rest } = parts
  if (isNounPhrase(letters)) return wholeBehind(parts)
  const [, subject = ''] = predicate.exec(letters) ?? []
  if (subject !== '' && !hasSecondPredicate(letters.slice(subject.length)) && !isTime(rest))
    return moved(parts, subject.length)
  const near = ask.asker === 'why' || ask.asker === 'how' ? nextTo.exec(letters)?.[1] : undefined
  return near === undefined || near === letters ? undefined : moved(parts, near.length)
}

/** "where the Nile is", "how tall the tower is", "how old Mozart was in 1770". */
function wholeBehind(parts: Parts): Clause | undefined {
  const { ask, letters, rest } = parts
  const isMeasure = ask.asker === 'how' && measures.has(ask.of[0]?.plain ?? '')
  const near = nameAndPlace.exec(letters)?.[1]
  if (letters.includes(',') && !letters.includes('C')) return undefined
  if (
    ask.asker === 'where' &&
    /^[^P]*I/.test(letters) &&
    /^(?:in|on|at)$/.test(rest[letters.indexOf('I')]?.plain ?? '') &&
    !isSuperlative(rest)
  )
    return undefined
  if (
    near !== undefined &&
    (ask.asker === 'where' || isMeasure) &&
    (letters[near.length - 1] === 'P' || /IM$/.test(letters) || isUnit(rest.at(-1)))
  )
    return near.length + 4 >= letters.length ? moved(parts, near.length) : undefined
  if (ask.asker === 'why') return undefined
  return rest.length <= 11 ? moved(parts, rest.length) : undefined
}

/** "What year was the tower built": the tower was built in it. */
function isWhen(head: string): boolean {
  return /^(?:years?|days?|dates?|month|time|century|decade|season|week|weekday)$/.test(head)
}

function isUnit(word: Word | undefined): boolean {
  return (
    word !== undefined &&
    /^(?:feet|meters|metres|miles|kilometers|kilometres|inches|pounds|years|days|hours|minutes|km|mph)$/.test(
      word.plain,
    )
  )
}

/** "the last time … won", "the year … arrived": a clause hides behind the noun. */
function isTime(rest: Parts['rest']): boolean {
  return rest.slice(0, 4).some(({ plain }) => /^(?:time|times|year|day|date|place|one|way|reason)$/.test(plain))
}

function hasSecondPredicate(behind: string): boolean {
  return /[FEV].*[bhmdF]|E[^C]*E/.test(behind.replace(/tV/g, ''))
}

/** "the first woman in space": "who was …" stands as it is. */
function isSuperlative([first, second]: Parts['rest']): boolean {
  return (
    first?.plain === 'the' &&
    /^(?:first|last|only|second|third|fourth|fifth|most|least|best|worst|\p{Ll}{3,}est)$/u.test(second?.plain ?? '')
  )
}

/** "who was president in 1900". */
function isRole([first]: Parts['rest']): boolean {
  return roles.has(first?.plain ?? '')
}
