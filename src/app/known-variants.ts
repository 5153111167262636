/** Which variants has a project, whatever its groups and languages? */
import { UserError } from '../domain/diagnostic.js'
import type { Project, Recipe } from '../domain/project.js'
import { unknownVariant } from '../messages/preview.js'

/** Of all groups, in all languages. */
export const recipesOf = ({ groups }: Pick<Project, 'groups'>): readonly Recipe[] =>
  groups.flatMap(({ recipes }) => Object.values(recipes))

/** Each name once, in the order of the config. */
export function variantNames(project: Project): readonly string[] {
  return [...new Set(recipesOf(project).flatMap(({ variants }) => variants.map(({ name }) => name)))]
}

/** Throws `UserError` for names that no variant has. */
export function variantsMustBeKnown(named: readonly string[], project: Project): void {
  const known = variantNames(project)
  const unknown = named.filter((name) => !known.includes(name))
  if (unknown.length > 0) throw new UserError(unknown.map((name) => unknownVariant(name, known)))
}
