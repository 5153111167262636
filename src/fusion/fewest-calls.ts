/** How many calls does a pair take at least? For `plan`: nothing is asked, so most texts that others read are not known. Pure. */
import { canonicalJson } from '../base/canonical-json.js'
import type { Digest } from '../base/hash.js'
import { callsOf, largestBatch, textsOf } from './batch.js'
import type { CompiledRecipe } from './compile-recipe.js'
import type { CompiledVariant } from './compile-variant.js'
import type { Resolution } from './resolution.js'

/**
 * The least number of calls for what a pair lacks. A cell that waits for the text of another shares a call with those that wait for
 * the same; of two that ask the same one may need none. (Two steps that are no records may come out alike, and then their readers ask
 * the same, too: nobody can know that beforehand.)
 */
export function fewestCalls(
  { needs, unanswered }: Extract<Resolution, { kind: 'needs' }>,
  recipe: CompiledRecipe,
): number {
  const asking = needs.map(({ variant }) => variant)
  const known = waitingIn.get(recipe.variants) ?? new Map<string, number>()
  waitingIn.set(recipe.variants, known)
  const name = `${asking.join()} ${unanswered.join()}`
  const waiting = known.get(name) ?? fewestForWaiting(asking, unanswered, recipe)
  known.set(name, waiting)
  return (recipe.batch ? callsOf(needs, recipe).length : needs.length) + waiting
}

/** By which cells ask and which have no answer: most pairs of all groups lack the same. */
const waitingIn = new WeakMap<CompiledRecipe['variants'], Map<string, number>>()

function fewestForWaiting(
  askingVariants: readonly number[],
  unanswered: readonly number[],
  recipe: CompiledRecipe,
): number {
  const asking = new Set(askingVariants.map((variant) => recipe.variants[variant]?.asks))
  const waiting = recipe.variants.filter(({ index, asks }) => unanswered.includes(index) && !asking.has(asks))
  const classes = new Map<string, Set<Digest>>()
  for (const cell of waiting) {
    const name = classOf(cell)
    classes.set(name, (classes.get(name) ?? new Set()).add(cell.asks))
  }
  return [...classes.values()].reduce((sum, { size }) => sum + Math.ceil(size / largestBatch), 0)
}

/** What the variants that may share a call have in common, before any text is there. */
function classOf({ batchable, asks, variant }: CompiledVariant): string {
  const { model, sampling, system, prompt } = variant
  return canonicalJson([model, sampling, batchable ? [system.text, textsOf(prompt.reads)] : asks])
}
