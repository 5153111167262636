/** "Is the Giant Panda an endangered species" → "whether the Giant Panda is …", where the subject ends for certain. */
import { type Clause, moved } from './clause.js'
import { core, nounPhrase } from './noun-phrase.js'
import type { Parts } from './parts.js'
import type { Tagger } from './tagger.js'
import { withDo } from './with-do.js'
import { withHave } from './with-have.js'
import { withModal } from './with-modal.js'

/** A noun phrase, then what starts with a determiner, an adjective or a participle. */
const thenAnother = new RegExp(`^(${core}(?:o${core})*)(?=[nR]*[DE]|[nR]*G[^NS]|I)`)
const thenPredicate = new RegExp(`^(${nounPhrase})(?=[nR]*[EGA]|n?D)`)
/** A plural is seldom followed by what belongs to it: "are | aardvarks | nocturnal animals". */
const pluralFirst = /^D?[AN]*S(?=R*A|[NS]$)/

export function yesOrNo(parts: Parts, tagger: Tagger): Clause | undefined {
  const { auxiliary, letters, rest } = parts
  if (auxiliary === undefined || auxiliary.plain.endsWith("n't") || /w/.test(letters)) return undefined
  if (rest.some(({ plain }) => plain === 'or')) return undefined
  if (auxiliary.letter === 'd') return withDo(parts, tagger)
  if (auxiliary.letter === 'm') return withModal(parts, tagger)
  if (auxiliary.letter === 'h') return withHave(parts)
  if (letters.startsWith('y')) return moved(parts, 1)
  const subject = (
    pluralFirst.exec(letters) ??
    thenPredicate.exec(letters)?.slice(1) ??
    thenAnother.exec(letters)?.slice(1)
  )?.[0]
  return subject === undefined || subject === letters ? undefined : moved(parts, subject.length)
}
