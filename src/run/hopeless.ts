/**
 * Is a variant worth asking any further? When nearly all of its first cells were rejected for one reason, nothing more of it is asked.
 *
 * A variant is known by the digest of all that may change its texts, so that what one group shows holds for all, and an edited prompt
 * starts anew. What is decided of a target is remembered under the target's fingerprint: the next build says the same, for no call.
 * Until its variants are tried out, only a few pairs of a recipe ask at once, so that little is spent on a hopeless one.
 */
import type { Digest } from '../base/hash.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import type { Hopeless } from '../domain/hopeless.js'
import type { CompiledRecipe } from '../fusion/compile-recipe.js'
import type { CompiledVariant } from '../fusion/compile-variant.js'
import type { CellOutcome, GivenUp } from '../fusion/resolution.js'
import { variantIsHopeless } from '../messages/hopeless.js'
import type { Shelf } from '../store/completion-store.js'
import { type FewAtOnce, makeFewAtOnce } from './few-at-once.js'
import { lostAmong } from './lost-cells.js'
import { type Count, firstCells, judge, keyOf, nothingMet, rememberedOf } from './variant-verdict.js'

/** The trial of a recipe in one target. */
export interface Trial {
  readonly givenUp: GivenUp
  /**
   * A cell of a pair was decided: alone, or at its turn (`unique: group`), when other pairs may have taken its text.
   * One that is met again, by another pass over the pairs, does not count anew.
   */
  met(variant: number, outcome: CellOutcome, pair: Digest, when: When): void
  /** Nothing that is met can change a verdict any more: pairs whose cells are known may go by unmet. */
  readonly isOver: boolean
  /** `undefined`: a pair may begin to ask. Else resolves when it may, with what is to be called when it has ended. */
  enter(): Promise<() => void> | undefined
  /** Of these cells, those that are left alone since their variant, or one that they read, is given up: said and remembered. */
  leftAlone(unanswered: readonly number[]): readonly number[]
}

export type When = 'alone' | 'at its turn'

export interface Trials {
  /** `fingerprint`: of everything that may change the target's bytes. */
  of(recipe: CompiledRecipe, fingerprint: Digest): Trial
  /** Names of the variants that something was left alone of, in the order in which they were met. */
  readonly hopeless: readonly string[]
}

export interface TrialsOptions {
  /** Where verdicts are remembered. */
  readonly shelf: Pick<Shelf<Hopeless>, 'get' | 'put'>
  say(diagnostic: Diagnostic): void
}

/** Pairs that ask at once before the variants of their recipe are tried out. */
const pairsAtFirst = 64

/** The trials of one build: what one target shows of a variant holds for all. */
export function makeTrials({ shelf, say }: TrialsOptions): Trials {
  const counts = new Map<string, Count>()
  const told = new Map<Digest, string>()
  const shared: Shared = {
    gate: makeFewAtOnce(pairsAtFirst),
    shelf,
    countOf: (digest, when) => {
      const key = `${digest} ${when}`
      const known = counts.get(key)
      if (known !== undefined) return known
      const made = nothingMet()
      counts.set(key, made)
      return made
    },
    tell: ({ variant, digest }, verdict) => {
      if (told.has(digest)) return
      told.set(digest, variant.name)
      say(variantIsHopeless(variant, verdict))
    },
  }
  return {
    get hopeless() {
      return [...new Set(told.values())]
    },
    of: (recipe, fingerprint) => makeTrial(recipe, fingerprint, shared),
  }
}

/** What the trials of all targets have in common. */
interface Shared {
  readonly gate: FewAtOnce
  readonly shelf: TrialsOptions['shelf']
  countOf(digest: Digest, when: When): Count
  /** Once for each variant. */
  tell(cell: CompiledVariant, verdict: Hopeless): void
}

function makeTrial(
  { variants, order }: CompiledRecipe,
  fingerprint: Digest,
  { gate, shelf, countOf, tell }: Shared,
): Trial {
  const remembered = rememberedOf(variants, fingerprint, shelf)
  const kept = new Set(remembered.keys())
  const alone = variants.map(({ digest }) => countOf(digest, 'alone'))
  const atItsTurn = variants.map(({ digest }) => countOf(digest, 'at its turn'))

  const verdictOf = ({ digest, index }: CompiledVariant): Hopeless | undefined =>
    remembered.get(digest) ?? alone[index]?.verdict ?? atItsTurn[index]?.verdict
  const cellAt = (index: number): CompiledVariant => variants[index] as CompiledVariant
  const isHopeless = (cell: CompiledVariant): boolean => verdictOf(cell) !== undefined
  const isTried = ({ index }: CompiledVariant) => (alone[index]?.met.size ?? 0) >= firstCells
  const isTriedOut = lasting(() => {
    const open = variants.filter((cell) => isHopeless(cell) || !isTried(cell)).map(({ index }) => index)
    return lostAmong(new Set(open), order, isHopeless).size === open.length
  })

  const isOver = lasting(() => alone.every(({ judged }) => judged >= firstCells))

  function giveUp(cell: CompiledVariant): void {
    const verdict = verdictOf(cell)
    if (verdict === undefined) return
    tell(cell, verdict)
    if (kept.has(cell.digest)) return
    kept.add(cell.digest)
    void shelf.put(keyOf(cell, fingerprint), verdict).catch(() => {}) // not remembered: it is found out once more
  }

  return {
    givenUp: (variant) => verdictOf(cellAt(variant)) !== undefined,
    get isOver() {
      return isOver()
    },
    met: (variant, outcome, pair, when) => {
      const count = (when === 'alone' ? alone : atItsTurn)[variant]
      if (count === undefined || count.judged >= firstCells) return
      if (outcome.kind !== 'text' && outcome.kind !== 'rejected' && count.met.size >= firstCells) return
      const cell = `${fingerprint}${pair}`
      if (count.met.has(cell)) return
      count.met.add(cell)
      judge(count, outcome)
      if (count.met.size === firstCells || count.verdict !== undefined) gate.look()
    },
    enter: () => gate.enter(isTriedOut),
    leftAlone: (unanswered) => {
      const lost = lostAmong(new Set(unanswered), order, isHopeless)
      const left = unanswered.filter((index) => lost.has(index))
      for (const index of left) giveUp(cellAt(index))
      return left
    },
  }
}

/** A claim that stays true once it is. */
function lasting(claim: () => boolean): () => boolean {
  let isSo = false
  return () => (isSo ||= claim())
}
