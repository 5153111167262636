/**
 * Which cells could more attempts give a text, and what do these attempts come to?
 *
 * Only pairs that are decided already are looked at: what a build has not asked yet is left to it. Of those, all is asked that a build
 * with so many attempts would ask, so it finds all that it needs, also for cells that read a text which was found.
 */
import { drained } from '../base/drained.js'
import type { Pair } from '../domain/question.js'
import type { CompiledRecipe } from '../fusion/compile-recipe.js'
import { isFinalEnd } from '../fusion/judge-answer.js'
import type { CellOutcome } from '../fusion/resolution.js'
import type { ResolvedPair } from '../fusion/resolved-pair.js'
import { resolveAll } from './resolve-pairs.js'
import type { Resolver } from './resolver.js'

/** A group that is to be tried again. */
export interface Retry {
  /** In order; may be iterated again. */
  readonly pairs: () => Iterable<Pair>
  readonly now: CompiledRecipe
  /** The same with more attempts. */
  readonly raised: CompiledRecipe
}

export interface Open {
  /** Rejected cells that may be tried again. */
  readonly cells: number
  /** Pairs that a build has still something to ask for. */
  readonly undecided: number
  /** The pairs to be resolved with more attempts; may be iterated again. */
  readonly pairs: () => Iterable<Pair>
}

/** `stored`: asks nobody. */
export async function openPairs({ pairs, now }: Retry, stored: Resolver): Promise<Open> {
  const undecided = new Set<number>()
  const open = new Set<number>()
  let [place, cells] = [0, 0]
  for await (const resolved of resolveAll(pairs(), now, stored)) {
    if (resolved.kind !== 'done') undecided.add(place)
    else {
      const own = resolved.cells.filter((cell) => mayBeTried(cell, now)).length
      cells += own
      if (own > 0 || resolved.cells.some(isWithoutText)) open.add(place)
    }
    place += 1
  }
  // Under `unique: group` a pair hangs on those before it.
  const isMeant = now.unique === 'group' ? (at: number) => !undecided.has(at) : (at: number) => open.has(at)
  return { cells, undecided: undecided.size, pairs: () => those(pairs(), isMeant) }
}

function* those(pairs: Iterable<Pair>, isMeant: (place: number) => boolean): Generator<Pair> {
  let place = 0
  for (const pair of pairs) {
    if (isMeant(place)) yield pair
    place += 1
  }
}

/** One that used up its attempts; not one that no other seed can help. */
function mayBeTried(cell: CellOutcome | undefined, { maxAttempts }: CompiledRecipe): boolean {
  if (cell?.kind !== 'rejected' || cell.rejections.length < maxAttempts) return false
  return !isFinalEnd(cell.rejections.at(-1)?.reason ?? '')
}

/** A user wants no record of it, and its readers may still want its text. */
const isWithoutText = (cell: CellOutcome): boolean => cell.kind === 'dropped' && cell.text === undefined

export interface TriedPair {
  readonly pair: Pair
  /** Those of the pair that were rejected, or read one that was, or have another text now. */
  readonly cells: readonly TriedCell[]
  /** Of all texts of the pair, the highest attempt. */
  readonly highest: number
  /** Why it is not done; `undefined`: it is, or nobody was asked. */
  readonly error?: string
}

export interface TriedCell {
  /** Place of the variant. */
  readonly variant: number
  readonly became:
    | { readonly kind: 'found'; readonly attempt: number; readonly text: string }
    | { readonly kind: 'still' }
    /** It got no answer, or nobody was asked. */
    | { readonly kind: 'left' }
    /** It reads one that was found, and has a text now, too. */
    | { readonly kind: 'follows' }
    /** It had a text that an earlier cell has now. */
    | { readonly kind: 'displaced' }
}

/** `open`: pairs of the group. `stored`: asks nobody. */
export async function* tryAgain(
  { now, raised }: Retry,
  open: Open['pairs'],
  stored: Resolver,
  asking: Resolver,
): AsyncGenerator<TriedPair> {
  const before = resolveAll(open(), now, stored)
  let highest = 0
  try {
    for await (const after of resolveAll(open(), raised, asking)) {
      const was = await before.next()
      const one = tried(after, was.done === true ? [] : cellsOf(was.value, now), now)
      highest = Math.max(highest, one.highest)
      yield one
    }
  } finally {
    await before.return(undefined)
  }
  if (now.unique === 'group' && highest > now.maxAttempts) await askWith(highest, raised, open, asking)
}

/**
 * Under `unique: group` a pair is resolved alone at first, and with fewer attempts other cells of it may have a text then: what reads them
 * is asked, too, or the build that takes what was found would have to.
 */
async function askWith(attempts: number, raised: CompiledRecipe, open: Open['pairs'], asking: Resolver): Promise<void> {
  const remembersNothing = { get: () => undefined, put: async () => {}, size: () => 0 }
  const recipe = { ...raised, maxAttempts: attempts }
  await drained(resolveAll(open(), recipe, { ...asking, resolutions: remembersNothing }))
}

function tried(after: ResolvedPair, was: Cells, now: CompiledRecipe): TriedPair {
  const is = cellsOf(after, now)
  const cells = was.flatMap((cell, variant): readonly TriedCell[] => {
    const became = becameOf(cell, is[variant], now)
    return became === undefined ? [] : [{ variant, became }]
  })
  const highest = Math.max(0, ...is.map((cell) => (cell?.kind === 'text' ? cell.attempt : 0)))
  return { pair: after.pair, cells, highest, ...(after.kind === 'failed' ? { error: after.error.message } : {}) }
}

/** `undefined`: not decided. */
type Cells = readonly (CellOutcome | undefined)[]

function cellsOf(resolved: ResolvedPair, { variants }: CompiledRecipe): Cells {
  return resolved.kind === 'done' ? resolved.cells : variants.map(({ index }) => resolved.settled.get(index))
}

function becameOf(
  was: CellOutcome | undefined,
  is: CellOutcome | undefined,
  now: CompiledRecipe,
): TriedCell['became'] | undefined {
  if (mayBeTried(was, now)) {
    if (is?.kind === 'text') return { kind: 'found', attempt: is.attempt, text: is.text }
    return { kind: is === undefined ? 'left' : 'still' }
  }
  if (was?.kind === 'skipped' && is?.kind === 'text') return { kind: 'follows' }
  const isDisplaced = was?.kind === 'text' && is !== undefined && (is.kind !== 'text' || is.text !== was.text)
  return isDisplaced ? { kind: 'displaced' } : undefined
}
