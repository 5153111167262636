/**
 * Sets and maps of texts by a 64-bit hash, in one typed array: at most 16 bytes an entry, where a JavaScript Set of strings takes a hundred.
 *
 * Two different texts fall together with a chance of n² / 2⁶⁵: 3 in a million at ten million texts.
 */
import { hash } from 'node:crypto'

/** The 64 bits of a text, as two words that are not both zero (that marks an empty slot). */
export type Hash64 = (text: string) => readonly [high: number, low: number]

/** The first 64 bits of SHA-256. */
export const sha64: Hash64 = (text) => {
  const digest = hash('sha256', text, 'hex')
  return [Number.parseInt(digest.slice(0, 8), 16), Number.parseInt(digest.slice(8, 16), 16) || 1]
}

/** 32 bits of SHA-256: whether two values are alike, where a chance of one in four thousand million is good enough. */
export function hash32(text: string): number {
  return Number.parseInt(hash('sha256', text, 'hex').slice(0, 8), 16)
}

/** A text's hash → 32 bits. 13 to 16 bytes an entry. */
export class HashMap64 {
  readonly #table: Table

  /** `entries`: how many are expected. For so many it does not grow, which would hold them twice for a moment. */
  constructor(hashOf: Hash64 = sha64, entries = 0) {
    this.#table = new Table(hashOf, { words: 3, full: 0.9, growth: 1.2 }, entries)
  }

  get size(): number {
    return this.#table.size
  }

  /** Of the memory that holds the entries. */
  get bytes(): number {
    return this.#table.bytes
  }

  /** Keeps the first value of a text, and returns that one; `undefined`: the text is new, and has this value from now on. */
  add(text: string, value: number): number | undefined {
    return this.#table.add(text, value)
  }

  /** As `add`, of a text whose hash (not both words zero) is known. */
  addHash(high: number, low: number, value: number): number | undefined {
    return this.#table.addHash(high, low, value)
  }

  /** `undefined`: the text is not there. */
  get(text: string): number | undefined {
    return this.#table.get(text)
  }

  /** As `get`, of a text whose hash is known. */
  getHash(high: number, low: number): number | undefined {
    return this.#table.getHash(high, low)
  }
}

/** A set of texts by hash. 10 to 15 bytes an entry. */
export class HashSet64 {
  readonly #table: Table

  constructor(hashOf: Hash64 = sha64) {
    this.#table = new Table(hashOf, { words: 2, full: 0.8, growth: 1.5 })
  }

  get size(): number {
    return this.#table.size
  }

  /** Of the memory that holds the entries. */
  get bytes(): number {
    return this.#table.bytes
  }

  has(text: string): boolean {
    return this.#table.get(text) !== undefined
  }

  /** Whether the text is new. */
  add(text: string): boolean {
    return this.#table.add(text, 1) === undefined
  }
}

interface Shape {
  /** Of a slot: high, low and, with three, the value. */
  readonly words: 2 | 3
  /** The share of slots that are taken when it grows. */
  readonly full: number
  readonly growth: number
}

/** Slots for each entry that is expected: four of five are taken then, where looking for one takes a few steps, and not fifty. */
const roomy = 1.25

/** Open addressing with linear probing. */
class Table {
  readonly #hashOf: Hash64
  readonly #shape: Shape
  #slots: Uint32Array
  #capacity: number
  #size = 0

  constructor(hashOf: Hash64, shape: Shape, entries = 0) {
    this.#hashOf = hashOf
    this.#shape = shape
    this.#capacity = Math.max(64, Math.ceil(entries * roomy))
    this.#slots = new Uint32Array(shape.words * this.#capacity)
  }

  get size(): number {
    return this.#size
  }

  get bytes(): number {
    return this.#slots.byteLength
  }

  get(text: string): number | undefined {
    const [high, low] = this.#hashOf(text)
    return this.getHash(high, low)
  }

  getHash(high: number, low: number): number | undefined {
    return this.#valueAt(this.#find(high, low))
  }

  add(text: string, value: number): number | undefined {
    const [high, low] = this.#hashOf(text)
    return this.addHash(high, low, value)
  }

  addHash(high: number, low: number, value: number): number | undefined {
    const known = this.#valueAt(this.#find(high, low))
    if (known !== undefined) return known
    if (this.#size >= this.#capacity * this.#shape.full) this.#grow()
    this.#put(high, low, value)
    this.#size += 1
    return undefined
  }

  #valueAt(at: number): number | undefined {
    if (this.#isEmpty(at)) return undefined
    return this.#shape.words === 2 ? 1 : this.#slots[at + 2]
  }

  #isEmpty(at: number): boolean {
    return this.#slots[at] === 0 && this.#slots[at + 1] === 0
  }

  /** Where an entry is, or the empty slot where it would be put. */
  #find(high: number, low: number): number {
    const { words } = this.#shape
    const slots = this.#slots
    let at = (low % this.#capacity) * words
    while (!this.#isEmpty(at) && (slots[at] !== high || slots[at + 1] !== low))
      at = at + words === slots.length ? 0 : at + words
    return at
  }

  #put(high: number, low: number, value: number): void {
    const at = this.#find(high, low)
    this.#slots[at] = high
    this.#slots[at + 1] = low
    if (this.#shape.words === 3) this.#slots[at + 2] = value
  }

  #grow(): void {
    const { words, growth } = this.#shape
    const old = this.#slots
    this.#capacity = Math.ceil(this.#capacity * growth)
    this.#slots = new Uint32Array(words * this.#capacity)
    for (let at = 0; at < old.length; at += words) {
      const [high = 0, low = 0] = [old[at], old[at + 1]]
      if (high !== 0 || low !== 0) this.#put(high, low, old[at + 2] ?? 0)
    }
  }
}
