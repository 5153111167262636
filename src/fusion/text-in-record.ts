/**
 * Which text would make this record? The way back from a record's line to the text of its cell.
 *
 * Whoever finds a text writes the record with it and compares: so a template that cannot be undone is no trouble, only an edit that
 * cannot be expressed.
 */
import { canonicalJson } from '../base/canonical-json.js'
import { isJsonObject, type JsonObject, parseJson } from '../base/json.js'
import { placeholderOf } from '../base/template.js'
import type { Column } from '../domain/project.js'
import type { Pair } from '../domain/question.js'
import type { CompiledRecipe } from './compile-recipe.js'
import { recordLines } from './record.js'
import type { CellOutcome } from './resolution.js'

/** A record as it was written, and of which cell. */
export interface RecordOf {
  readonly pair: Pair
  /** The variant's place in the file. */
  readonly variant: number
  readonly outcome: Extract<CellOutcome, { kind: 'text' }>
}

export const readsText = ({ value }: Column): boolean =>
  value.reads.some((read) => read === 'text' || read.startsWith('text.'))

/** `undefined`: no text makes exactly this record of that cell. */
export function textThatMakes(
  edited: JsonObject,
  cell: RecordOf,
  columns: readonly Column[],
  recipe: CompiledRecipe,
): string | undefined {
  const written = (text: string): JsonObject => {
    const cells: CellOutcome[] = []
    cells[cell.variant] = { ...cell.outcome, text }
    const record = parseJson(recordLines(cell.pair, cells, recipe)[0] ?? '')
    return isJsonObject(record) ? record : {}
  }
  const candidates = columns.filter(readsText).flatMap((column) => textIn(edited, column, written) ?? [])
  return candidates.find((text) => canonicalJson(written(text)) === canonicalJson(edited))
}

/** Stands where the text stands; no text of a model or a user holds it. */
const mark = '\u0000'

function textIn(
  edited: JsonObject,
  { name, value }: Column,
  written: (text: string) => JsonObject,
): string | undefined {
  const now = edited[name]
  if (typeof now !== 'string') return undefined
  if (placeholderOf(value.text) === 'text') return now
  const shown = written(mark)[name]
  const [head, tail, ...more] = typeof shown === 'string' ? shown.split(mark) : []
  if (head === undefined || tail === undefined || more.length > 0) return undefined
  if (!now.startsWith(head) || !now.endsWith(tail) || now.length < head.length + tail.length) return undefined
  return now.slice(head.length, now.length - tail.length)
}
