/**
 * An LMDB environment that holds few pages in memory, however large it is.
 *
 * A page that was read stays mapped, and Linux maps its neighbours with it, 64 KiB at a time: some thousand look-ups in a large file
 * map hundreds of megabytes, which count as the process's own wherever memory is limited. So after so many of them the environment is
 * closed and opened again, which lets go of them all. Reading goes on meanwhile; writes wait until those before them are done.
 */
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { open as openDatabase, type RootDatabase } from 'lmdb'

export interface Environment {
  get(key: Buffer): Buffer | undefined
  /** Resolves when the entry survives a crash. */
  put(key: Buffer, value: Buffer): Promise<void>
  /** Replaces an entry by what becomes of it, durably; nobody else writes in between. */
  updateSync(key: Buffer, change: (before: Buffer | undefined) => Buffer): void
  /** Entries. */
  count(): number
  /** Lets go of the pages that are mapped. */
  rest(): Promise<void>
  close(): Promise<void>
}

export interface EnvironmentOptions {
  /** Then one that is not there is `undefined`. */
  readonly readOnly: boolean
  /** Of values of more than so many bytes; left out: none. */
  readonly compression?: { readonly threshold: number }
  /** How many reads and writes pages are kept for, in a file that is larger than `smallBytes`. */
  readonly touches?: number
  readonly smallBytes?: number
}

/** Of 64 KiB each: 64 MiB. */
const usualTouches = 1024
const usualSmallBytes = 64 * 1024 * 1024

export function openEnvironment(path: string, options: EnvironmentOptions): Environment | undefined {
  const { readOnly, compression, touches = usualTouches, smallBytes = usualSmallBytes } = options
  const file = join(path, 'data.mdb')
  if (readOnly && !existsSync(file)) return undefined
  const { database, touch, write, renew, settled } = renewable({
    open: () =>
      openDatabase<Buffer, Buffer>({
        path,
        encoding: 'binary',
        keyEncoding: 'binary',
        readOnly,
        ...(compression && { compression }),
      }),
    isLarge: () => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > smallBytes,
    touches,
  })
  return {
    get: (key) => {
      touch()
      return database().get(key)
    },
    put: async (key, value) => {
      touch()
      await write(() => database().put(key, value))
    },
    updateSync: (key, change) =>
      database().transactionSync(() => {
        database().putSync(key, change(database().get(key)))
      }),
    count: () => database().getCount(),
    rest: renew,
    close: async () => {
      await settled()
      await database().flushed
      await database().close()
    },
  }
}

type Database = RootDatabase<Buffer, Buffer>

interface Renewable {
  readonly open: () => Database
  readonly isLarge: () => boolean
  readonly touches: number
}

/** A database that is closed and opened again after so many touches. */
function renewable({ open: openNow, isLarge, touches }: Renewable) {
  let open: Database | undefined = openNow()
  let left = touches
  let renewing: Promise<void> | undefined
  const writes = new Set<Promise<unknown>>()
  const database = () => (open ??= openNow())

  /** Who reads before it is closed has it opened at once: then both share the mapped pages, and it is tried again soon. */
  async function closeAndOpen(): Promise<void> {
    try {
      await Promise.allSettled(writes)
      const old = database()
      await old.flushed
      open = undefined
      await old.close()
      if (open !== undefined) left = Math.ceil(touches / 8)
    } finally {
      renewing = undefined
    }
  }
  /** Who waits for it hears of a failure. */
  async function renew(): Promise<void> {
    if (renewing === undefined && !isLarge()) return
    renewing ??= closeAndOpen()
    await renewing
  }
  async function settled(): Promise<void> {
    for (let now = renewing; now !== undefined; now = renewing) await now
  }

  return {
    database,
    renew,
    settled,
    touch: (): void => {
      left -= 1
      if (left > 0 || renewing !== undefined) return
      left = touches
      renew().catch(() => {})
    },
    /** Waits until it is open. */
    write: async (put: () => Promise<unknown>): Promise<void> => {
      await settled()
      const written = put()
      writes.add(written)
      await written.finally(() => writes.delete(written))
    },
  }
}
