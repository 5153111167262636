/** Which files are read? Patterns become files, files become inputs with the digest of what they hold now. */
import { basename } from 'node:path'
import { type Diagnostic, UserError } from '../domain/diagnostic.js'
import type { Place } from '../domain/place.js'
import type { GroupRule } from '../domain/project.js'
import type { Input } from '../domain/target.js'
import { nothingFound } from '../messages/questions.js'
import { slug } from '../questions/slug.js'
import type { BuildParts } from './parts.js'

/** What files are found and known by. */
export type Finding = Pick<BuildParts, 'project' | 'findFiles' | 'near'> & {
  readonly stats: Pick<BuildParts['stats'], 'digestOf'>
}

export interface FileGroup {
  readonly rule: GroupRule
  readonly group: string
  readonly input: Input
}

/** The groups that are files, in the order of the config; a pattern that finds nothing is an error, all of them at once. */
export async function fileGroups(parts: Finding): Promise<FileGroup[]> {
  const groups: FileGroup[] = []
  const errors: Diagnostic[] = []
  for (const rule of parts.project.groups) {
    if (rule.origin.kind !== 'files') continue
    const { files, missing } = await parts.findFiles(rule.origin.files)
    errors.push(...missing.map((pattern) => nothingFound(pattern, parts.near?.(pattern), rule.place)))
    for (const path of files) {
      const digest = parts.stats.digestOf(path)
      if (digest !== undefined) groups.push({ rule, group: groupName(path), input: { name: path, path, digest } })
    }
  }
  if (errors.length > 0) throw new UserError(errors)
  return groups
}

/** "dataset/Ancient history.jsonl" is the group "ancient-history". */
export function groupName(path: string): string {
  return slug(basename(path).replace(/\.[^.]+$/, ''))
}

/** The files of a source; a pattern that finds nothing is an error. */
export async function inputsOf(patterns: readonly string[], place: Place, parts: Finding): Promise<Input[]> {
  const { files, missing } = await parts.findFiles(patterns)
  if (missing.length > 0)
    throw new UserError(missing.map((pattern) => nothingFound(pattern, parts.near?.(pattern), place)))
  return files.flatMap((path) => {
    const digest = parts.stats.digestOf(path)
    return digest === undefined ? [] : [{ name: path, path, digest }]
  })
}
