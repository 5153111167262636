/** `lmdb` as fault-preload.ts hands it to the code under test: what is put is counted, and may be the last thing that happens. */
import { open as openReal } from 'lmdb'
import type { FaultyDisk } from './fault-disk.js'

export const faulty: { disk?: FaultyDisk } =
  (globalThis as { fusionkitFaulty?: { disk?: FaultyDisk } }).fusionkitFaulty ?? {}

export const open: typeof openReal = ((options: { readonly path: string }) => {
  const database = openReal(options as Parameters<typeof openReal>[0])
  const put = database.put.bind(database) as (...args: unknown[]) => Promise<boolean>
  database.put = ((...args: unknown[]) =>
    faulty.disk === undefined
      ? put(...args)
      : faulty.disk.meetLater('put', options.path, () => put(...args))) as typeof database.put
  return database
}) as typeof openReal
