/** « En 1969, qui … »: what stands before the question goes behind its question word. « … qui, en 1969, … ». */
import { openingAsker } from './asker.js'
import { decapitalised } from './capital.js'
import { type Clause, endsInComma, part } from './clause.js'
import { joined } from './elision.js'
import { inversionsOf } from './inversion.js'
import { plainAskers, prepositions } from './words.js'

const longest = 14
const longestPlace = 6
const places: ReadonlySet<string> = new Set(
  'en dans à a au aux depuis lors pendant durant chez selon sur après avant entre'.split(' '),
)
const conjunctions =
  /^(si|quand|lorsque|lorsqu'|puisque|comme|une|aujourd'hui|actuellement|historiquement|traditionnellement|autrefois|jadis)$/

export interface Fronted {
  /** As it stands inside a sentence, without its comma. */
  readonly front: string
  readonly question: Clause
  /** A place or a time, which may as well come last: « en France ». */
  readonly isPlace: boolean
}

/** The clause in two, where a comma certainly parts what is said of the question from the question. */
export function frontedOf(clause: Clause): Fronted | undefined {
  const { words, bare } = clause
  const [first = ''] = bare
  if (!prepositions.has(first) && !conjunctions.test(first)) return undefined
  if (/^(des|du)$/.test(first) || (first === 'une' && bare[1] !== 'fois')) return undefined
  const commas = [...words.keys()].filter((at) => at < longest && endsInComma(clause, at))
  const comma =
    commas.find((at) => opens(part(clause, at + 1))) ??
    commas.find((at) => inversionsOf(part(clause, at + 1)).length === 1)
  if (comma === undefined) return undefined
  const before = part(clause, 0, comma + 1)
  if (before.bare.some((word) => plainAskers.has(word)) || inversionsOf(before).length > 0) return undefined
  const front = decapitalised(joined(before.words).slice(0, -1))
  const isPlace = places.has(first) && comma < longestPlace && !front?.includes(',')
  return front === undefined ? undefined : { front, question: part(clause, comma + 1), isPlace }
}

function opens(clause: Clause): boolean {
  return openingAsker(clause) !== undefined || clause.bare[0] === 'est-ce'
}
