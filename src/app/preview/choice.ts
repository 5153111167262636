/** Which variants are previewed, on which pairs, and what are they compared with? */
import { defined } from '../../base/defined.js'
import type { PreviewedVariant, PreviewOutcome } from '../../domain/preview.js'
import type { PinnedPair, Recipe } from '../../domain/project.js'
import type { Pair } from '../../domain/question.js'
import type { FusionTarget } from '../../domain/target.js'
import type { CompiledRecipe } from '../../fusion/compile-recipe.js'
import { editedVariants } from '../../plan/variant-edits.js'
import { type DrawnPair, drawPairs, findPinned, usualPairs, withPinned } from '../../run/draw-pairs.js'
import { readerOf } from '../../run/make-tools.js'
import type { BuildParts } from '../../run/parts.js'
import { type LoadedFusion, needFusion } from '../../targets/fusion.js'
import { askedByBuild, askedByConfig, type AskedBefore } from './asked-before.js'
import { fusionsOf } from '../judge-project.js'
import { variantNames, variantsMustBeKnown } from '../known-variants.js'
import type { LoadedConfig } from '../load-project.js'
import { recipeCompilerOf } from '../recipes.js'

export interface Chosen {
  readonly kind: 'chosen'
  readonly variants: readonly PreviewedVariant[]
  /** Pinned ones first. */
  readonly pairs: readonly ChosenPair[]
  /** Pinned pairs that no group has. */
  readonly missing: readonly PinnedPair[]
}

export interface ChosenPair {
  readonly group: string
  readonly pair: Pair
  readonly isPinned: boolean
  readonly now: CompiledRecipe
  /** `undefined`: there was none, or nobody knows it any more. */
  readonly before: CompiledRecipe | undefined
}

export interface Choice {
  readonly variants?: readonly string[]
  readonly pairs?: number
  readonly seed?: number
  readonly isOfEdits?: boolean
}

type NothingEdited = Extract<PreviewOutcome, { kind: 'nothing-edited' }>

/**
 * `before`: left out: what was built. `looking`: on a disk that forgets. Throws `UserError` for a variant that there is not, and where
 * questions cannot be read.
 */
export async function choosePreview(
  before: LoadedConfig | undefined,
  { variants: named = [], pairs, seed, isOfEdits = false }: Choice,
  parts: BuildParts,
  looking: BuildParts,
): Promise<Chosen | NothingEdited> {
  const { preview: settings } = parts.project
  variantsMustBeKnown(named, parts.project)
  const fusions = await fusionsOf(looking)
  const earlier = before === undefined ? askedByBuild(looking, parts) : askedByConfig(before.project, parts)
  const edited = await editedIn(fusions, { named, isOfEdits }, earlier)
  if (edited.variants.length === 0) return { kind: 'nothing-edited', known: variantNames(parts.project) }
  const load = loaderOf(looking)
  const size = pairs ?? settings?.pairs ?? usualPairs(edited.variants.length)
  const others = fusions.filter((target) => !edited.targets.includes(target))
  const { found, missing: notHere } = await findPinned(settings?.pinned ?? [], edited.targets, load)
  const { missing } = await findPinned(notHere, others, load)
  const drawn = await drawPairs(edited.targets, { size, seed: seed ?? settings?.seed ?? 0 }, load)
  const compile = recipeCompilerOf(parts)
  const chosen = withPinned(found, drawn).map(async (one: DrawnPair<LoadedFusion>): Promise<ChosenPair> => {
    const { target, loaded, pair, isPinned } = one
    const now = await compile(loaded.recipe, target.group)
    return { group: target.group, pair, isPinned, now, before: await earlier.compiled(target, loaded.recipe) }
  })
  return { kind: 'chosen', variants: edited.variants, pairs: await Promise.all(chosen), missing }
}

/** A target is read once. */
function loaderOf(parts: BuildParts): (target: FusionTarget) => Promise<LoadedFusion> {
  const loaded = new Map<FusionTarget, Promise<LoadedFusion>>()
  const read = readerOf(parts)
  return async (target) => {
    const known = loaded.get(target) ?? needFusion(target, read)
    loaded.set(target, known)
    return known
  }
}

interface Wanted {
  /** None: those that were edited. */
  readonly named: readonly string[]
  readonly isOfEdits: boolean
}

interface Edited {
  readonly variants: readonly PreviewedVariant[]
  /** Those that have one of them. */
  readonly targets: readonly FusionTarget[]
}

/** In the order of the config. Of recipes that groups share each is looked at once. */
async function editedIn(fusions: readonly FusionTarget[], wanted: Wanted, before: AskedBefore): Promise<Edited> {
  const variants = new Map<string, PreviewedVariant>()
  const targets: FusionTarget[] = []
  for (const target of fusions) {
    const found: PreviewedVariant[] = []
    for (const now of Object.values(target.rule.recipes)) found.push(...(await editedOf(target, now, wanted, before)))
    if (found.length > 0) targets.push(target)
    for (const variant of found) if (!variants.has(variant.name)) variants.set(variant.name, variant)
  }
  return { variants: [...variants.values()], targets }
}

async function editedOf(
  target: FusionTarget,
  now: Recipe,
  { named, isOfEdits }: Wanted,
  before: AskedBefore,
): Promise<readonly PreviewedVariant[]> {
  const was = await before.recipe(target, now)
  const edited = was === undefined ? [] : editedVariants(was, now)
  const partsOf = new Map(edited.map(({ variant, parts }) => [variant.name, parts]))
  const isShown = (name: string) =>
    named.length > 0 ? named.includes(name) : was === undefined ? !isOfEdits : partsOf.has(name)
  return now.variants
    .filter(({ name }) => isShown(name))
    .map(({ name, prompt: { place } }) => ({
      name,
      parts: partsOf.get(name) ?? [],
      ...defined({ place }),
    }))
}
