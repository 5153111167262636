/** "how long can a snail sleep" → "how long a snail can sleep". */
import { type Clause, moved, unmoved } from './clause.js'
import { nounPhrase } from './noun-phrase.js'
import type { Parts } from './parts.js'
import type { Tagger } from './tagger.js'
import { verbAfterSubject } from './verb-after-subject.js'

const subject = new RegExp(`^(${nounPhrase})(?=[nR]*V)`)

export function withModal(parts: Parts, tagger: Tagger): Clause | undefined {
  const { ask, letters } = parts
  if (ask.mayBeSubject && /^[nR]*V/.test(letters)) return unmoved(parts)
  const verb = verbAfterSubject(parts, tagger)
  if (verb !== undefined) return moved(parts, subject.exec(letters)?.[1]?.length ?? verb)
  const denied = subject.exec(letters)?.[1]
  return denied !== undefined && letters[denied.length] === 'n' ? moved(parts, denied.length) : undefined
}
