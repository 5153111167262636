/** Which calls are missing in a project now? Looks at all pairs of its groups, and asks no model anything. */
import { makeBreath } from '../../base/breath.js'
import type { Digest } from '../../base/hash.js'
import { type Diagnostic, UserError } from '../../domain/diagnostic.js'
import type { Pair } from '../../domain/question.js'
import type { BatchFileFormat } from '../../engines/engine.js'
import { engineKinds } from '../../engines/index.js'
import type { CompiledRecipe } from '../../fusion/compile-recipe.js'
import type { Need } from '../../fusion/resolution.js'
import { noBatchFiles } from '../../messages/batch-files.js'
import { modelUnchecked } from '../../messages/engine-state.js'
import { pairsOf } from '../../questions/pairs.js'
import { collectNeeds } from '../../run/collect-needs.js'
import { readerOf } from '../../run/make-tools.js'
import type { BuildParts } from '../../run/parts.js'
import { needFusion } from '../../targets/fusion.js'
import type { FusionStore } from '../asking.js'
import { compose } from '../compose.js'
import { engineKindOf, modelsOf } from '../identities.js'
import { fusionsOf } from '../judge-project.js'
import type { LoadedConfig } from '../load-project.js'
import { recipeCompilerOf } from '../recipes.js'
import { groupsNamed } from '../named-targets.js'
import { readOnly, storedWindow } from '../stored-resolver.js'
import type { Surroundings } from '../surroundings.js'

export interface BatchRun {
  readonly say: (diagnostic: Diagnostic) => void
  readonly signal: AbortSignal
}

/** How the calls of its engine stand in batch files. Throws `UserError` where they stand in none. */
export async function formatOf({ project }: LoadedConfig): Promise<BatchFileFormat> {
  const kind = engineKindOf(project)
  const able = engineKinds.flatMap(({ name, batchFile }) => (batchFile === undefined ? [] : [name]))
  if (kind.batchFile === undefined) throw new UserError([noBatchFiles(kind.name, able)])
  return kind.batchFile(project.engine)
}

/** Leaves nothing behind. */
export async function lookingAt(
  config: LoadedConfig,
  offline: boolean,
  surroundings: Surroundings,
  { say: tell, signal }: BatchRun,
): Promise<BuildParts> {
  const options = { write: false, emit: () => {}, signal }
  const { parts, identities } = await compose(config, { offline }, surroundings, options)
  const why = identities.unconfirmed?.message
  if (why !== undefined) tell(modelUnchecked(modelsOf(config.project), why))
  return parts
}

/** Tells `met` of each completion that the groups lack in this store now. */
export type TellMissing = (store: FusionStore, met: (need: Need) => void) => Promise<void>

/** Reads the groups, once for however often it is looked what they lack. Throws `UserError`. */
export async function missingIn(parts: BuildParts, names: readonly string[]): Promise<TellMissing> {
  const all = await fusionsOf(parts)
  const compile = recipeCompilerOf(parts)
  const breathe = makeBreath(parts.signal)
  const groups: { readonly pairs: () => Iterable<Pair>; readonly recipe: CompiledRecipe }[] = []
  for (const target of groupsNamed(all, names)) {
    const { group, recipe } = await needFusion(target, readerOf(parts))
    groups.push({ pairs: () => pairsOf(group, target.rule.pairs), recipe: await compile(recipe, target.group) })
  }
  return async ({ completions, resolutions }, met) => {
    const lookup = (key: Digest) => completions.get(key)
    const resolver = { lookup, resolutions: readOnly(resolutions), window: storedWindow, breathe }
    for (const { pairs, recipe } of groups) await collectNeeds(pairs(), recipe, resolver, met)
  }
}
