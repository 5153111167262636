/** What did a user edit in the records of a group? Texts that were changed, records that were taken out, and what is neither. */
import { canonicalJson } from '../base/canonical-json.js'
import { isJsonObject, type JsonObject, parseJson } from '../base/json.js'
import type { StrayEdit } from '../domain/override.js'
import type { Column } from '../domain/project.js'
import type { Pair } from '../domain/question.js'
import type { CompiledRecipe } from './compile-recipe.js'
import { type Comparable, matchRecords } from './match-records.js'
import { recordLines } from './record.js'
import type { CellOutcome } from './resolution.js'
import { readsText, type RecordOf, textThatMakes } from './text-in-record.js'

/** A record as it was written. */
export interface KnownRecord extends RecordOf {
  /** JSON. */
  readonly line: string
}

/** The records of a pair, in the order in which they are written. */
export function recordsOf(pair: Pair, cells: readonly CellOutcome[], recipe: CompiledRecipe): readonly KnownRecord[] {
  const lines = recordLines(pair, cells, recipe)
  const written = recipe.variants.flatMap(({ index, variant }) => {
    const outcome = cells[index]
    return outcome?.kind === 'text' && variant.record ? [{ variant: index, outcome }] : []
  })
  return written.map((cell, index) => ({ ...cell, pair, line: lines[index] ?? '' }))
}

export interface Edit {
  readonly record: KnownRecord
  /** `undefined`: it was taken out. */
  readonly text: string | undefined
}

/** An edit that no override can express. */
export interface Stray {
  /** From 1. */
  readonly line: number
  readonly lineText: string
  readonly why: StrayEdit
}

export interface Edits {
  readonly edits: readonly Edit[]
  readonly strays: readonly Stray[]
}

/** `text`: the edited file. `columns`: of the recipe. `undefined`: it is another file altogether, and nobody can tell what was edited. */
export function editsOf(
  records: readonly KnownRecord[],
  text: string,
  columns: readonly Column[],
  recipe: CompiledRecipe,
): Edits | undefined {
  const lines = linesIn(text)
  const known = records.map(({ line }) => comparable(line, columns))
  const found = lines.map(({ text: line }) => comparable(line, columns))
  const matched = matchRecords(known, found)
  if (matched === undefined) return undefined
  const { lines: became, gone, strays } = matched
  const edits: Edit[] = []
  const rest: Stray[] = []
  for (const [at, to] of became) {
    const [record, line, value] = [records[at], lines[to], found[to]?.value]
    if (record === undefined || line === undefined || known[at]?.whole === found[to]?.whole) continue
    const said = value && textThatMakes(value, record, columns, recipe)
    const stray = (why: StrayEdit) => rest.push({ line: line.line, lineText: line.text, why })
    if (said === undefined) stray({ kind: 'columns', columns: differing(known[at]?.value, value) })
    else if (said.trim() === '') stray({ kind: 'blank' })
    else edits.push({ record, text: said })
  }
  for (const { line: to, from, isMoved } of strays) {
    const [line, before, now] = [lines[to], from === undefined ? undefined : known[from], found[to]]
    if (line === undefined) continue
    rest.push({ line: line.line, lineText: line.text, why: whyStray(before, now, isMoved) })
  }
  for (const at of gone) edits.push({ record: records[at] as KnownRecord, text: undefined })
  return { edits, strays: rest.toSorted((a, b) => a.line - b.line) }
}

interface Line extends Comparable {
  readonly value: JsonObject | undefined
}

function whyStray(before: Line | undefined, now: Line | undefined, isMoved: boolean): StrayEdit {
  if (now?.value === undefined) return { kind: 'no-record' }
  if (before === undefined) return { kind: 'added' }
  if (isMoved || before.others === now.others) return { kind: 'moved' }
  return { kind: 'columns', columns: differing(before.value, now.value) }
}

/** Keys in any order, and any way to write JSON, are no edit. */
function comparable(line: string, columns: readonly Column[]): Line {
  const value = parseJson(line)
  if (!isJsonObject(value)) return { whole: line, others: undefined, said: line, value: undefined }
  const own = new Set(columns.filter(readsText).map(({ name }) => name))
  const part = (isOwn: boolean) => Object.entries(value).filter(([name]) => own.has(name) === isOwn)
  return {
    whole: canonicalJson(value),
    others: canonicalJson(Object.fromEntries(part(false))),
    said: canonicalJson(part(true).map(([, said]) => said)),
    value,
  }
}

function differing(one: JsonObject = {}, other: JsonObject = {}): readonly string[] {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])]
  return names.filter((name) => canonicalJson(one[name] ?? null) !== canonicalJson(other[name] ?? null))
}

/** Lines that are not blank, without their ends. */
function linesIn(text: string): readonly { readonly line: number; readonly text: string }[] {
  return text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((line, index) => ({ line: index + 1, text: line.replace(/\r$/, '') }))
    .filter((line) => line.text.trim() !== '')
}
