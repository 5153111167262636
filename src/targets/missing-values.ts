import { placeholderOf, valueAt } from '../base/template.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import type { Recipe, Template } from '../domain/project.js'
import type { Group, Question } from '../domain/question.js'
import { answerIsMissing, valueIsMissing } from '../messages/targets.js'

/**
 * An error for each question that lacks what a plain template of the recipe prints of it: its answer, or a value of its row.
 * So nothing is asked before all of it is there. A template with conditions may ask first whether there is a value: it is left to its render.
 */
export function missingValues(group: Group, recipe: Recipe): readonly Diagnostic[] {
  const printers = printersOf(recipe)
  if (printers.size === 0) return []
  return group.questions.flatMap((question) =>
    [...printers].flatMap(([path, { owner, takesNull }]) => problemOf(question, path, owner, takesNull) ?? []),
  )
}

interface Printer {
  readonly owner: string
  /** A column that is one placeholder keeps the value's type, null too. */
  readonly takesNull: boolean
}

/** "a" (the answer), or "row." and a path in the row → what prints it. */
function printersOf(recipe: Recipe): ReadonlyMap<string, Printer> {
  const known = printersIn.get(recipe)
  if (known !== undefined) return known
  const printers = new Map<string, Printer>()
  const note = (template: Template, owner: string, isColumn: boolean) => {
    if (template.kind !== 'plain') return
    const takesNull = isColumn && placeholderOf(template.text) !== undefined
    for (const read of template.reads) {
      if (!/^(?:a[12]$|row[12]\.)/.test(read)) continue
      const path = read.replace(/[12]/, '')
      const known = printers.get(path)
      if (known === undefined || (known.takesNull && !takesNull)) printers.set(path, { owner, takesNull })
    }
  }
  for (const { name, prompt, system } of recipe.variants) {
    note(prompt, `the prompt of "${name}"`, false)
    note(system, `the system message of "${name}"`, false)
  }
  for (const { name, value } of recipe.record) note(value, `the column "${name}" of \`record\``, true)
  printersIn.set(recipe, printers)
  return printers
}

/** A thousand groups share a recipe. */
const printersIn = new WeakMap<Recipe, ReadonlyMap<string, Printer>>()

function problemOf(at: Question, path: string, owner: string, takesNull: boolean): Diagnostic | undefined {
  const { question, answer, row, path: file, line } = at
  const place = { path: file, line }
  if (path === 'a') return answer === undefined ? answerIsMissing(question, owner, place) : undefined
  const value = valueAt({ row }, path)
  if (value !== undefined && (value !== null || takesNull)) return undefined
  return valueIsMissing(question, path.slice('row.'.length), owner, Object.keys(row), place)
}
