/**
 * Which phrasing comes at which attempt.
 *
 * Best tier first; inside a tier shuffled by a hash of pair and style, so that a dataset does not repeat one frame
 * and an edited question changes only its own pairs; then the same with the questions swapped.
 */
import { fnv1a } from '../../base/quick-hash.js'
import { fill, type Frame, type Frames } from './frame.js'
import { passes } from './gate.js'
import type { Grammar, Reading } from './reading.js'

export interface Phrasebook {
  readonly frames: Frames
  readonly grammar: Grammar
  /** `null`: there is nothing to ask in it (blank). */
  read(question: string): Reading | null
}

type Both = readonly [Reading, Reading]

/** The attempt-th phrasing (from 1) of a pair in a style; `undefined` where there is none. */
export function phrase(
  book: Phrasebook,
  first: string,
  second: string,
  style: string,
  attempt: number,
): string | undefined {
  const tiers = book.frames.get(style)
  const one = book.read(first)
  const two = book.read(second)
  if (!tiers || !one || !two) return undefined
  const seen = new Set<string>()
  for (const text of candidates(tiers, [one, two], seedFrom(style, one.hash, two.hash))) {
    if (!passes(text, [one, two], book.grammar)) continue
    if (attempt === 1) return text
    seen.add(bare(text))
    if (seen.size === attempt) return text
  }
  return undefined
}

function* candidates(tiers: readonly (readonly Frame[])[], both: Both, seed: number): Generator<string> {
  const swapped: Both = [both[1], both[0]]
  const swappedFirst = bestTier(tiers, swapped, true) < bestTier(tiers, both, false)
  for (const isSwapped of swappedFirst ? [true, false] : [false, true]) {
    for (const [depth, tier] of tiers.entries()) {
      for (const frame of shuffled(tier, seed + depth)) {
        const text = isSwapped && frame.ordered ? undefined : fill(frame, formsOf(isSwapped ? swapped : both))
        if (text !== undefined) yield text
      }
    }
  }
}

function formsOf([one, two]: Both): [Reading['forms'], Reading['forms']] {
  return [one.forms, two.forms]
}

/** The first tier in which a frame can be filled; the number of tiers where none can. */
function bestTier(tiers: readonly (readonly Frame[])[], both: Both, isSwapped: boolean): number {
  const forms = formsOf(both)
  const usable = (frame: Frame): boolean => !(isSwapped && frame.ordered) && fill(frame, forms) !== undefined
  const best = tiers.findIndex((tier) => tier.some(usable))
  return best === -1 ? tiers.length : best
}

/** Texts that differ in case, blanks or punctuation alone are one phrasing: stricter than `fold`, which duplicates are judged by. */
function bare(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{P}\s]+/gu, ' ')
    .trim()
}

function seedFrom(style: string, first: number, second: number): number {
  return fnv1a(style, Math.imul(first, 31) + second)
}

/** Fisher–Yates, drawn from a 32-bit generator (mulberry32, public domain). */
function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  const out = [...items]
  let state = seed
  for (let last = out.length - 1; last > 0; last -= 1) {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    const other = ((mixed ^ (mixed >>> 14)) >>> 0) % (last + 1)
    const held = out[last] as Item
    out[last] = out[other] as Item
    out[other] = held
  }
  return out
}
