/** Which cells of a pair must be decided before some of them can be? */
import type { CompiledRecipe } from './compile-recipe.js'
import type { CompiledVariant } from './compile-variant.js'

/**
 * Places of the wanted variants and of all that goes before them: what they read, and where that makes records whatever could take its
 * text first. What could take a wanted cell's own text is not among them: its text is held, and good to look at.
 */
export function neededFor(wanted: Iterable<number>, { variants, order }: CompiledRecipe): ReadonlySet<number> {
  const needed = new Set<number>()
  const decided = new Set<number>()

  function decide(cell: CompiledVariant | undefined): void {
    if (cell === undefined || decided.has(cell.index)) return
    decided.add(cell.index)
    needed.add(cell.index)
    for (const parent of cell.parents) decide(variants[parent])
    if (!cell.variant.record) return
    for (const earlier of order.slice(0, order.indexOf(cell))) if (earlier.variant.record) decide(earlier)
  }

  for (const index of wanted) {
    needed.add(index)
    for (const parent of variants[index]?.parents ?? []) decide(variants[parent])
  }
  return needed
}
