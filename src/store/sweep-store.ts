/**
 * Takes out of a store what nobody reaches, and gives the room back.
 *
 * Law: an entry goes only where its key is not reached; what is cut off in the middle has taken out a part of these, and nothing else.
 * The smaller file is written beside the old one and takes its place by a rename, so a crash leaves one or the other. Nobody else may
 * write to the store meanwhile: the project's lock sees to that.
 */
import { mkdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { open, type RootDatabase } from 'lmdb'
import { syncFolder } from '../base/file-writer.js'
import type { Digest } from '../base/hash.js'
import { renameInPlace } from '../base/rename.js'
import { forgetClosed, noteClosed } from './environment-files.js'
import { isSound } from './sound-environment.js'

/** What is in use of each of the store's two shelves. */
export interface Reached {
  hasCompletion(key: Digest): boolean
  hasResolution(key: Digest): boolean
}

export interface Swept {
  readonly completions: Kept
  readonly resolutions: Kept
  /** Of the files of the store. */
  readonly bytesBefore: number
  readonly bytesAfter: number
}

interface Kept {
  readonly kept: number
  readonly unreached: number
}

/** Counts what is not reached in the store at `folder`; `deletes`: and takes it out. A store that is not there is empty; so is, where nothing is deleted, a damaged one. */
export async function sweepStore(folder: string, reached: Reached, deletes: boolean): Promise<Swept> {
  const before = bytesOf(folder)
  const completions = await sweepShelf(join(folder, 'completions'), (key) => reached.hasCompletion(key), deletes)
  const resolutions = await sweepShelf(join(folder, 'pairs'), (key) => reached.hasResolution(key), deletes)
  return { completions, resolutions, bytesBefore: before, bytesAfter: bytesOf(folder) }
}

/** Entries that are deleted in one transaction. */
const batchSize = 10_000

async function sweepShelf(path: string, isReached: (key: Digest) => boolean, deletes: boolean): Promise<Kept> {
  if (!(await isSound(path, deletes))) return { kept: 0, unreached: 0 }
  if (deletes) forgetClosed(path)
  const shelf = open<Buffer, Buffer>({ path, encoding: 'binary', keyEncoding: 'binary', readOnly: !deletes })
  const doomed: Buffer[] = []
  let kept = 0
  for (const key of shelf.getKeys()) {
    if (key.length !== digestBytes || isReached(key.toString('hex') as Digest)) kept += 1
    else doomed.push(Buffer.from(key))
  }
  if (deletes) await remove(doomed, shelf)
  const hasSmaller = deletes && doomed.length > 0
  if (hasSmaller) await copyCompactly(shelf, path)
  await shelf.close()
  if (hasSmaller) takePlace(path)
  if (deletes) noteClosed(path)
  return { kept, unreached: doomed.length }
}

async function remove(keys: readonly Buffer[], shelf: RootDatabase<Buffer, Buffer>): Promise<void> {
  for (let start = 0; start < keys.length; start += batchSize)
    shelf.transactionSync(() => {
      for (const key of keys.slice(start, start + batchSize)) shelf.removeSync(key)
    })
  await shelf.flushed
}

/** Keys of entries have as many; what has another key is no entry (the ledger of confirmations). */
const digestBytes = 32

const beside = (path: string): string => `${path}.smaller`

/** LMDB keeps the room of what was deleted for itself; a copy without it is as small as it can be. */
async function copyCompactly(shelf: RootDatabase<Buffer, Buffer>, path: string): Promise<void> {
  rmSync(beside(path), { recursive: true, force: true })
  mkdirSync(beside(path))
  await shelf.backup(beside(path), true)
}

function takePlace(path: string): void {
  renameInPlace(join(beside(path), 'data.mdb'), join(path, 'data.mdb'))
  rmSync(join(path, 'lock.mdb'), { force: true })
  syncFolder(path)
  rmSync(beside(path), { recursive: true, force: true })
}

function bytesOf(folder: string): number {
  const files = ['completions', 'pairs'].map((shelf) => join(folder, shelf, 'data.mdb'))
  return files.reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0)
}
