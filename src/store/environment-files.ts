/**
 * The files of an environment (a folder), and what it looked like when the last one who wrote to it closed it: one that looks otherwise was
 * not closed, or was changed since. No native code is loaded for that.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type FileStat, fileStat } from '../base/file-stat.js'
import { canonicalJson } from '../base/canonical-json.js'
import { readSealed } from '../base/sealed-file.js'
import { sealedJson } from '../base/sealed-json.js'
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

/** Says how the file is now, for `isAsClosed`: whoever closes it, and nobody else writes to it. */
export function noteClosed(path: string): void {
  try {
    // At once, and not beside it: torn, it is as if it were not there, and nothing is left to be cleared away.
    writeTo(join(path, closedFile), 'w', sealedJson(statOf(path) ?? null), false)
  } catch {
    // no room, or somebody deleted the folder: the next one looks through what there is
  }
}

/** Somebody writes to it from now on: whoever is killed leaves no word of how it was. */
export function forgetClosed(path: string): void {
  rmSync(join(path, closedFile), { force: true })
}

function statOf(path: string): FileStat | undefined {
  return fileStat(join(path, dataFile))
}

function closedAs(path: string): unknown {
  return readSealed(join(path, closedFile))
}
