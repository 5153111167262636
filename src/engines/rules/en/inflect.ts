/** The forms of a verb: "did … stop" → "stopped", "does … carry" → "carries". */
import { irregularPast } from './irregular-verbs.js'

/** Verbs of more than one syllable, or that end otherwise than the rule wants, and still double their last letter. */
const doubling = new Set(
  (
    'admit allot begin commit compel confer control defer deter dispel emit equip excel expel forget incur infer occur omit patrol ' +
    'permit prefer propel rebel recur refer regret repel submit transfer transmit program'
  ).split(' '),
)
const oneSyllable = /^[^aeiou]*[aeiou][bdfgklmnprt]$/
const quVerb = /^[^aeiou]*qu[aeiou][bdgmnpt]$/

/** "stopped", "wrote", "carried". */
export function pastOf(base: string): string {
  const irregular = irregularPast.get(base)
  if (irregular !== undefined) return irregular
  if (base.endsWith('e')) return `${base}d`
  if (/[^aeiou]y$/.test(base)) return `${base.slice(0, -1)}ied`
  const isDoubling = oneSyllable.test(base) || quVerb.test(base) || doubling.has(base)
  return isDoubling ? `${base}${base.at(-1)}ed` : `${base}ed`
}

/** "stops", "goes", "carries". */
export function thirdPersonOf(base: string): string {
  if (base === 'have') return 'has'
  if (/^(go|do|undergo|undo|redo|outdo|echo|veto|forego)$/.test(base) || /(s|sh|ch|x|z)$/.test(base)) return `${base}es`
  return /[^aeiou]y$/.test(base) ? `${base.slice(0, -1)}ies` : `${base}s`
}
