import type { Project } from '../domain/project.js'

/** All patterns that name question files: a list for each group or source that reads files. */
export function questionPatterns({
  groups,
  sources,
}: Pick<Project, 'groups' | 'sources'>): readonly (readonly string[])[] {
  return [
    ...groups.flatMap(({ origin }) => (origin.kind === 'files' ? [origin.files] : [])),
    ...sources.flatMap((source) => (source.kind === 'files' ? [source.files] : [])),
  ]
}
