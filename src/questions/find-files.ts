/**
 * Finds the files that a config's paths and globs mean.
 *
 * Synchronous calls inside: a build with nothing to do looks up 1,000 groups here, and a promise a file costs more than the file.
 */
import { type Dirent, readdirSync, statSync } from 'node:fs'
import { isAbsolute, join, relative } from 'node:path'
import { type RelPath, relPath } from '../domain/path.js'

export interface FoundFiles {
  /** Sorted by code unit, each once. */
  readonly files: readonly RelPath[]
  /** Patterns that found nothing, as they were written. */
  readonly missing: readonly string[]
}

const leftOut = new Set(['node_modules', '.fusionkit'])

/**
 * The files under `root` that any of the patterns means: a path, or a glob (`*`, `**`, `?`, `[…]`, `{…}`); `!pattern` takes
 * files out again. A name that exists as it is written is that file, whatever signs it holds. Globs pass over dot files.
 */
export async function findFiles(root: string, patterns: readonly string[]): Promise<FoundFiles> {
  const files = new Set<RelPath>()
  const missing: string[] = []
  for (const pattern of patterns.filter((one) => !one.startsWith('!'))) {
    const found = await matching(root, pattern)
    if (found.length === 0) missing.push(pattern)
    for (const file of found) files.add(file)
  }
  for (const pattern of patterns.filter((one) => one.startsWith('!'))) {
    for (const file of await matching(root, pattern.slice(1))) files.delete(file)
  }
  return { files: [...files].sort(byCodeUnit), missing }
}

async function matching(root: string, pattern: string): Promise<RelPath[]> {
  const path = relPath(isAbsolute(pattern) ? relative(root, pattern) : pattern)
  if (isFile(join(root, path))) return [path]
  if (!/[*?[\]{}()!+@]/.test(path)) return []
  const slash = path.lastIndexOf('/')
  const [folder, name] = [path.slice(0, Math.max(0, slash)), path.slice(slash + 1)]
  const isSimple = !/[*?[\]{}()!+@]/.test(folder) && /^[^?[\]{}()!+@]*$/.test(name) && !name.includes('**')
  return isSimple ? inFolder(root, folder, name) : byGlob(root, path)
}

/** One folder, and `*` in the last part alone: what nearly every config says. */
function inFolder(root: string, folder: string, name: string): RelPath[] {
  if (folder.split('/').some((part) => leftOut.has(part))) return []
  const pattern = new RegExp(`^${name.split('*').map(literally).join('.*')}$`, 'su')
  const isMeant = (entry: string) =>
    pattern.test(entry) && (!entry.startsWith('.') || name.startsWith('.')) && !leftOut.has(entry)
  return entriesOf(join(root, folder))
    .filter((entry) => isMeant(entry.name) && (entry.isFile() || isLinkToFile(join(root, folder, entry.name), entry)))
    .map((entry) => relPath(`${folder}/${entry.name}`))
}

async function byGlob(root: string, path: RelPath): Promise<RelPath[]> {
  const { glob } = await import('tinyglobby')
  const ignore = [...leftOut].map((name) => `**/${name}/**`)
  const found = await glob(path, { cwd: root, ignore, onlyFiles: true, expandDirectories: false })
  return found.map(relPath)
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

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
