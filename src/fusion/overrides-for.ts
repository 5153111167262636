/**
 * Which overrides make a group come out as it was edited?
 *
 * One for each edit; and one for each other record that an edit would change though nobody touched it: a text that was taken out is free
 * for another cell, and one that was put in is taken. These are pinned to what they are. Variants that read an edited text are left to be
 * asked anew: that is what an override of it means. Pure: it resolves pairs as a build does, from what is stored.
 */
import { fold } from '../base/fold.js'
import type { Override, Word } from '../domain/override.js'
import type { Pair } from '../domain/question.js'
import type { CompiledRecipe } from './compile-recipe.js'
import type { Edit } from './edits.js'
import { type CellOutcome, type Lookup, never, type Resolution, type Taken } from './resolution.js'
import { resolvePair } from './resolve.js'
import { wordsOf } from './words.js'

/** A pair, and what came of it in the records that were edited. */
export interface KnownPair {
  readonly pair: Pair
  readonly cells: readonly CellOutcome[]
}

export interface OverridesFor {
  /** Those that are new, or take the place of one that there was. */
  readonly overrides: readonly Override[]
  /** How many of them nobody edited. */
  readonly pinned: number
  /** Cells that read an edited text and have to be asked anew. */
  readonly asked: number
}

/** `present`: the overrides that the records were written with. */
export function overridesFor(
  edits: readonly Edit[],
  pairs: Iterable<KnownPair>,
  present: readonly Override[],
  recipe: CompiledRecipe,
  lookup: Lookup,
): OverridesFor {
  const made: ByPair = new Map()
  const before: ByPair = new Map()
  for (const override of present) put(before, override)
  for (const { record, text } of edits) put(made, overrideOf(record.pair, record.variant, text, recipe))
  const all = [...before.keys(), ...made.keys()].flatMap((pair) => laidOver(before, made, pair))
  const group = wordsOf(all, recipe.order).texts
  const earlier = new Set<string>()
  const taken: Taken = recipe.unique === 'pair' ? never : (folded) => earlier.has(folded) || group.has(folded)
  let asked = 0
  for (const known of pairs) {
    // under `unique: group` any later pair may have had its text from an edited one, or lose it to one
    if (recipe.unique === 'group' || made.has(nameOf(known.pair)))
      asked += pinPair(known, { made, before, recipe, lookup, taken })
    if (recipe.unique === 'group') for (const text of textsOf(known, made, recipe)) earlier.add(text)
  }
  const overrides = [...made.values()].flatMap((ofPair) => [...ofPair.values()])
  return { overrides, pinned: overrides.length - edits.length, asked }
}

/** By the names of pair and variant. */
type ByPair = Map<string, Map<string, Override>>

interface Pinning {
  /** Grows by what is pinned. */
  readonly made: ByPair
  readonly before: ByPair
  readonly recipe: CompiledRecipe
  readonly lookup: Lookup
  readonly taken: Taken
}

/**
 * Returns how many of its cells have to be asked anew. Ends, since each round pins a cell that was free. Under `unique: group` a build
 * resolves the pair alone, too, before its turn.
 */
function pinPair(known: KnownPair, pinning: Pinning): number {
  const { made, before, recipe, lookup, taken } = pinning
  for (;;) {
    const words = wordsOf(laidOver(before, made, nameOf(known.pair)), recipe.order)
    const [settled, alone] = [taken, never].map((by) => resolvePair(known.pair, { ...recipe, words }, lookup, by))
    const open = new Set([settled, alone].flatMap((one) => (one?.kind === 'needs' ? one.unanswered : [])))
    const pins = pinsOf(known, settled as Resolution, open, pinning)
    for (const pin of pins) put(made, pin)
    if (pins.length === 0) return open.size
  }
}

/** Records that would come out otherwise, or be asked for (`open`), though neither they nor what they read was edited. */
function pinsOf(
  { pair, cells }: KnownPair,
  resolution: Resolution,
  open: ReadonlySet<number>,
  { made, recipe }: Pinning,
): readonly Override[] {
  const ofPair = made.get(nameOf(pair))
  const wordOn = (index: number) => ofPair?.get(recipe.variants[index]?.variant.name ?? '')?.word
  const isOtherText = (index: number) => {
    const word = wordOn(index)
    return word?.kind === 'text' && word.text !== textOf(cells[index])
  }
  const readers = readersOf(recipe, isOtherText)
  return recipe.variants.flatMap(({ index, variant }) => {
    if (!variant.record || readers.has(index) || wordOn(index) !== undefined) return []
    const isOpen = open.has(index)
    const now = resolution.kind === 'done' ? resolution.cells[index] : resolution.settled.get(index)
    if (now === undefined && !isOpen) return [] // held: it comes out as it was, if what is asked anew leaves it
    const was = textOf(cells[index])
    if (was?.trim() === '') return [] // no override can say so
    return !isOpen && textOf(now) === was ? [] : [overrideOf(pair, index, was, recipe)]
  })
}

/** Variants that read, through others too, one whose text an edit has changed. */
function readersOf(recipe: CompiledRecipe, isOtherText: (variant: number) => boolean): ReadonlySet<number> {
  const readers = new Set<number>()
  for (const { index, parents } of recipe.order)
    if (parents.some((parent) => isOtherText(parent) || readers.has(parent))) readers.add(index)
  return readers
}

const textOf = (outcome: CellOutcome | undefined): string | undefined =>
  outcome?.kind === 'text' ? outcome.text : undefined

const nameOf = ({ first, second }: Pair): string => JSON.stringify([first.question, second.question])

function overrideOf(pair: Pair, variant: number, text: string | undefined, recipe: CompiledRecipe): Override {
  const word: Word = text === undefined ? { kind: 'drop' } : { kind: 'text', text }
  const names = [pair.first.question, pair.second.question] as const
  return { pair: names, variant: recipe.variants[variant]?.variant.name ?? '', word }
}

function put(to: ByPair, override: Override): void {
  const name = JSON.stringify(override.pair)
  to.set(name, (to.get(name) ?? new Map<string, Override>()).set(override.variant, override))
}

/** What is made takes the place of what there was. */
function laidOver(before: ByPair, made: ByPair, pair: string): readonly Override[] {
  return [...new Map([...(before.get(pair) ?? []), ...(made.get(pair) ?? [])]).values()]
}

/** The records of a pair as they are from now on, folded. */
function textsOf({ pair, cells }: KnownPair, made: ByPair, recipe: CompiledRecipe): string[] {
  const ofPair = made.get(nameOf(pair))
  return recipe.variants.flatMap(({ index, variant }) => {
    const word = ofPair?.get(variant.name)?.word
    const text = word === undefined ? textOf(cells[index]) : word.kind === 'text' ? word.text : undefined
    return text === undefined || !variant.record ? [] : [fold(text)]
  })
}
