/** Undoes do-support: "where did Ada Lovelace live" → "where Ada Lovelace lived". */
import { type Clause, moved, unmoved } from './clause.js'
import { pastOf, thirdPersonOf } from './inflect.js'
import { nounPhrase } from './noun-phrase.js'
import type { Parts } from './parts.js'
import type { Tagger } from './tagger.js'
import { verbAfterSubject } from './verb-after-subject.js'
import { as, type Word } from './word.js'

const denied = new RegExp(`^(${nounPhrase})n`)
const subjectBeforeVerb = new RegExp(`^(${nounPhrase})R*V`)

export function withDo(parts: Parts, tagger: Tagger): Clause | undefined {
  const { ask, auxiliary, rest, letters } = parts
  if (auxiliary === undefined) return undefined
  if (ask.mayBeSubject && /^nR?V/.test(letters)) return unmoved(parts)
  const isDenied = auxiliary.plain.endsWith("n't")
  const subject = (isDenied ? subjectBeforeVerb : denied).exec(letters)?.[1]
  if (subject !== undefined) return moved(parts, subject.length)
  if (isDenied) return undefined
  const at = verbAfterSubject(parts, tagger)
  if (at === undefined) return undefined
  const inflected = alsoInflected(letters.slice(at + 1), tagger, rest.slice(at + 1))
  if (inflected === undefined) return undefined
  const verbs = [at, ...inflected.map((offset) => at + 1 + offset)]
  const words = rest.map((word, index) => (verbs.includes(index) ? conjugated(word, auxiliary.plain) : word))
  return { front: parts.front, ask, words, shape: 'moved', lost: verbs.map((index) => rest[index]?.plain ?? '') }
}

/** "live and work": where further verbs stand that need the same form; `undefined`: that is not certain. */
function alsoInflected(behind: string, tagger: Tagger, words: readonly Word[]): readonly number[] | undefined {
  const second = /^C[NAV]/.test(behind) && tagger.canBeVerb(words[1]?.plain ?? '')
  if (second && !/C[Rn]?V/.test(behind.slice(2))) return [1]
  const at = /C[Rn]?V/.exec(behind)?.index
  if (at !== undefined && !behind.slice(0, at).includes('t')) return undefined
  const isHidden = /^IC[NA]/.test(behind) && tagger.canBeVerb(words[behind.indexOf('C') + 1]?.plain ?? '')
  return isHidden || /,[RK]?V/.test(behind) ? undefined : []
}

function conjugated(verb: Word, auxiliary: string): Word {
  if (auxiliary === 'do') return verb
  return as(verb, auxiliary === 'did' ? pastOf(verb.plain) : thirdPersonOf(verb.plain))
}
