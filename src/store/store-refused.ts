import { join } from 'node:path'
import { getSystemErrorName } from 'node:util'
import { mustHaveRoom } from './room.js'

/**
 * What the system refused to LMDB, as node:fs would say it: with a code and a path. LMDB tells numbers, and a short write, which is a full
 * disk, as an error of input and output.
 */
export function storeRefused(refusal: unknown, folder: string): Error {
  const { code, message, commitError } = refusal as {
    readonly code?: unknown
    readonly message?: string
    readonly commitError?: Promise<unknown>
  }
  commitError?.catch(() => {}) // the same once more, for somebody who waits for it
  const path = join(folder, 'data.mdb')
  try {
    mustHaveRoom(folder)
  } catch (full) {
    return Object.assign(full as Error, { path })
  }
  return Object.assign(new Error(message, { cause: refusal }), { code: nameOf(code), path })
}

/** LMDB's own numbers are below -30,000, and say that the file is not as it should be. */
function nameOf(code: unknown): string {
  if (typeof code !== 'number' || code <= -30_000) return 'EIO'
  try {
    return getSystemErrorName(-Math.abs(code))
  } catch {
    return 'EIO'
  }
}
