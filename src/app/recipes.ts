/** How the recipes of a project are compiled. */
import type { Recipe } from '../domain/project.js'
import { type CompiledRecipe, compileRecipe, forGroup } from '../fusion/compile-recipe.js'
import type { RecipeParts } from '../fusion/recipe-parts.js'
import type { BuildParts } from '../run/parts.js'
import { engineKindOf } from './identities.js'

/** How a recipe of this project is compiled for a group. */
export function recipePartsOf({ project, checks, identities }: BuildParts, group: string): RecipeParts {
  const kind = engineKindOf(project)
  return {
    group,
    checks,
    identities,
    reads: (request) => kind.reads(request),
    readsOfSettings: kind.readsOfSettings?.(project.engine) ?? [],
    readsStyle: kind.styles !== undefined,
    contextTokens: Number(project.engine['context_tokens'] ?? 0),
  }
}

/** Compiles a recipe once for all groups that share it: with a thousand of them that would be most of the work. */
export function recipeCompilerOf(parts: BuildParts): (recipe: Recipe, group: string) => Promise<CompiledRecipe> {
  const compiled = new Map<Recipe, Promise<CompiledRecipe>>()
  return async (recipe, group) => {
    const known = compiled.get(recipe) ?? compileRecipe(recipe, recipePartsOf(parts, group))
    compiled.set(recipe, known)
    return forGroup(await known, recipe, group)
  }
}
