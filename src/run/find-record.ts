/**
 * Which pair and variant does a line of a dataset come from?
 *
 * A line does not say it. So the pairs are resolved once more in order, as a build does, from what is stored: nothing is asked. Memory
 * does not grow with the dataset (but for the hashes of texts under `unique: group`).
 */
import { fold } from '../base/fold.js'
import { HashSet64 } from '../base/hash-set.js'
import type { Pair } from '../domain/question.js'
import type { CompiledRecipe } from '../fusion/compile-recipe.js'
import type { MemoEntry } from '../fusion/memo.js'
import { recordLines, rejectedLines } from '../fusion/record.js'
import { type CellOutcome, type Lookup, never, type Taken } from '../fusion/resolution.js'
import type { Shelf } from '../store/completion-store.js'
import { resolveAll } from './resolve-pairs.js'
import type { Resolver } from './resolver.js'
import { storedOnly } from './stored-only.js'

export interface StoredPairs {
  /** In order; may be iterated again. */
  readonly pairs: () => Iterable<Pair>
  readonly recipe: CompiledRecipe
  readonly lookup: Lookup
  readonly resolutions: Pick<Shelf<MemoEntry>, 'get'>
  /** Told of each pair that is not wholly stored. */
  lacks(pair: Pair): void
}

export interface PairFound {
  readonly pair: Pair
  readonly cells: readonly CellOutcome[]
  /** What earlier pairs of the group were given. */
  readonly taken: Taken
  /** Place of the variant. */
  readonly variant: number
}

/** Pairs under way at once: nothing is waited for. */
const window = 16

/** The pair and variant of the line (from 1) with this text. `undefined`: what is stored makes no such line. */
export async function findRecord(line: number, text: string, stored: StoredPairs): Promise<PairFound | undefined> {
  return (await recordAt(line, text, stored)) ?? recordWith(text, stored)
}

/** By counting: the rule where nothing has changed since. */
async function recordAt(line: number, text: string, stored: StoredPairs): Promise<PairFound | undefined> {
  const { recipe } = stored
  let before = 0
  for await (const walked of walk(stored)) {
    if (walked.cells === undefined) return undefined // nobody knows how many lines it has
    const records = recordPlaces(walked.cells, recipe)
    const index = line - 1 - before
    before += records.length
    const variant = records[index]
    if (variant === undefined) continue
    const made = recordLines(walked.pair, walked.cells, recipe)[index]
    return made === `${text}\n` ? { ...walked, cells: walked.cells, variant } : undefined
  }
  return undefined
}

/** By its text, wherever it stands: where pairs were added, or are not known any more. */
async function recordWith(text: string, stored: StoredPairs): Promise<PairFound | undefined> {
  for await (const walked of walk(stored)) {
    if (walked.cells === undefined) continue
    const index = recordLines(walked.pair, walked.cells, stored.recipe).indexOf(`${text}\n`)
    const variant = recordPlaces(walked.cells, stored.recipe)[index]
    if (variant !== undefined) return { ...walked, cells: walked.cells, variant }
  }
  return undefined
}

/** The pair and variant of a line of a list of rejected cells. `undefined`: what is stored makes no such line. */
export async function findRejected(
  { pair: [q1, q2], text }: { readonly pair: readonly [string, string]; readonly text: string },
  stored: StoredPairs,
): Promise<PairFound | undefined> {
  const { recipe } = stored
  const isIt = ({ first, second }: Pair) => first.question === q1 && second.question === q2
  // Alone, a pair does not depend on those before it.
  const pairs = recipe.unique === 'group' ? stored.pairs : () => only(stored.pairs(), isIt)
  for await (const walked of walk({ ...stored, pairs })) {
    if (!isIt(walked.pair)) continue
    if (walked.cells === undefined) return undefined
    const places = walked.cells.flatMap(({ kind }, index) => (kind === 'rejected' || kind === 'skipped' ? [index] : []))
    const variant = places[rejectedLines(walked.pair, walked.cells, recipe).indexOf(`${text}\n`)]
    return variant === undefined ? undefined : { ...walked, cells: walked.cells, variant }
  }
  return undefined
}

function* only(pairs: Iterable<Pair>, isIt: (pair: Pair) => boolean): Generator<Pair> {
  for (const pair of pairs) {
    if (!isIt(pair)) continue
    yield pair
    return
  }
}

/** Places of the variants that a pair has a record of, in the order of its lines. */
function recordPlaces(cells: readonly CellOutcome[], { variants }: CompiledRecipe): readonly number[] {
  return variants.flatMap(({ variant, index }) => (variant.record && cells[index]?.kind === 'text' ? [index] : []))
}

interface Walked {
  readonly pair: Pair
  /** `undefined`: not all of it is stored. */
  readonly cells: readonly CellOutcome[] | undefined
  /** Good until the next one is taken. */
  readonly taken: Taken
}

async function* walk({ pairs, recipe, lookup, resolutions, lacks }: StoredPairs): AsyncGenerator<Walked> {
  const texts = new HashSet64()
  const taken: Taken = recipe.unique === 'group' ? (folded) => texts.has(folded) : never
  for await (const resolved of resolveAll(pairs(), recipe, fromStoreAlone(lookup, resolutions))) {
    const cells = resolved.kind === 'done' ? resolved.cells : undefined
    if (cells === undefined) lacks(resolved.pair)
    yield { pair: resolved.pair, cells, taken }
    if (recipe.unique === 'pair' || cells === undefined) continue
    for (const place of recordPlaces(cells, recipe)) {
      const cell = cells[place]
      if (cell?.kind === 'text') texts.add(fold(cell.text))
    }
  }
}

function fromStoreAlone(lookup: Lookup, { get }: StoredPairs['resolutions']): Resolver {
  return {
    completer: storedOnly(lookup),
    resolutions: { get: (key) => get(key), put: async () => {}, size: () => 0 },
    window,
  }
}
