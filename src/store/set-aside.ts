/**
 * Which LMDB file may be handed to LMDB as it is, and what becomes of one that may not: it is set aside, and what is whole of it is put
 * into a new one. Whoever closes a file says how it was then; one that is otherwise by now is looked through.
 */
import { existsSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { renameInPlace } from '../base/rename.js'
import { asideOf, dataFile, hasClosedNote, isAsClosed } from './environment-files.js'
import { isDamaged } from './lmdb-file/damage.js'
import type { Database } from './renewable.js'
import { salvaged } from './salvaged.js'

/** A damaged environment, of which all that is whole was taken over: the name of the folder where it lies now. */
export interface Mended {
  readonly keptAs: string
}

/** What is there while another one is set aside already holds nothing but what was taken over of that: it is taken over again. */
export function setAside(path: string): void {
  if (existsSync(asideOf(path))) rmSync(path, { recursive: true })
  else renameInPlace(path, asideOf(path))
}

/** A damaged file, or something that is none at all. */
export function mustBeSetAside(path: string): boolean {
  const folder = statSync(path, { throwIfNoEntry: false })
  if (folder === undefined) return false
  const data = folder.isDirectory() ? statSync(join(path, dataFile), { throwIfNoEntry: false }) : undefined
  if (!folder.isDirectory() || data?.isFile() === false) return true
  if (data === undefined) return false
  if (data.size === 0) return hasClosedNote(path) // it was not always empty
  return !isAsClosed(path) && isDamaged(join(path, dataFile))
}

/** All at once, in one commit: a build that is killed before its end begins anew, and one that is killed after it repeats it for nothing. */
export function takeOver(aside: string, database: Database): Mended {
  database.transactionSync(() => {
    for (const [key, value] of salvaged(join(aside, dataFile))) database.putSync(Buffer.from(key, 'hex'), value)
  })
  const keptAs = freeName(aside)
  renameInPlace(aside, keptAs)
  return { keptAs: basename(keptAs) }
}

function freeName(path: string): string {
  for (let number = 1; ; number += 1) if (!existsSync(`${path}-${number}`)) return `${path}-${number}`
}
