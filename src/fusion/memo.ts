/**
 * The memo of a resolved pair: one look-up instead of one a completion.
 *
 * Law: an entry is made of a resolution under *never* alone, its key holds every value, every setting and every word of the user that
 * a text depends on, and its value holds no names (texts stand under the digest of their variant's recipe). A bad entry is a miss.
 */
import { byCodeUnit } from '../base/by-code-unit.js'
import { canonicalJson } from '../base/canonical-json.js'
import { type Digest, digestOfFrames } from '../base/hash.js'
import { valueAt } from '../base/template.js'
import type { Pair } from '../domain/question.js'
import type { CompiledRecipe } from './compile-recipe.js'
import { scopeOf } from './prompts.js'
import type { CellOutcome, Rejection } from './resolution.js'

/** As stored: a list, one entry a variant, in the order of the variants' digests. */
export type MemoEntry = readonly MemoCell[]
type MemoCell =
  /** text, attempt */
  | readonly [text: string, attempt: number]
  /** text, attempt, rejections */
  | readonly [text: string, attempt: number, rejections: readonly Rejection[]]
  /** rejected */
  | readonly [null, readonly Rejection[]]
  /** skipped: the parent's place in this list */
  | readonly [null, number]
  /** unread; dropped, with the text that its readers read */
  | readonly [null, 'unread' | 'dropped']
  | readonly [null, 'dropped', text: string]

export function memoKey(pair: Pair, recipe: CompiledRecipe): Digest {
  const { first, second } = pair
  const words = recipe.words.of(pair)
  const said = words === undefined ? [] : [words.digest]
  if (recipe.reads.length === 2)
    return digestOfFrames(['pair 1', recipe.digest, first.question, second.question, ...said])
  const scope = scopeOf(pair, recipe)
  const read = recipe.reads.map((path) => frameOf(valueAt(scope, path)))
  return digestOfFrames(['pair 1', recipe.digest, ...read, ...said])
}

/** As JSON, texts too: null and "null" differ, and so do a list and the text that looks like it. */
function frameOf(value: unknown): string | undefined {
  return value === undefined ? undefined : canonicalJson(value)
}

/** Each variant's place in an entry. */
function places(recipe: CompiledRecipe): readonly number[] {
  const known = placesOf.get(recipe.variants)
  if (known !== undefined) return known
  const sorted = recipe.variants.toSorted((a, b) => byCodeUnit(a.digest, b.digest) || a.index - b.index)
  const made = recipe.variants.map((variant) => sorted.indexOf(variant))
  placesOf.set(recipe.variants, made)
  return made
}

const placesOf = new WeakMap<CompiledRecipe['variants'], readonly number[]>()

export function toMemo(cells: readonly CellOutcome[], recipe: CompiledRecipe): MemoEntry {
  const entry: MemoCell[] = []
  const placeOf = places(recipe)
  for (const [index, cell] of cells.entries()) entry[placeOf[index] as number] = memoCell(cell)
  return entry

  function memoCell(cell: CellOutcome): MemoCell {
    if (cell.kind === 'text')
      return cell.rejections.length === 0 ? [cell.text, cell.attempt] : [cell.text, cell.attempt, cell.rejections]
    if (cell.kind === 'rejected') return [null, cell.rejections]
    if (cell.kind === 'unread') return [null, 'unread']
    if (cell.kind === 'dropped') return cell.text === undefined ? [null, 'dropped'] : [null, 'dropped', cell.text]
    return [null, placeOf[recipe.variants.findIndex(({ variant }) => variant.name === cell.because)] as number]
  }
}

/** `undefined`: not an entry of this recipe (another shape). */
export function fromMemo(entry: MemoEntry, recipe: CompiledRecipe): readonly CellOutcome[] | undefined {
  if (!Array.isArray(entry) || entry.length !== recipe.variants.length) return undefined
  const placeOf = places(recipe)
  const cells: CellOutcome[] = []
  for (const place of placeOf) {
    const cell = outcomeOf(entry[place])
    if (cell === undefined) return undefined
    cells.push(cell)
  }
  return cells

  function outcomeOf(cell: unknown): CellOutcome | undefined {
    if (!Array.isArray(cell)) return undefined
    const [text, second, third] = cell as [unknown, unknown, unknown?]
    if (typeof text === 'string') return textOutcome(text, second, third)
    if (text !== null) return undefined
    if (second === 'unread') return { kind: 'unread' }
    if (second === 'dropped') return typeof third === 'string' ? { kind: 'dropped', text: third } : { kind: 'dropped' }
    if (Array.isArray(second)) return { kind: 'rejected', rejections: second as Rejection[] }
    const because = recipe.variants[placeOf.indexOf(second as number)]?.variant.name
    return because === undefined ? undefined : { kind: 'skipped', because }
  }
}

function textOutcome(text: string, attempt: unknown, rejections: unknown = []): CellOutcome | undefined {
  if (typeof attempt !== 'number' || !Array.isArray(rejections)) return undefined
  return { kind: 'text', text, attempt, rejections: rejections as Rejection[] }
}
