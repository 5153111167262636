/** A column of the records, ready to be written. */
import { rootOf } from '../base/root-of.js'
import { compileTemplate, placeholderOf, type Scope, valueAt } from '../base/template.js'
import type { Template } from '../domain/project.js'
import { filledIn } from './filled-in.js'

/** What a column may read of a cell, beside the pair. */
export interface CellValues {
  readonly text: string
  readonly variant: string
  readonly model: string
  readonly attempt: number
}

export interface CompiledColumn {
  /** `"name":`, ready to be written. */
  readonly key: string
  /** The value, as JSON; a template that is one placeholder keeps its type. The scope is made only where a template wants it. */
  readonly json: (scope: () => Scope, cell?: CellValues) => string
  /** Whether it is the same for all cells of a pair. */
  readonly ofPair: boolean
}

export async function compileColumn(name: string, value: Template): Promise<CompiledColumn> {
  const render = await compileTemplate(value)
  const path = placeholderOf(value.text)
  const ofCell = new Set(['text', 'model', 'attempt', 'variant'])
  const ownKey = path !== undefined && ofCell.has(path) ? (path as keyof CellValues) : undefined
  return {
    key: `${JSON.stringify(name)}:`,
    json: (scope, cell) => {
      if (ownKey !== undefined && cell !== undefined) return JSON.stringify(cell[ownKey])
      const whole = path === undefined ? undefined : valueAt(scope(), path)
      return JSON.stringify(whole === undefined ? filledIn(render, scope(), `the column "${name}"`, value) : whole)
    },
    ofPair: !value.reads.some((read) => ofCell.has(rootOf(read))),
  }
}
