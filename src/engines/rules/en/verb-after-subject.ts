/** Where the verb stands behind the subject: "does | a cello | have". */
import { isNounPhrase, nounPhrase } from './noun-phrase.js'
import type { Parts } from './parts.js'
import type { Tagger } from './tagger.js'

const subjectThenVerb = new RegExp(`^(${nounPhrase})R*V`)

const takesVerb = new Set(['help', 'make', 'let', 'go', 'come', 'dare'])

/** `undefined` where it is not certain. */
export function verbAfterSubject({ rest, letters }: Parts, tagger: Tagger): number | undefined {
  const found = subjectThenVerb.exec(letters)
  if (found === null) return mistaken()
  const at = found[0].length - 1
  // "does | the word prime | mean", "did | gerald ford | select": of two verbs in a row the first is part of the subject, or neither is
  const isFirst = !/^[RA]?V/.test(letters.slice(at + 1)) || takesVerb.has(rest[at]?.plain ?? '')
  return isFirst ? at : undefined

  /** The tagger took the verb for a noun or an adjective: it is certain where one word alone can be it. */
  function mistaken(): number | undefined {
    if (/[VI]/.test(letters.slice(0, 1))) return undefined
    const end = /[IoTwK,;tVFG]/.exec(letters)?.index ?? rest.length
    const candidates = rest.slice(0, end).flatMap((word, at) => {
      const fits = at > 0 && /[NA]/.test(word.letter) && /^\p{Ll}+$/u.test(word.text) && !/(?:ed|ing)$/.test(word.plain)
      const before = letters.slice(0, at).replace(/R+$/, '')
      return fits && isNounPhrase(before) && tagger.canBeVerb(word.plain) ? [at] : []
    })
    return candidates.length === 1 ? candidates[0] : undefined
  }
}
