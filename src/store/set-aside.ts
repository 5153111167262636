/**
 * Which LMDB file may be handed to LMDB as it is, and what becomes of one that may not: it is set aside, and what is whole of it is put
 * into a new one. Whoever closes a file says how it was then; one that is otherwise by now is looked through.
 */
import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { canonicalJson } from '../base/canonical-json.js'
import { type FileStat, fileStat } from '../base/file-stat.js'
import { readSealed } from '../base/sealed-file.js'
import { sealedJson } from '../base/sealed-json.js'
import { writeTo } from '../base/whole-file.js'
import { isDamaged } from './lmdb-file/damage.js'
import type { Database } from './renewable.js'
import { salvaged } from './salvaged.js'

/** A damaged environment, of which all that is whole was taken over: the name of the folder where it lies now. */
export interface Mended {
  readonly keptAs: string
}

/** Where LMDB keeps an environment's entries, in its folder. */
export const dataFile = 'data.mdb'
const closedFile = 'closed.json'

/** Where the damaged environment of a folder waits for being taken over. */
export const asideOf = (path: string): string => `${path}.damaged`

/** What is there while another one is set aside already holds nothing but what was taken over of that: it is taken over again. */
export function setAside(path: string): void {
  if (existsSync(asideOf(path))) rmSync(path, { recursive: true })
  else renameSync(path, asideOf(path))
}

/** A damaged file, or something that is none at all. */
export function mustBeSetAside(path: string): boolean {
  const folder = statSync(path, { throwIfNoEntry: false })
  if (folder === undefined) return false
  const data = folder.isDirectory() ? statSync(join(path, dataFile), { throwIfNoEntry: false }) : undefined
  if (!folder.isDirectory() || data?.isFile() === false) return true
  if (data === undefined) return false
  const closed = readSealed(join(path, closedFile))
  if (data.size === 0) return closed !== undefined // it was not always empty
  return canonicalJson(closed ?? null) !== canonicalJson(statOf(path)) && isDamaged(join(path, dataFile))
}

/** All at once, in one commit: a build that is killed before its end begins anew, and one that is killed after it repeats it for nothing. */
export function takeOver(aside: string, database: Database): Mended {
  database.transactionSync(() => {
    for (const [key, value] of salvaged(join(aside, dataFile))) database.putSync(Buffer.from(key, 'hex'), value)
  })
  const keptAs = freeName(aside)
  renameSync(aside, keptAs)
  return { keptAs: basename(keptAs) }
}

function freeName(path: string): string {
  for (let number = 1; ; number += 1) if (!existsSync(`${path}-${number}`)) return `${path}-${number}`
}

/** As JSON has it. */
function statOf(path: string): FileStat | null {
  return fileStat(join(path, dataFile)) ?? null
}

/** Says how the file is now, for `mustBeSetAside`: whoever closes it, and nobody else writes to it. */
export function noteClosed(path: string): void {
  try {
    // At once, and not beside it: torn, it is as if it were not there, and nothing is left to be cleared away.
    writeTo(join(path, closedFile), 'w', sealedJson(statOf(path)), false)
  } catch {
    // no room, or somebody deleted the folder: the next one looks through what there is
  }
}

/** Somebody writes to it from now on: whoever is killed leaves no word of how it was. */
export function forgetClosed(path: string): void {
  rmSync(join(path, closedFile), { force: true })
}
