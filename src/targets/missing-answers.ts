import type { Diagnostic } from '../domain/diagnostic.js'
import type { Recipe, Template } from '../domain/project.js'
import type { Group } from '../domain/question.js'
import { answerIsMissing } from '../messages/targets.js'

/** An error for each question without an answer, where a plain template of the recipe prints answers: nothing is asked before they are there. */
export function missingAnswers(group: Group, recipe: Recipe): readonly Diagnostic[] {
  const printer = printerOf(recipe)
  if (printer === undefined) return []
  return group.questions
    .filter(({ answer }) => answer === undefined)
    .map(({ path, line, question }) => answerIsMissing(question, printer, { path, line }))
}

/** What prints a1 or a2. A template with conditions may ask whether there is an answer, so it is left to its render. */
function printerOf(recipe: Recipe): string | undefined {
  const variant = recipe.variants.find(({ prompt, system }) => printsAnswers(prompt) || printsAnswers(system))
  if (variant !== undefined) return `the prompt of "${variant.name}"`
  const column = recipe.record.find(({ value }) => printsAnswers(value))
  return column === undefined ? undefined : `the column "${column.name}" of \`record\``
}

function printsAnswers({ kind, reads }: Template): boolean {
  return kind === 'plain' && reads.some((path) => path === 'a1' || path === 'a2')
}
