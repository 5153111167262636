/**
 * An LMDB database that holds few pages in memory, however large it is.
 *
 * A page that was read stays mapped, and Linux maps its neighbours with it, 64 KiB at a time: some thousand look-ups in a large file
 * map hundreds of megabytes, which count as the process's own wherever memory is limited. So after so many of them it is closed and
 * opened again, which lets go of them all. Reading goes on meanwhile; writes wait until those before them are done.
 */
import type { RootDatabase } from 'lmdb'

/** How many reads and writes pages are kept for: at 64 KiB each, 64 MiB. */
export const usualTouches = 1024
/** A file of at most so many bytes may be mapped as a whole. */
export const usualSmallBytes = 64 * 1024 * 1024

export type Database = RootDatabase<Buffer, Buffer>

interface Renewal {
  readonly open: () => Database
  readonly isLarge: () => boolean
  readonly touches: number
}

/** A database that is open now, and is closed and opened again after so many touches. */
export function renewable(first: Database, { open: openNow, isLarge, touches }: Renewal) {
  let open: Database | undefined = first
  let left = touches
  let renewing: Promise<void> | undefined
  const writes = new Set<Promise<unknown>>()
  const database = () => (open ??= openNow())

  /** Who reads before it is closed has it opened at once: then both share the mapped pages, and it is tried again soon. */
  async function closeAndOpen(): Promise<void> {
    try {
      const done = await Promise.allSettled(writes)
      if (done.some(({ status }) => status === 'rejected')) return // who waits for a commit that failed waits for ever
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
