import { readdirSync } from 'node:fs'
import { sep } from 'node:path'

/** What lies below a folder, folders included, by paths from it with "/" on every system. */
export function pathsBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll(sep, '/'))
}
