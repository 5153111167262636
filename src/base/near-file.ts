import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { nearest } from './nearest.js'

/** The signs of a glob: what it matches is not for a name to say, so only the folders before it are looked for. */
const sign = /[*?[{]/

/**
 * The path that a mistyped one most likely meant, part by part, from the folder `root`; `undefined` where nothing there is near enough.
 * Reads a folder a part: for messages only.
 */
export function nearFile(root: string, path: string): string | undefined {
  const parts = path.split(/[\\/]/)
  const meant: string[] = []
  for (const [at, part] of parts.entries()) {
    const folder = meant.length === 1 && meant[0] === '' ? '/' : resolve(root, meant.join('/'))
    const found = sign.test(part) ? patternLike(folder, part) : entryLike(folder, part, at < parts.length - 1)
    if (found === undefined) return undefined
    meant.push(found)
  }
  const near = meant.join('/')
  return near === parts.join('/') ? undefined : near
}

/** `*.json` in a folder that has only `.jsonl`; of any other pattern nobody knows what else it may have meant. */
function patternLike(folder: string, pattern: string): string {
  const [, wanted] = /^\*\.(\w+)$/.exec(pattern) ?? []
  if (wanted === undefined) return pattern
  const endings = new Set(namesIn(folder).flatMap((name) => /\.(\w+)$/.exec(name)?.[1] ?? []))
  return endings.has(wanted) ? pattern : `*.${nearest(wanted, endings) ?? wanted}`
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function entryLike(folder: string, name: string, isFolder: boolean): string | undefined {
  if (['', '.', '..'].includes(name)) return name
  try {
    const names = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isSymbolicLink() || entry.isDirectory() === isFolder)
      .map((entry) => entry.name)
    return names.includes(name) ? name : nearest(name, names)
  } catch {
    return undefined
  }
}
