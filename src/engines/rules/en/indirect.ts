/**
 * "How tall is Mount Everest" → "how tall Mount Everest is", where the parts of the question are certain.
 * Whatever is not is left to quotes.
 */
import { type Clause, unmoved } from './clause.js'
import { isNounPhrase } from './noun-phrase.js'
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
  const { ask, letters, rest } = parts
  if (/d/.test(letters) || /^[^wT]*[bhm][DOP]/.test(letters)) return undefined
  if (/^n?R*[FE]/.test(letters) && ask.mayBeSubject) return unmoved(parts)
  if (letters.startsWith('tV') && (!ask.mayBeSubject || ask.asker === 'what'))
    return { ...unmoved(parts), shape: 'moved' }
  const isPlural = ask.of.length > 0 && (ask.of.at(-1)?.letter === 'S' || ask.asker === 'how')
  if (/^R?V/.test(letters) && ask.mayBeSubject && isPlural) return unmoved(parts)
  const [first] = rest
  const isHiddenVerb =
    ask.asker === 'who' &&
    /^[SF]/.test(letters) &&
    first !== undefined &&
    tagger.canBeVerb(first.plain.replace(/s$/, ''))
  return isHiddenVerb && !isNounPhrase(letters) ? unmoved(parts) : undefined
}
