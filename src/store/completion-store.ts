/**
 * What do we remember of models? Completions, and resolved pairs: two shelves, each an LMDB
 * environment of its own. (In one file their pages would lie mixed, and a rebuild, which reads pairs alone, would map them all.)
 *
 * Law: an entry is found under the digest of everything that it depends on, so it is never stale and never overwritten with
 * something else; it counts as kept when its `put` has resolved. Each value carries a CRC-32: a torn or flipped entry is a miss.
 * Nobody deletes from here but `clean --cache`.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { type Database, open, type RootDatabase } from 'lmdb'
import type { Digest } from '../base/hash.js'

export interface Shelf<Value> {
  /** `undefined`: not there, or damaged. */
  get(key: Digest): Value | undefined
  /** Resolves when the entry survives a crash. */
  put(key: Digest, value: Value): Promise<void>
  size(): number
}

export interface Store<Completion, Resolution> {
  readonly completions: Shelf<Completion>
  readonly resolutions: Shelf<Resolution>
  /** Entries that were damaged and are asked again. */
  readonly damaged: number
  close(): Promise<void>
}

/** Opens (or makes) the store in `folder`; several processes may have it open at once. Read-only, a shelf that is not there is empty. */
export function openStore<Completion, Resolution>(
  folder: string,
  options?: { readonly readOnly: boolean },
): Store<Completion, Resolution> {
  const readOnly = options?.readOnly ?? false
  const damaged = new Set<Digest>()
  const completions = environmentAt(join(folder, 'completions'), readOnly, {})
  // The phrasings of one pair repeat each other: LZ4 makes them three to four times smaller, and the mapped pages with them.
  const resolutions = environmentAt(join(folder, 'resolutions'), readOnly, { compression: { threshold: 256 } })
  return {
    completions: completions === undefined ? emptyShelf() : shelf<Completion>(completions, damaged),
    resolutions: resolutions === undefined ? emptyShelf() : shelf<Resolution>(resolutions, damaged),
    get damaged() {
      return damaged.size
    },
    close: async () => {
      for (const environment of [completions, resolutions]) {
        await environment?.flushed
        await environment?.close()
      }
    },
  }
}

function environmentAt(
  path: string,
  readOnly: boolean,
  how: { readonly compression?: { readonly threshold: number } },
): RootDatabase<Buffer, Buffer> | undefined {
  if (readOnly && !existsSync(join(path, 'data.mdb'))) return undefined
  return open<Buffer, Buffer>({ path, encoding: 'binary', keyEncoding: 'binary', readOnly, ...how })
}

function emptyShelf<Value>(): Shelf<Value> {
  return {
    get: () => undefined,
    put: () => Promise.reject(new Error('a store that is open for reading keeps nothing')),
    size: () => 0,
  }
}

function shelf<Value>(database: Database<Buffer, Buffer>, damaged: Set<Digest>): Shelf<Value> {
  return {
    get: (key) => {
      const bytes = database.get(Buffer.from(key, 'hex'))
      if (bytes === undefined) return undefined
      const value = unsealed<Value>(bytes)
      if (value === undefined) damaged.add(key)
      return value
    },
    put: async (key, value) => {
      await database.put(Buffer.from(key, 'hex'), sealed(value))
    },
    size: () => database.getCount(),
  }
}

/** CRC-32 (4 bytes, big endian), then the value as JSON. */
function sealed(value: unknown): Buffer {
  const json = JSON.stringify(value)
  const bytes = Buffer.allocUnsafe(4 + Buffer.byteLength(json))
  bytes.write(json, 4)
  bytes.writeUInt32BE(crc32(bytes.subarray(4)), 0)
  return bytes
}

function unsealed<Value>(bytes: Buffer): Value | undefined {
  if (bytes.length < 5 || bytes.readUInt32BE(0) !== crc32(bytes.subarray(4))) return undefined
  try {
    return JSON.parse(bytes.toString('utf8', 4)) as Value
  } catch {
    return undefined
  }
}
