/** A cell's line in the dataset, and a rejected cell's line in `.fusionkit/rejected/`. */
import { digestOfFrames } from '../base/hash.js'
import type { Pair } from '../domain/question.js'
import type { CellValues } from './compile-column.js'
import type { CompiledRecipe } from './compile-recipe.js'
import type { CompiledVariant } from './compile-variant.js'
import { scopeOf } from './prompts.js'
import { type CellOutcome, isOverridden } from './resolution.js'

/** A short name of a pair that depends on its two questions alone: 12 hex digits. */
export function pairName(pair: Pair): string {
  return digestOfFrames([pair.first.question, pair.second.question]).slice(0, 12)
}

/** By the variant's place; `undefined`: not decided. */
type Cells = readonly (CellOutcome | undefined)[]

/** The JSON lines of a resolved pair, in the order of the variants; a cell without a text, or that is not decided, has none. */
export function recordLines(pair: Pair, cells: Cells, recipe: CompiledRecipe): string[] {
  let pairScope: Record<string, unknown> | undefined
  const ofPair = (): Record<string, unknown> => {
    if (pairScope !== undefined) return pairScope
    pairScope = scopeOf(pair, recipe)
    Object.defineProperty(pairScope, 'pair', { get: () => pairName(pair), enumerable: true })
    return pairScope
  }
  const constants = recipe.columns.map(({ ofPair: same, json }) => (same ? json(ofPair) : undefined))
  const lines: string[] = []
  for (const [index, cell] of recipe.variants.entries()) {
    const outcome = cells[index]
    if (outcome?.kind !== 'text' || !cell.variant.record) continue
    const values = valuesOf(cell, outcome)
    const scope = () => Object.assign(Object.create(null) as Record<string, unknown>, ofPair(), values)
    const members = recipe.columns.map(({ key, json }, column) => key + (constants[column] ?? json(scope, values)))
    lines.push(`{${members.join(',')}}\n`)
  }
  return lines
}

/** An overridden text is of no model and no attempt: "" and 0. */
function valuesOf(
  { variant, answeredBy }: CompiledVariant,
  outcome: Extract<CellOutcome, { kind: 'text' }>,
): CellValues {
  const { text, attempt } = outcome
  return { text, variant: variant.name, model: isOverridden(outcome) ? '' : answeredBy, attempt }
}

/** The reason that a rejected cell is counted under: of its last attempt. */
export function reasonOf(outcome: Extract<CellOutcome, { kind: 'rejected' | 'skipped' }>): string {
  return outcome.kind === 'skipped' ? 'skipped' : (outcome.rejections.at(-1)?.reason ?? 'rejected')
}

/** A JSON line for each cell that is decided to have no text: which, why, and what the model said. What a user dropped is none of them. */
export function rejectedLines(pair: Pair, cells: Cells, recipe: CompiledRecipe): string[] {
  return recipe.variants.flatMap((cell, index) => {
    const outcome = cells[index]
    if (outcome?.kind !== 'rejected' && outcome?.kind !== 'skipped') return []
    const line = {
      pair: [pair.first.question, pair.second.question],
      variant: cell.variant.name,
      reason: reasonOf(outcome),
      ...(outcome.kind === 'skipped' ? { because: outcome.because } : { attempts: outcome.rejections }),
    }
    return [`${JSON.stringify(line)}\n`]
  })
}
