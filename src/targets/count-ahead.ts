import type { Pair } from '../domain/question.js'
import type { Came } from '../fusion/resolved-pair.js'

export interface Ahead {
  readonly cells: number
  /** Of these, the store had so many. */
  readonly reused: number
  readonly calls: number
}

interface CountAhead {
  readonly sum: Ahead
  readonly came: Came
  /** Its turn has come. */
  isHere(pair: Pair): void
}

/** What came for pairs whose turn has not come. */
export function countAhead(perPair: number): CountAhead {
  const nothing: { -readonly [count in keyof Ahead]: number } = { cells: 0, reused: 0, calls: 0 }
  const sum = { ...nothing }
  const pairs = new Map<Pair, typeof nothing>()
  return {
    sum,
    came: (pair: Pair, more: Parameters<Came>[1]) => {
      const own = pairs.get(pair) ?? { ...nothing }
      pairs.set(pair, own)
      // at its turn it may be told of once more
      const cells = Math.min(more.cells, perPair - own.cells)
      const reused = Math.min(more.reused, cells)
      for (const each of [own, sum]) {
        each.cells += cells
        each.reused += reused
        each.calls += more.calls
      }
    },
    isHere: (pair: Pair) => {
      const own = pairs.get(pair)
      if (own === undefined || !pairs.delete(pair)) return
      sum.cells -= own.cells
      sum.reused -= own.reused
      sum.calls -= own.calls
    },
  }
}
