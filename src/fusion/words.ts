/**
 * What do a user's overrides say of a pair?
 *
 * Names end here: words are found by a variant's place, and digested by its recipe, so that a style that is renamed, in the config
 * and in the overrides, asks nothing.
 */
import { byCodeUnit } from '../base/by-code-unit.js'
import { fold } from '../base/fold.js'
import { type Digest, digestOfFrames } from '../base/hash.js'
import type { Override, Word } from '../domain/override.js'
import type { Pair } from '../domain/question.js'
import type { CompiledVariant } from './compile-variant.js'

/** The words on one pair: at least one. */
export interface PairWords {
  /** By the variant's place in the file. */
  readonly byVariant: ReadonlyMap<number, Word>
  /** Those that become records, folded. */
  readonly texts: readonly string[]
  /**
   * Places of the cells whose text nobody reads: dropped ones, and steps, all of whose readers are overridden or unread themselves.
   * They are asked of nobody.
   */
  readonly unread: ReadonlySet<number>
  /** Of everything that the words may change: part of whatever is remembered of the pair. */
  readonly digest: Digest
}

export interface Words {
  /** `undefined`: nothing is said of this pair. */
  of(pair: Pair): PairWords | undefined
  /** All texts that become records, folded: no other cell of a group may have them under `unique: group`. */
  readonly texts: ReadonlySet<string>
}

const noWords: Words = { of: () => undefined, texts: new Set() }

/** The words of a group, for its compiled variants; `order`: parents first. Lines for other variants say nothing. */
export function wordsOf(overrides: readonly Override[], order: readonly CompiledVariant[]): Words {
  if (overrides.length === 0) return noWords
  const byName = new Map(order.map((cell) => [cell.variant.name, cell]))
  const pairs = new Map<string, Map<string, Map<number, Word>>>()
  for (const { pair, variant, word } of overrides) {
    const cell = byName.get(variant)
    if (cell === undefined) continue
    const [first, second] = pair
    const seconds = pairs.get(first) ?? new Map<string, Map<number, Word>>()
    const words = seconds.get(second) ?? new Map<number, Word>()
    pairs.set(first, seconds.set(second, words.set(cell.index, word)))
  }
  const made = new Map([...pairs].map(([first, seconds]) => [first, mapped(seconds, order)]))
  return {
    texts: new Set([...made.values()].flatMap((seconds) => [...seconds.values()].flatMap(({ texts }) => texts))),
    of: ({ first, second }) => made.get(first.question)?.get(second.question),
  }
}

function mapped(seconds: ReadonlyMap<string, ReadonlyMap<number, Word>>, order: readonly CompiledVariant[]) {
  return new Map([...seconds].map(([second, byVariant]) => [second, pairWords(byVariant, order)]))
}

function pairWords(byVariant: ReadonlyMap<number, Word>, order: readonly CompiledVariant[]): PairWords {
  const said = order.flatMap(({ index, digest, variant }) => {
    const word = byVariant.get(index)
    return word === undefined ? [] : [{ digest, text: word.kind === 'text' ? word.text : undefined, variant }]
  })
  const sorted = said.toSorted((a, b) => byCodeUnit(a.digest, b.digest))
  return {
    byVariant,
    texts: said.flatMap(({ text, variant }) => (text !== undefined && variant.record ? [fold(text)] : [])),
    unread: unreadOf(byVariant, order),
    digest: digestOfFrames(['words 1', ...sorted.flatMap(({ digest, text }) => [digest, text])]),
  }
}

/** From the readers up: whoever is asked for reads its parents. A step that no variant reads at all is asked for, as it always was. */
function unreadOf(words: ReadonlyMap<number, Word>, order: readonly CompiledVariant[]): ReadonlySet<number> {
  const read = new Set<number>()
  const parents = new Set(order.flatMap((cell) => cell.parents))
  const unread = new Set<number>()
  for (const { index, variant, parents: own } of order.toReversed()) {
    const word = words.get(index)
    if (word?.kind === 'text') continue
    const isWanted = word === undefined && (variant.record || !parents.has(index))
    if (isWanted || read.has(index)) for (const parent of own) read.add(parent)
    else unread.add(index)
  }
  return unread
}
