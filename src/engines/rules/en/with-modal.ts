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
  const length = subject.exec(letters)?.[1]?.length ?? verbAfterSubject(parts, tagger)
  return length === undefined ? undefined : moved(parts, length)
}
