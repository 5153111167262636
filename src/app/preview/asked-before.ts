/** How was a group asked before an edit? By another reading of the config, or by its last build. */
import { TemplateProblem } from '../../base/template.js'
import type { Project, Recipe } from '../../domain/project.js'
import type { FusionTarget } from '../../domain/target.js'
import type { CompiledRecipe } from '../../fusion/compile-recipe.js'
import { recipeOfComponents } from '../../plan/recipe-of-components.js'
import type { BuildParts } from '../../run/parts.js'
import { digestOfComponents } from '../../store/build-log.js'
import { engineKindOf, modelOfEngine } from '../identities.js'
import { recipesOf } from '../known-variants.js'
import { recipeAsBuilt } from '../recipe-as-built.js'
import { recipeCompilerOf } from '../recipes.js'

/** How a group was asked before. */
export interface AskedBefore {
  /** `undefined`: there was nothing. */
  recipe(target: FusionTarget, now: Recipe): Promise<Recipe | undefined>
  compiled(target: FusionTarget, now: Recipe): Promise<CompiledRecipe | undefined>
}

/** As another reading of the config says. */
export function askedByConfig(project: Project, parts: BuildParts): AskedBefore {
  const identities = knownIdentities(project, parts)
  const compile = recipeCompilerOf({ ...parts, project, identities })
  const recipe = async ({ rule }: FusionTarget, { language }: Recipe) =>
    project.groups.find(({ key }) => key === rule.key)?.recipes[language]
  return {
    recipe,
    compiled: async (target, now) => {
      const was = await recipe(target, now)
      const isAnswered = was?.variants.every(({ model }) => identities.has(model))
      return was === undefined || isAnswered !== true ? undefined : compile(was, target.group)
    },
  }
}

/** Who answers now, and of models that nobody asks any more who answered last. */
function knownIdentities(project: Project, { identities, log }: BuildParts): BuildParts['identities'] {
  const engine = engineKindOf(project).name
  const models = recipesOf(project).flatMap(({ variants }) => variants.map(({ model }) => model))
  const known = models.flatMap((model) => {
    const identity = identities.get(model) ?? log.identities.get(modelOfEngine(engine, model))
    return identity === undefined ? [] : [[model, identity] as const]
  })
  return new Map(known)
}

/** As each group was built. `looking`: on a disk that forgets. */
export function askedByBuild(looking: BuildParts, { disk, log }: BuildParts): AskedBefore {
  /** By their components, which groups share. */
  const recipes = new Map<string, Promise<Recipe | undefined>>()
  return {
    recipe: async ({ id }, { language }) => {
      const last = log.targets.get(id)
      const components = last && log.componentsOf(last)
      if (last === undefined || components === undefined) return undefined
      const key = `${last.components} ${language}`
      const known = recipes.get(key) ?? unlessUnreadable(recipeOfComponents(components, language))
      recipes.set(key, known)
      return known
    },
    compiled: async (target) => {
      const last = log.targets.get(target.id)
      const built = last && (await unlessUnreadable(recipeAsBuilt(target, { last }, looking, disk)))
      const isAsNow = last?.components === digestOfComponents(target.components)
      return isAsNow || built?.isOfLastBuild === true ? built?.recipe : undefined
    },
  }
}

/** What was built by another version of fusionkit may hold templates that cannot be read any more. */
async function unlessUnreadable<Found>(reading: Promise<Found>): Promise<Found | undefined> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof TemplateProblem) return undefined
    throw error
  }
}
