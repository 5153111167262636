/** What is found out of variants, and where it is remembered. */
import { digestOfFrames } from '../base/hash.js'
import type { FusionTarget } from '../domain/target.js'
import type { CompiledRecipe } from '../fusion/compile-recipe.js'
import type { Hopeless } from '../domain/hopeless.js'
import { makeTrials, type Trial } from '../run/hopeless.js'
import type { BuildParts } from '../run/parts.js'
import { digestOfComponents } from '../store/build-log.js'
import type { Shelf } from '../store/completion-store.js'
import type { FusionStore } from './asking.js'
import { engineKindOf } from './identities.js'

export interface ProjectTrials {
  of(recipe: CompiledRecipe, target: FusionTarget): Trial
  readonly hopeless: readonly string[]
}

/** `undefined` where all is asked whatever comes of it: the user says so, or the engine costs nothing. */
export function trialsIn(
  store: Pick<FusionStore, 'resolutions'>,
  { project, emit }: Pick<BuildParts, 'project' | 'emit'>,
  keepsGoing: boolean,
): ProjectTrials | undefined {
  if (keepsGoing || engineKindOf(project).isFree === true) return undefined
  // Beside the resolved pairs: both stand and fall with the completions that they follow from, under keys of their own.
  const shelf = store.resolutions as Shelf<unknown> as Shelf<Hopeless>
  const trials = makeTrials({ shelf, say: (diagnostic) => emit({ kind: 'diagnostic', diagnostic }) })
  return {
    get hopeless() {
      return trials.hopeless
    },
    of: (recipe, { components, inputs }) => {
      const read = inputs.flatMap(({ name, digest }) => [name, digest])
      return trials.of(recipe, digestOfFrames([digestOfComponents(components), recipe.digest, ...read]))
    },
  }
}
