/**
 * One LMDB environment, which is never handed to LMDB damaged.
 *
 * LMDB trusts its file, and a damaged one ends the process with a signal. So a file that is not as the last one who closed it left it is
 * looked through first: somebody was killed, or the disk lost something. What is damaged is set aside (set-aside.ts), and what can be
 * read of it is put into a new one; a build that is killed in between begins that again.
 */
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { open } from 'lmdb'
import { makeFolder } from '../base/make-folder.js'
import { asideOf, dataFile, forgetClosed, noteClosed } from './environment-files.js'
import { type Database, renewable, usualSmallBytes, usualTouches } from './renewable.js'
import { mustHaveRoom } from './room.js'
import { salvaged } from './salvaged.js'
import { type Mended, mustBeSetAside, setAside, takeOver } from './set-aside.js'
import { isOfFile, storeRefused } from './store-refused.js'

export interface SoundEnvironment {
  get(key: Buffer): Buffer | undefined
  /** Resolves when the entry survives a crash of this process. Rejects with what the system refuses. */
  put(key: Buffer, value: Buffer): Promise<void>
  /** Puts what `change` makes of the present value, with nobody in between. Durable when it returns. */
  update(key: Buffer, change: (value: Buffer | undefined) => Buffer): void
  has(key: Buffer): boolean
  size(): number
  /** Lets go of the pages that are mapped (renewable.ts). */
  rest(): Promise<void>
  /** What was set aside when it was opened. */
  readonly mended: Mended | undefined
  /** The system refused a write: nothing is kept any more. */
  readonly hasFailed: boolean
  close(): Promise<void>
}

export type SoundReader = Pick<SoundEnvironment, 'get' | 'has' | 'size' | 'close'>

/** When pages are let go of (renewable.ts). */
interface Renewing {
  readonly touches: number
  readonly smallBytes: number
}

const usualRenewing: Renewing = { touches: usualTouches, smallBytes: usualSmallBytes }

/** Opens (or makes) the environment in the folder `path`. Throws what the system refuses, with a path. */
export function openSound(path: string, renewing: Renewing = usualRenewing): SoundEnvironment {
  makeFolder(dirname(path))
  mustHaveRoom(dirname(path))
  if (mustBeSetAside(path)) setAside(path)
  makeFolder(path)
  const database = openedAnew(path)
  forgetClosed(path)
  const mended = existsSync(asideOf(path)) ? takeOver(asideOf(path), database) : undefined
  return environmentOf(database, path, mended, { ...renewing, readOnly: false })
}

/** The same for reading: it changes nothing. `undefined`: it is not there. What is damaged is read as far as it can be. */
export function openSoundToRead(path: string): SoundReader | undefined {
  const aside = [asideOf(path), path].find((each) => existsSync(each) && (each !== path || mustBeSetAside(path)))
  if (aside !== undefined) return readerOf(new Map(salvaged(join(aside, dataFile))))
  if (!existsSync(join(path, dataFile))) return undefined
  try {
    const { close, ...environment } = environmentOf(opened(path, true), path, undefined, {
      ...usualRenewing,
      readOnly: true,
    })
    return { ...environment, close: () => close(false) }
  } catch (error) {
    if (isOfFile(error)) return undefined
    throw storeRefused(error, path)
  }
}

/** For who opens it past all this: what is damaged is mended, where something may be written; else it is said to be there or not. */
export async function isSound(path: string, mayMend: boolean): Promise<boolean> {
  if (!existsSync(join(path, dataFile)) && !existsSync(asideOf(path))) return false
  if (mayMend) await openSound(path).close()
  return mayMend || (!existsSync(asideOf(path)) && !mustBeSetAside(path))
}

function opened(path: string, readOnly: boolean): Database {
  return open<Buffer, Buffer>({ path, encoding: 'binary', keyEncoding: 'binary', readOnly })
}

/** A file that LMDB will not have (of another version of it, say) is set aside, too. */
function openedAnew(path: string): Database {
  try {
    return opened(path, false)
  } catch (error) {
    if (!isOfFile(error)) throw storeRefused(error, path)
    setAside(path)
    makeFolder(path)
    return opened(path, false)
  }
}

interface OpenEnvironment extends SoundEnvironment {
  /** `isOurs`: nobody else writes, so what is there now is as we left it. Left out: it is. */
  close(isOurs?: boolean): Promise<void>
}

function environmentOf(
  first: Database,
  path: string,
  mended: Mended | undefined,
  { touches, smallBytes, readOnly }: Renewing & { readonly readOnly: boolean },
): OpenEnvironment {
  let hasFailed = false
  const { database, touch, write, renew, settled } = renewable(first, {
    open: () => opened(path, readOnly),
    isLarge: () => !hasFailed && sizeOf(path) > smallBytes,
    touches,
  })
  const room = roomFor(path)
  const failing = (error: unknown): Error => {
    hasFailed = true
    return storeRefused(error, path)
  }
  return {
    mended,
    get hasFailed() {
      return hasFailed
    },
    get: (key) => {
      touch()
      try {
        return database().get(key)
      } catch (error) {
        throw failing(error) // the file went bad under us: the next build looks through it
      }
    },
    has: (key) => database().doesExist(key),
    size: () => database().getCount(),
    rest: renew,
    put: async (key, value) => {
      room.take(value.length)
      touch()
      await write(() => database().put(key, value)).catch((error: unknown) => Promise.reject(failing(error)))
    },
    update: (key, change) => {
      try {
        database().transactionSync(() => {
          database().putSync(key, change(database().get(key)))
        })
      } catch (error) {
        throw failing(error)
      }
    },
    close: async (isOurs = true) => {
      if (hasFailed) {
        database().close().catch(ignored) // not waited for: who waits for a commit that failed waits for ever
        return
      }
      await settled()
      await database().flushed
      await database().close()
      if (isOurs) noteClosed(path)
    },
  }
}

function sizeOf(path: string): number {
  return statSync(join(path, dataFile), { throwIfNoEntry: false })?.size ?? 0
}

const ignored = () => {}

/** Asks for room again whenever about so much was put: a full disk is told by us, since LMDB ends the process where its map has no page. */
function roomFor(path: string) {
  const [entriesBetween, bytesBetween] = [64, 256 * 1024]
  let [entries, bytes] = [0, 0]
  return {
    take: (length: number) => {
      entries += 1
      bytes += length
      if (entries < entriesBetween && bytes < bytesBetween) return
      mustHaveRoom(path)
      entries = bytes = 0
    },
  }
}

function readerOf(entries: ReadonlyMap<string, Buffer>): SoundReader {
  return {
    get: (key) => entries.get(key.toString('hex')),
    has: (key) => entries.has(key.toString('hex')),
    size: () => entries.size,
    close: async () => {},
  }
}
