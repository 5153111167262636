/** What of a variant is another thing than before? */
import { type JsonDifference, jsonDifferences } from '../base/json-difference.js'
import type { JsonObject } from '../base/json.js'
import type { Recipe, Variant } from '../domain/project.js'

/** Under the names that a config has for its parts; none where only its name is another one. */
export function variantDifferences(before: Variant, after: Variant): readonly JsonDifference[] {
  return jsonDifferences(viewOf(before), viewOf(after))
}

/** Variants of a recipe that are other ones than in a recipe before, or new there; which parts of them differ. A parent's edit is none. */
export function editedVariants(
  before: Recipe,
  after: Recipe,
): readonly { readonly variant: Variant; readonly parts: readonly string[] }[] {
  const earlier = new Map(before.variants.map((variant) => [variant.name, variant]))
  return after.variants.flatMap((variant) => {
    const old = earlier.get(variant.name)
    if (old === undefined) return [{ variant, parts: [] }]
    const parts = variantDifferences(old, variant).map(({ path }) => path.join('.'))
    return parts.length === 0 ? [] : [{ variant, parts }]
  })
}

/** All that makes a variant what it is, under the names that a config has for it. */
function viewOf(variant: Variant): JsonObject {
  const { prompt, system, examples, model, sampling, retry, checks, record, style } = variant
  return {
    prompt: prompt.text,
    system: system.text,
    examples: examples.map(({ values, text }) => ({ ...values, text })),
    model,
    sampling: { ...sampling, stop: sampling.stop ?? null },
    retry: { ...retry },
    checks: { ...checks },
    record,
    style,
  }
}
