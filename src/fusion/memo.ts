/**
 * The memo of a resolved pair: one look-up instead of one a completion.
 *
 * Law: an entry is made of a resolution under *never* alone, its key holds every value and every setting that a text depends on,
 * and its value holds no names (texts stand under the digest of their variant's recipe). A bad entry is a miss.
 */
import { canonicalJson, type Digest, digestOfFrames } from '../base/hash.js'
import { valueAt } from '../base/template.js'
import type { Pair } from '../domain/question.js'
import type { CompiledRecipe } from './compile-recipe.js'
import { scopeOf } from './prompts.js'
import type { CellOutcome } from './resolve.js'

/** As stored: a list, one entry a variant, in the order of the variants' digests. */
export type MemoEntry = readonly MemoCell[]
type MemoCell =
  /** text, attempt */
  | readonly [text: string, attempt: number]
  /** text, attempt, rejections */
  | readonly [text: string, attempt: number, rejections: readonly unknown[]]
  /** rejected */
  | readonly [null, readonly unknown[]]
  /** skipped: the parent's place in this list */
  | readonly [null, number]

export function memoKey(pair: Pair, recipe: CompiledRecipe): Digest {
  const { first, second } = pair
  if (recipe.reads.length === 2) return digestOfFrames(['pair 1', recipe.digest, first.question, second.question])
  const scope = scopeOf(pair, recipe)
  return digestOfFrames(['pair 1', recipe.digest, ...recipe.reads.map((path) => frameOf(valueAt(scope, path)))])
}

function frameOf(value: unknown): string | number | boolean | undefined {
  if (value === null || typeof value === 'object') return canonicalJson(value)
  return value as string | number | boolean | undefined
}

/** Each variant's place in an entry. */
function places(recipe: CompiledRecipe): readonly number[] {
  const known = placesOf.get(recipe)
  if (known !== undefined) return known
  const sorted = recipe.variants.toSorted((a, b) =>
    a.digest < b.digest ? -1 : a.digest > b.digest ? 1 : a.index - b.index,
  )
  const made = recipe.variants.map((variant) => sorted.indexOf(variant))
  placesOf.set(recipe, made)
  return made
}

const placesOf = new WeakMap<CompiledRecipe, readonly number[]>()

export function toMemo(cells: readonly CellOutcome[], recipe: CompiledRecipe): MemoEntry {
  const entry: MemoCell[] = []
  const placeOf = places(recipe)
  for (const [index, cell] of cells.entries()) entry[placeOf[index] as number] = memoCell(cell)
  return entry

  function memoCell(cell: CellOutcome): MemoCell {
    if (cell.kind === 'text')
      return cell.rejections.length === 0 ? [cell.text, cell.attempt] : [cell.text, cell.attempt, cell.rejections]
    if (cell.kind === 'rejected') return [null, cell.rejections]
    return [null, placeOf[recipe.variants.findIndex(({ variant }) => variant.name === cell.because)] as number]
  }
}

/** `undefined`: not an entry of this recipe (another shape). */
export function fromMemo(entry: MemoEntry, recipe: CompiledRecipe): readonly CellOutcome[] | undefined {
  if (entry.length !== recipe.variants.length) return undefined
  const placeOf = places(recipe)
  return recipe.variants.map((_variant, index) => {
    const cell = entry[placeOf[index] as number] as MemoCell
    if (cell[0] !== null)
      return { kind: 'text', text: cell[0], attempt: cell[1], rejections: cell[2] ?? [] } as CellOutcome
    if (typeof cell[1] !== 'number') return { kind: 'rejected', rejections: cell[1] } as CellOutcome
    return { kind: 'skipped', because: recipe.variants[placeOf.indexOf(cell[1])]?.variant.name ?? '' }
  })
}
