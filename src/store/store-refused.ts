import { join } from 'node:path'
import { getSystemErrorName } from 'node:util'
import { hasRoom, noRoomIn } from './room.js'

/**
 * What the system refused to LMDB, as node:fs would say it: with a code and a path. LMDB tells numbers, and a short write, which is a full
 * disk, as an error of input and output.
 */
export function storeRefused(refusal: unknown, folder: string): Error {
  const { message, commitError } = refusal as {
    readonly message?: string
    readonly commitError?: Promise<unknown>
  }
  commitError?.catch(() => {}) // the same once more, for somebody who waits for it
  const path = join(folder, 'data.mdb')
  if (!hasRoom(folder)) return noRoomIn(path)
  return Object.assign(new Error(message, { cause: refusal }), { code: nameOf(refusal), path })
}

/** Whether it was LMDB that refused, since the file is not as it should be: its own numbers are large, those of the system are small. */
export function isOfFile(refusal: unknown): boolean {
  const { code } = refusal as { readonly code?: unknown }
  return typeof code === 'number' && code <= -30_000
}

function nameOf(refusal: unknown): string {
  const { code } = refusal as { readonly code?: unknown }
  if (typeof code !== 'number' || isOfFile(refusal)) return 'EIO'
  try {
    return getSystemErrorName(-Math.abs(code))
  } catch {
    return 'EIO'
  }
}
