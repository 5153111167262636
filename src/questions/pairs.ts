/**
 * The pairs of a group: all combinations in file order, or a sample of them.
 *
 * Pairs stream: a group of 5,000 questions has 12.5 million, and no list of them is ever made.
 */
import { fold } from '../base/fold.js'
import { type Digest, digestOf, digestOfFrames, type Frame } from '../base/hash.js'
import type { PairRule } from '../domain/project.js'
import type { Group, Pair, Question } from '../domain/question.js'

/** The pairs of a group in the order of Python's `itertools.combinations`: (0,1), (0,2), … (1,2), … */
export function pairsOf(group: Group, rule: PairRule): Iterable<Pair> {
  const isWhole = rule.kind === 'all' || rule.size >= combinations(group)
  return isWhole ? allPairs(group.questions) : pairsAt(sampled(group, rule), group.questions)
}

/**
 * `size` of the pairs that `pairsOf` gives, in the same order: for who estimates, or shows a few. A pair is drawn by another hash than a
 * sample's, or the pairs of a smaller sample, which was built before, would be drawn first.
 */
export function somePairsOf(
  group: Group,
  rule: PairRule,
  size: number,
  drawnBy: readonly Frame[] = ['estimate'],
): Iterable<Pair> {
  const { questions } = group
  if (size >= countPairs(group, rule)) return pairsOf(group, rule)
  const hashed = hashesOf(questions, digestOfFrames(drawnBy))
  const isWhole = rule.kind === 'all' || rule.size >= combinations(group)
  return pairsAt(isWhole ? drawn(hashed, size) : drawnAmong(sampled(group, rule), hashed, size), questions)
}

/** How many pairs `pairsOf` gives, without making them. */
export function countPairs(group: Group, rule: PairRule): number {
  return rule.kind === 'all' ? combinations(group) : Math.min(rule.size, combinations(group))
}

function combinations({ questions: { length } }: Group): number {
  return (length * (length - 1)) / 2
}

function* allPairs(questions: readonly Question[]): Generator<Pair, void, undefined> {
  for (const [index, first] of questions.entries()) {
    for (let other = index + 1; other < questions.length; other += 1)
      yield { first, second: questions[other] as Question }
  }
}

function sampled({ questions }: Group, { size, seed }: Extract<PairRule, { kind: 'sample' }>): readonly number[] {
  return drawn(hashesOf(questions, digestOfFrames(['pairs', seed])), size)
}

function* pairsAt(places: readonly number[], questions: readonly Question[]): Generator<Pair, void, undefined> {
  for (const place of places) {
    const [first, second] = [questions[Math.floor(place / questions.length)], questions[place % questions.length]]
    if (first !== undefined && second !== undefined) yield { first, second }
  }
}

/**
 * The `size` pairs with the smallest hashes, in canonical order, each as first × count + second. A pair's hash depends on the seed and
 * its two texts alone, in either order: so another order of the file draws the same pairs, and one question more displaces about 2/n
 * of them.
 */
function drawn(hashed: Hashed, size: number): readonly number[] {
  const { hashes, pairs } = smallest(hashed, size)
  return withSmallest(pairs, hashes, size)
}

function drawnAmong(pairs: readonly number[], hashed: Hashed, size: number): readonly number[] {
  const count = hashed.low.length
  const hashes = pairs.map((pair) => hashOf(hashed, Math.floor(pair / count), pair % count))
  return withSmallest(pairs, hashes, size)
}

function withSmallest(pairs: readonly number[], hashes: readonly number[], size: number): readonly number[] {
  const last = Float64Array.from(hashes).sort()[size - 1] ?? -1
  let left = size
  return pairs.filter((_, at) => {
    const isDrawn = (hashes[at] ?? 0) <= last && left > 0
    if (isDrawn) left -= 1
    return isDrawn
  })
}

interface Hashed {
  readonly low: Int32Array
  readonly high: Int32Array
  readonly seed: number
}

/** 64 bits a question, as two integers: hashing 12.5 million pairs of texts would take minutes, mixing integers does not. */
function hashesOf(questions: readonly Question[], seed: Digest): Hashed {
  const low = new Int32Array(questions.length)
  const high = new Int32Array(questions.length)
  for (const [index, { question }] of questions.entries()) {
    const digest = digestOf(fold(question))
    low[index] = Number.parseInt(digest.slice(0, 8), 16)
    high[index] = Number.parseInt(digest.slice(8, 16), 16)
  }
  return { low, high, seed: Number.parseInt(seed.slice(0, 8), 16) | 0 }
}

/** Every pair below a bound that is expected to let a little more than `size` through, and doubled until it does. */
function smallest(
  hashed: Hashed,
  size: number,
): { readonly hashes: readonly number[]; readonly pairs: readonly number[] } {
  const count = hashed.low.length
  const margin = size + 4 * Math.sqrt(size) + 8
  for (let share = margin / ((count * (count - 1)) / 2); ; share *= 2) {
    const found = below(Math.min(2 ** 32, share * 2 ** 32), hashed)
    if (found.hashes.length >= size) return found
  }
}

/** Pairs (as first × count + second, in canonical order) whose first 32 bits are below the bound, with 53 bits of their hashes. */
function below(bound: number, { low, high, seed }: Hashed): { hashes: number[]; pairs: number[] } {
  const hashes: number[] = []
  const pairs: number[] = []
  const count = low.length
  for (let first = 0; first < count; first += 1) {
    const [firstLow, firstHigh] = [low[first] ?? 0, high[first] ?? 0]
    for (let second = first + 1; second < count; second += 1) {
      const sum = (firstLow + (low[second] as number)) | 0 // both symmetric: a pair has no order here
      const difference = firstHigh ^ (high[second] as number)
      const head = mix(sum ^ seed, difference)
      if (head >= bound) continue
      hashes.push(head * 2 ** 21 + (mix(difference ^ head, sum) >>> 11))
      pairs.push(first * count + second)
    }
  }
  return { hashes, pairs }
}

/** 53 bits, as `below` has them. */
function hashOf({ low, high, seed }: Hashed, first: number, second: number): number {
  const sum = ((low[first] ?? 0) + (low[second] ?? 0)) | 0
  const difference = (high[first] ?? 0) ^ (high[second] ?? 0)
  const head = mix(sum ^ seed, difference)
  return head * 2 ** 21 + (mix(difference ^ head, sum) >>> 11)
}

/** Two words into 32 unsigned bits: murmur3's rounds and last step. */
function mix(a: number, b: number): number {
  let bits = Math.imul(a ^ (a >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13) ^ b, 0xc2b2ae35)
  bits = Math.imul(bits ^ (bits >>> 16), 0x27d4eb2f)
  return (bits ^ (bits >>> 15)) >>> 0
}
