/** Where the verb stands behind the subject: "does | a cello | have". */
import { isNounPhrase, nounPhrase } from './noun-phrase.js'
import type { Parts } from './parts.js'
import type { Tagger } from './tagger.js'

const subjectThenVerb = new RegExp(`^(${nounPhrase})R*V`)

const takesVerb = new Set(['help', 'make', 'let', 'go', 'come', 'dare'])

/** `undefined` where it is not certain. */
export function verbAfterSubject(parts: Parts, tagger: Tagger): number | undefined {
  const { rest } = parts
  // nothing but a subject comes first: "does | ray | …" is a name, whatever the tagger says
  const letters = parts.letters.replace(/^V/, 'N')
  const found = subjectThenVerb.exec(letters)
  if (found === null) return mistaken()
  const at = found[0].length - 1
  // "does | the word prime | mean", "did | gerald ford | select": of two verbs in a row the first is part of the subject, or neither is
  const isFirst = !/^[RA]?V/.test(letters.slice(at + 1)) || takesVerb.has(rest[at]?.plain ?? '')
  return isFirst ? at : undefined

  /** The tagger took the verb for a noun or an adjective: it is certain where one word alone can be it. */
  function mistaken(): number | undefined {
    const end = /[TwK;tVFG]/.exec(letters)?.index ?? rest.length
    const before = /[Io,]/.exec(letters)?.index ?? end
    const early = among(0, Math.min(before, end))
    const all = early.length === 0 ? among(before, end) : early
    return all.length === 1 ? all[0] : undefined
  }

  function among(from: number, end: number): number[] {
    return rest.slice(0, end).flatMap((word, at) => {
      const fits = at > 0 && /[NA]/.test(word.letter) && /^\p{Ll}+$/u.test(word.text) && !/(?:ed|ing)$/.test(word.plain)
      const before = letters.slice(0, at).replace(/R+$/, '')
      return fits && at >= from && isNounPhrase(before) && tagger.canBeVerb(word.plain) ? [at] : []
    })
  }
}
