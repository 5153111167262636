/**
 * The files of an environment (a folder), and what it looked like when the last one who wrote to it closed it: one that looks otherwise was
 * not closed, or was changed since. No native code is loaded for that.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type FileStat, fileStat } from '../base/file-stat.js'
import { canonicalJson } from '../base/hash.js'
import { sealedJson, unsealedJson } from '../base/sealed-json.js'
import { writeTo } from '../base/whole-file.js'

/** LMDB's own name. */
export const dataFile = 'data.mdb'
export const closedFile = 'closed.json'
/** Where a damaged one lies until all that is whole in it was taken over. */
export const asideOf = (path: string): string => `${path}.damaged`

/** `path`: the folder of an environment. */
export function isAsClosed(path: string): boolean {
  return canonicalJson(closedAs(path) ?? null) === canonicalJson(statOf(path) ?? null)
}

export function hasClosedNote(path: string): boolean {
  return closedAs(path) !== undefined
}

export function noteClosed(path: string): void {
  try {
    // At once, and not beside it: torn, it is as if it were not there, and nothing is left to be cleared away.
    writeTo(join(path, closedFile), 'w', sealedJson(statOf(path) ?? null), false)
  } catch {
    // no room, or somebody deleted the folder: the next one looks through what there is
  }
}

function statOf(path: string): FileStat | undefined {
  return fileStat(join(path, dataFile))
}

function closedAs(path: string): unknown {
  try {
    return unsealedJson(readFileSync(join(path, closedFile), 'utf8'))
  } catch {
    return undefined
  }
}
