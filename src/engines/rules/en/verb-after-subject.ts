/** Where the verb stands behind the subject: "does | a cello | have". */
import { isNounPhrase, nounPhrase } from './noun-phrase.js'
import type { Parts } from './parts.js'
import type { Tagger } from './tagger.js'
import type { Words } from './word.js'

const subjectThenVerb = new RegExp(`^(${nounPhrase})R*V`)

/** Not "email address", which the tagger may take for a noun and a verb. */
const anotherVerb = /^[RA]?V|[,P]R?V|^N+V$/
/** The base form, where no "to" stands before it. */
const hasBe = (words: Words): boolean => words.some(({ plain }, at) => plain === 'be' && words[at - 1]?.letter !== 't')

const takesVerb = new Set([
  'help',
  'make',
  'let',
  'go',
  'come',
  'dare',
  'see',
  'hear',
  'watch',
  'have',
  'say',
  'think',
  'believe',
  'claim',
])

/** `undefined` where it is not certain. */
export function verbAfterSubject(parts: Parts, tagger: Tagger): number | undefined {
  const { rest } = parts
  // nothing but a subject comes first: "does | ray | …" is a name, whatever the tagger says
  const letters = parts.letters.replace(/^V/, 'N')
  const found = subjectThenVerb.exec(letters)
  if (found === null) return mistaken()
  const at = found[0].length - 1
  // "does | the word prime | mean", "did | gerald ford | select": of two verbs in a row the first is part of the subject, or neither is
  const behind = letters.slice(at + 1).replace(/[wTKC].*$/, '')
  const first = rest[at]?.plain ?? ''
  const isFirst = first === 'be' || takesVerb.has(first) || !(anotherVerb.test(behind) || hasBe(rest.slice(at + 1)))
  return isFirst ? at : undefined

  /** The tagger took the verb for a noun or an adjective: it is certain where one word alone can be it. */
  function mistaken(): number | undefined {
    const end = /[TwK;tVFG]/.exec(letters)?.index ?? rest.length
    const before = /[Io,]/.exec(letters)?.index ?? end
    const early = among(0, Math.min(before, end))
    const [only, other] = early.length === 0 ? among(before, end) : early
    if (only === undefined) return undefined
    // "do | leaves | change colour": a plural is a subject by itself
    if (other !== undefined) return letters[only - 1] === 'S' && parts.auxiliary?.plain === 'do' ? only : undefined
    // "the battle | take place"
    const isUsual = /[DHoIC][AMN]*$/.test(letters.slice(0, only - 1)) && rest[only - 1]?.plain !== 'take'
    const isLate = only > 1 && canBeVerb(only - 1) && !isUsual
    return isLate ? undefined : only
  }

  function among(from: number, end: number): number[] {
    return rest.slice(0, end).flatMap((_word, at) => {
      const subject = letters.slice(0, at).replace(/R+$/, '')
      const isBehindSubject = at > 0 && at >= from && /[NSPMO]$/.test(subject) && isNounPhrase(subject)
      return isBehindSubject && canBeVerb(at) ? [at] : []
    })
  }

  function canBeVerb(at: number): boolean {
    const { text = '', plain = '' } = rest[at] ?? {}
    const isOpen = /[NA]/.test(letters[at] ?? '') && /^\p{Ll}+$/u.test(text) && !/(?:ed|ing)$/.test(text)
    return isOpen && tagger.canBeVerb(plain)
  }
}
