/**
 * Which paths are worth an event? The files that are named, what a glob may find, and the folders on the way there: so outputs, state
 * and the swap files of editors are never watched.
 */
import { dirname, isAbsolute, join, relative, sep } from 'node:path'
import { globToRegExp } from '../base/glob.js'

export interface Interest {
  /** Folders to begin at, absolute; none lies in another one. They need not be there. */
  readonly roots: readonly string[]
  /** Whether a path (absolute) is such a file, or a folder on the way to one. `isFile` left out: nobody knows which of the two it is. */
  covers(path: string, isFile?: boolean): boolean
}

/** The signs that make a path a glob, as the search for files has them. */
const sign = /[*?[{]/
const leftOut = new Set(['node_modules', '.fusionkit'])

/** `paths` and `patterns` are relative to `root`, or absolute; a pattern that takes files out again (`!…`) adds nothing. */
export function interestIn(root: string, paths: readonly string[], patterns: readonly string[]): Interest {
  const absolute = (path: string) => (isAbsolute(path) ? join(path) : join(root, path))
  const globs = patterns.filter((one) => !one.startsWith('!'))
  // a name that exists as it is written is that file, whatever signs it holds
  const files = [...paths, ...globs].map(absolute)
  const ways = globs.filter((one) => sign.test(one)).map((one) => wayOf(absolute(one)))
  // from the project's folder on: a folder inside of it may go away, and come back
  const begins = [...files.map((file) => dirname(file)), ...ways.map(({ base }) => base)]
  const roots = outermost(begins.map((folder) => (isSameOrAbove(root, folder) ? root : folder)))
  const names = new Set(files)
  return {
    roots,
    covers: (path, isFile) => {
      if (isFile === true) return names.has(path) || ways.some((way) => isFound(path, way))
      return [...roots, ...files].some((each) => isSameOrAbove(path, each)) || ways.some((way) => isOnWay(path, way))
    },
  }
}

/** A glob, part by part below the folder that it begins in. */
interface Way {
  readonly base: string
  /** `undefined`: from here on any folder may lead there. */
  readonly parts: readonly (RegExp | undefined)[]
  readonly whole: RegExp
}

function wayOf(glob: string): Way {
  const all = glob.split(sep)
  const fixed = all.findIndex((part) => sign.test(part))
  const rest = all.slice(fixed)
  const parts: (RegExp | undefined)[] = []
  for (const part of rest) {
    // braces may hold a separator: then parts are not to be told from each other
    const isOpen = part.includes('**') || count(part, '{') !== count(part, '}')
    parts.push(isOpen ? undefined : globToRegExp(part))
    if (isOpen) break
  }
  return { base: all.slice(0, fixed).join(sep) || sep, parts, whole: globToRegExp(rest.join('/')) }
}

const count = (text: string, character: string): number => text.split(character).length - 1

function isFound(path: string, { base, whole }: Way): boolean {
  const names = namesBelow(base, path)
  return names !== undefined && whole.test(names.join('/'))
}

function isOnWay(path: string, way: Way): boolean {
  const { base, parts } = way
  if (isSameOrAbove(path, base) || isFound(path, way)) return true
  const names = namesBelow(base, path)
  if (names === undefined || names.some((name) => leftOut.has(name))) return false
  const open = parts.indexOf(undefined)
  if (open < 0 && names.length >= parts.length) return false
  return names.every((name, at) => (open >= 0 && at >= open ? !name.startsWith('.') : parts[at]?.test(name) === true))
}

/** `undefined`: it does not lie below. */
function namesBelow(base: string, path: string): readonly string[] | undefined {
  const below = relative(base, path)
  return below === '' || below.startsWith('..') || isAbsolute(below) ? undefined : below.split(sep)
}

const isSameOrAbove = (path: string, below: string): boolean =>
  path === below || below.startsWith(path.endsWith(sep) ? path : `${path}${sep}`)

function outermost(folders: readonly string[]): readonly string[] {
  const all = [...new Set(folders)].toSorted()
  return all.filter((folder) => !all.some((other) => other !== folder && isSameOrAbove(other, folder)))
}
