/**
 * Which pairs are shown of a project? A handful, always the same ones, spread over its groups.
 *
 * Groups and pairs are drawn by hash, so that an edit of a prompt shows what the last one showed, and a new question displaces few.
 * Of many groups only those that are drawn are read.
 */
import { fold } from '../base/fold.js'
import { digestOfFrames } from '../base/hash.js'
import { bug } from '../base/unreachable.js'
import type { PinnedPair } from '../domain/project.js'
import type { Group, Pair } from '../domain/question.js'
import type { FusionTarget } from '../domain/target.js'
import { countPairs, pairsOf, somePairsOf } from '../questions/pairs.js'

export interface DrawnPair<Loaded> {
  readonly target: FusionTarget
  readonly loaded: Loaded
  readonly pair: Pair
  readonly isPinned: boolean
}

interface HasGroup {
  readonly group: Group
}

/** `size` pairs, or as many as there are. */
export async function drawPairs<Loaded extends HasGroup>(
  targets: readonly FusionTarget[],
  { size, seed }: { readonly size: number; readonly seed: number },
  load: (target: FusionTarget) => Promise<Loaded>,
): Promise<readonly DrawnPair<Loaded>[]> {
  const rank = (target: FusionTarget) => digestOfFrames(['preview', seed, target.group])
  const ranked = targets.map((target) => ({ target, at: rank(target) })).toSorted((a, b) => (a.at < b.at ? -1 : 1))
  const opened: Opened<Loaded>[] = []
  for (const { target } of ranked) {
    if (opened.length >= size) break
    const loaded = await load(target)
    const all = countPairs(loaded.group, target.rule.pairs)
    if (all > 0) opened.push({ target, loaded, all, share: 1 })
  }
  shareOut(opened, size - opened.length)
  return opened.flatMap(({ target, loaded, share }) =>
    [...somePairsOf(loaded.group, target.rule.pairs, share, ['preview', seed])].map((pair) => {
      return { target, loaded, pair, isPinned: false }
    }),
  )
}

/** A group that is drawn, with how many of all its pairs. */
interface Opened<Loaded> {
  readonly target: FusionTarget
  readonly loaded: Loaded
  readonly all: number
  share: number
}

/** One more of each group in turn, so that what one does not have comes of the others. */
function shareOut(opened: readonly Opened<unknown>[], more: number): void {
  let left = more
  for (let open = opened; left > 0 && open.length > 0; open = open.filter(({ all, share }) => share < all))
    for (const one of open) {
      if (left === 0 || one.share === one.all) continue
      one.share += 1
      left -= 1
    }
}

/** Pinned pairs where they are found, in their order; `missing`: those that no group has. */
export async function findPinned<Loaded extends HasGroup>(
  pinned: readonly PinnedPair[],
  targets: readonly FusionTarget[],
  load: (target: FusionTarget) => Promise<Loaded>,
): Promise<{ readonly found: readonly DrawnPair<Loaded>[]; readonly missing: readonly PinnedPair[] }> {
  const found = new Map<PinnedPair, DrawnPair<Loaded>>()
  for (const target of pinned.length === 0 ? [] : targets) {
    const lacking = pinned.filter((one) => !found.has(one))
    if (lacking.length === 0) break
    const loaded = await load(target)
    const names = new Set(loaded.group.questions.map(({ question }) => fold(question)))
    const isHere = (asked: ReadonlySet<string>) =>
      asked.size === 2 && [...asked].every((question) => names.has(question))
    const here = lacking.filter(({ questions }) => isHere(new Set(questions.map(fold))))
    for (const pair of here.length === 0 ? [] : pairsOf(loaded.group, target.rule.pairs)) {
      const asked = new Set([fold(pair.first.question), fold(pair.second.question)])
      const one = here.find(({ questions }) => questions.every((question) => asked.has(fold(question))))
      if (one !== undefined && !found.has(one)) found.set(one, { target, loaded, pair, isPinned: true })
    }
  }
  return {
    found: pinned.flatMap((one) => found.get(one) ?? []),
    missing: pinned.filter((one) => !found.has(one)),
  }
}

/** Pinned ones first; none of the others twice. */
export function withPinned<Loaded>(
  pinned: readonly DrawnPair<Loaded>[],
  drawn: readonly DrawnPair<Loaded>[],
): readonly DrawnPair<Loaded>[] {
  const key = ({ target, pair }: DrawnPair<Loaded>) =>
    JSON.stringify([target.group, pair.first.question, pair.second.question])
  const known = new Set(pinned.map(key))
  return [...pinned, ...drawn.filter((one) => !known.has(key(one)))]
}

/** How many pairs are shown where nobody says: fewer of many variants, or a handful of pairs would be a hundred calls. */
export function usualPairs(variants: number): number {
  if (variants < 1) bug('a preview of no variant')
  return Math.max(fewest, Math.min(usual, Math.floor(mostCells / variants)))
}

const [usual, fewest, mostCells] = [8, 2, 24]
