import { createHash, hash } from 'node:crypto'
import type { Brand } from './brand.js'
import { canonicalJson } from './canonical-json.js'

/** SHA-256, in hex. Made only in this file, so a digest is never a stray string. */
export type Digest = Brand<'Digest'>

/** What can be framed: a missing value is framed differently from an empty text. */
export type Frame = string | number | boolean | undefined

/** Whether a parsed value is a digest as this file makes them. */
export function isDigest(value: unknown): value is Digest {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
}

/** Of a text's UTF-8, or of bytes. */
export function digestOf(bytes: string | Buffer): Digest {
  return hash('sha256', bytes, 'hex') as Digest
}

/** The digest of several values, length-framed: ["ab", "c"] and ["a", "bc"] differ. */
export function digestOfFrames(frames: readonly Frame[]): Digest {
  return digestOf(framed(frames))
}

/** One string for many values, injective: type letter, length in UTF-16 units, colon, value. */
export function framed(frames: readonly Frame[]): string {
  let out = ''
  for (const frame of frames) {
    if (frame === undefined) out += 'u;'
    else if (typeof frame === 'string') out += `s${frame.length}:${frame}`
    else out += `${typeof frame === 'number' ? 'n' : 'b'}${frame};`
  }
  return out
}

/** The digest of a JSON value: keys sorted, so that only content counts. */
export function digestOfJson(value: unknown): Digest {
  return digestOf(canonicalJson(value))
}

/** A digest that is fed piece by piece: for files that are written or read as a stream. */
export class RunningDigest {
  readonly #hash = createHash('sha256')

  update(chunk: string | Buffer): void {
    this.#hash.update(chunk)
  }

  finish(): Digest {
    return this.#hash.digest('hex') as Digest
  }
}

/** The first 31 bits of a digest: a seed that every engine takes (llama.cpp reads -1 and 2^32-1 as "random"). */
export function seedOf(digest: Digest): number {
  return Number.parseInt(digest.slice(0, 8), 16) >>> 1
}
