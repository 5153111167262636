/**
 * Finds the files that a config's paths and globs mean.
 *
 * Synchronous calls inside: a build with nothing to do looks up 1,000 groups here, and a promise a file costs more than the file.
 */
import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs'
import { isAbsolute, join, relative } from 'node:path'
import { globToRegExp } from '../base/glob.js'
import { type RelPath, relPath } from '../domain/path.js'

export interface FoundFiles {
  /** Sorted by code unit, each once. */
  readonly files: readonly RelPath[]
  /** Patterns that found nothing, as they were written. */
  readonly missing: readonly string[]
}

const leftOut = new Set(['node_modules', '.fusionkit'])

/** The signs that make a path a glob. */
const sign = /[*?[{]/

/**
 * The files under `root` that any of the patterns means: a path, or a glob (`*`, `**`, `?`, `[…]`, `{…}`); `!pattern` takes
 * files out again. A name that exists as it is written is that file, whatever signs it holds. Globs pass over dot files.
 */
export function findFiles(root: string, patterns: readonly string[]): FoundFiles {
  return found(patterns, (pattern) => matching(root, pattern, filesIn))
}

/**
 * All that the patterns name, in the same order: the files, and in a single folder also what is no file. Costs a third of `findFiles`
 * there, since nothing is asked of the entries: it is for who looks at each of them anyway.
 */
export function findNames(root: string, patterns: readonly string[]): readonly RelPath[] {
  return found(patterns, (pattern) => matching(root, pattern, namesIn)).files
}

function found(patterns: readonly string[], find: (pattern: string) => readonly RelPath[]): FoundFiles {
  const files = new Set<RelPath>()
  const missing: string[] = []
  for (const pattern of patterns.filter((one) => !one.startsWith('!'))) {
    const matched = find(pattern)
    if (matched.length === 0) missing.push(pattern)
    for (const file of matched) files.add(file)
  }
  for (const pattern of patterns.filter((one) => one.startsWith('!'))) {
    for (const file of find(pattern.slice(1))) files.delete(file)
  }
  return { files: [...files].sort(), missing }
}

/** The names in a folder that are meant. */
type Look = (folder: string, isMeant: (name: string) => boolean) => string[]

function matching(root: string, pattern: string, look: Look): RelPath[] {
  const path = relPath(isAbsolute(pattern) ? relative(root, pattern) : pattern)
  if (isFile(join(root, path))) return [path]
  if (!sign.test(path)) return []
  const slash = path.lastIndexOf('/')
  const [folder, name] = [path.slice(0, Math.max(0, slash)), path.slice(slash + 1)]
  return sign.test(folder) || name.includes('**') ? inTree(root, path) : inFolder(root, folder, name, look)
}

/** One folder, and signs in the last part alone: what nearly every config says. */
function inFolder(root: string, folder: string, name: string, look: Look): RelPath[] {
  if (folder.split('/').some((part) => leftOut.has(part))) return []
  const pattern = globToRegExp(name)
  const isMeant = (entry: string) => pattern.test(entry) && !leftOut.has(entry)
  return look(join(root, folder), isMeant).map((entry) => relPath(`${folder}/${entry}`))
}

function filesIn(folder: string, isMeant: (name: string) => boolean): string[] {
  return entriesOf(folder)
    .filter((entry) => isMeant(entry.name) && (entry.isFile() || isLinkToFile(join(folder, entry.name), entry)))
    .map(({ name }) => name)
}

function namesIn(folder: string, isMeant: (name: string) => boolean): string[] {
  try {
    return readdirSync(folder).filter(isMeant)
  } catch {
    return []
  }
}

/** Every folder below the part of a glob that has no signs, as deep as it reaches. */
function inTree(root: string, path: RelPath): RelPath[] {
  const pattern = globToRegExp(path)
  const parts = path.split('/')
  const fixed = parts.slice(
    0,
    parts.findIndex((part) => sign.test(part)),
  )
  const deepest = path.includes('**') ? Infinity : parts.length
  const namesDots = parts.slice(fixed.length).some((part) => /(?:^|[{,])\./.test(part))
  const files: RelPath[] = []

  /** `above`: the real folders that led here, so that a link to one of them ends the walk. */
  function walk(folder: string, real: string, depth: number, above: readonly string[]): void {
    for (const entry of entriesOf(join(root, folder))) {
      if (leftOut.has(entry.name) || (entry.name.startsWith('.') && !namesDots)) continue
      const at = folder === '' ? entry.name : `${folder}/${entry.name}`
      const target = entry.isSymbolicLink() ? realPathOf(join(root, at)) : join(real, entry.name)
      if (target === undefined) continue
      if (entry.isFile() || isLinkToFile(target, entry)) {
        if (pattern.test(at)) files.push(relPath(at))
      } else if (depth < deepest && !above.includes(target)) walk(at, target, depth + 1, [...above, target])
    }
  }

  const start = fixed.join('/')
  const real = fixed.some((part) => leftOut.has(part)) ? undefined : realPathOf(join(root, start))
  if (real !== undefined) walk(start, real, fixed.length + 1, [real])
  return files
}

/** `undefined`: it leads nowhere. */
function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return [] // no such folder: the pattern finds nothing, and the caller says so
  }
}

function isLinkToFile(path: string, entry: Dirent): boolean {
  return entry.isSymbolicLink() && isFile(path)
}

/** Links are followed; what cannot be looked at is not there. */
function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true
  } catch {
    return false
  }
}
