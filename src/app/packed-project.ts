/**
 * A project as it is cached: groups that share a recipe share it in the file, too (a thousand groups would write it a thousand times).
 */
import type { GroupRule, Language, Project, Recipe } from '../domain/project.js'

export interface PackedProject {
  readonly project: Omit<Project, 'groups'>
  readonly recipes: readonly Recipe[]
  /** Instead of its recipes a group has their places in the list. */
  readonly groups: readonly (Omit<GroupRule, 'recipes'> & { readonly recipes: Partial<Record<Language, number>> })[]
}

export function packed(project: Project): PackedProject {
  const places = new Map<Recipe, number>()
  const placeOf = (recipe: Recipe) => {
    const place = places.get(recipe) ?? places.size
    places.set(recipe, place)
    return place
  }
  const { groups, ...rest } = project
  const packedGroups = groups.map((rule) => ({ ...rule, recipes: mapped(rule.recipes, placeOf) }))
  return { project: rest, recipes: [...places.keys()], groups: packedGroups }
}

function unpacked({ project, recipes, groups }: PackedProject): Project {
  return {
    ...project,
    groups: groups.map((rule) => ({ ...rule, recipes: mapped(rule.recipes, (place) => recipes[place] as Recipe) })),
  }
}

function mapped<From, To>(
  recipes: Partial<Readonly<Record<Language, From>>>,
  change: (from: From) => To,
): Partial<Record<Language, To>> {
  return Object.fromEntries(Object.entries(recipes).map(([language, from]) => [language, change(from)]))
}

/** Of a text that was cut short or tampered with: nothing. */
export function unpackedIfWhole(found: PackedProject | undefined): Project | undefined {
  try {
    return found === undefined ? undefined : unpacked(found)
  } catch {
    return undefined
  }
}
