/**
 * "How tall is Mount Everest" → "how tall Mount Everest is", where the parts of the question are certain.
 * Whatever is not is left to quotes.
 */
import { type Clause, unmoved } from './clause.js'
import { isNounPhrase } from './noun-phrase.js'
import { isBase, isIrregularPast } from './irregular-verbs.js'
import type { Parts } from './parts.js'
import type { Tagger } from './tagger.js'
import { withBe } from './with-be.js'
import { withDo } from './with-do.js'
import { withHave } from './with-have.js'
import { withModal } from './with-modal.js'
import { yesOrNo } from './yes-or-no.js'

/** `undefined` where no pattern is certain. */
export function clauseOf(parts: Parts, tagger: Tagger): Clause | undefined {
  const clause = anyClauseOf(parts, tagger)
  // "played for that reached …": the relative clause belongs to what is asked for, and has lost it
  return clause?.shape === 'moved' && /[VIE]T/.test(parts.letters) ? undefined : clause
}

function anyClauseOf(parts: Parts, tagger: Tagger): Clause | undefined {
  const { ask, auxiliary, letters } = parts
  if (/x|;|Cw|CIw|,w|,C?[dbm]/.test(letters)) return undefined
  if (auxiliary === undefined) return withoutAuxiliary(parts, tagger)
  if (ask.asker === 'whether' && isOrder(parts)) return undefined
  if (ask.asker === 'whether') return yesOrNo(parts, tagger)
  if (auxiliary.letter === 'b') return withBe(parts)
  const expletive = letters.startsWith('y') ? { ...parts, letters: letters.replace('y', 'O') } : parts
  if (auxiliary.letter === 'd') return withDo(expletive, tagger)
  return auxiliary.letter === 'h' ? withHave(expletive) : withModal(expletive, tagger)
}

/** "Can you name …" does not want to know whether. */
function isOrder({ rest }: Parts): boolean {
  return (
    rest[0]?.plain === 'you' &&
    /^(?:name|tell|give|list|explain|describe|say|identify|define|think)$/.test(rest[1]?.plain ?? '')
  )
}

/** "who painted …", "where to buy …": there is nothing to move. */
function withoutAuxiliary(parts: Parts, tagger: Tagger): Clause | undefined {
  const { ask, letters } = parts
  if (/d/.test(letters) || /^[^wT]*[bhm][DOP]/.test(letters)) return undefined
  if (/^n?R*[FE]/.test(letters) && ask.mayBeSubject) return unmoved(parts)
  if (letters.startsWith('tV') && (!ask.mayBeSubject || ask.asker === 'what'))
    return { ...unmoved(parts), shape: 'moved' }
  if (ask.mayBeSubject && /^R?V/.test(letters) && mayHaveBase(parts)) return unmoved(parts)
  return ask.asker === 'who' && hidesVerb(parts, tagger) ? unmoved(parts) : undefined
}

/** "which countries share …", "which artist cut …". */
function mayHaveBase({ ask, rest }: Parts): boolean {
  const isPlural = ask.of.length > 0 && (ask.of.at(-1)?.letter === 'S' || ask.asker === 'how')
  const first = rest[0]?.plain ?? ''
  return isPlural || (isBase(first) && isIrregularPast(first))
}

/** "who plays …", which the tagger took for a noun. */
function hidesVerb({ letters, rest }: Parts, tagger: Tagger): boolean {
  const first = rest[0]?.plain ?? ''
  return /^[SF]/.test(letters) && tagger.canBeVerb(first.replace(/s$/, '')) && !isNounPhrase(letters)
}
