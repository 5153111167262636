/**
 * How wide a server's lane may be after trouble (503, out of memory): half as wide at once, then slowly up to just below what was too
 * much, and, rarely, a step further: for the server may have got room since.
 */

/** After trouble the width is halved, and rests there; then it may rise, step by step. */
const restMs = 30_000
const riseEveryMs = 5_000
/** Just below the width that made the trouble it stays for so long; each further trouble doubles that, up to the longest. */
const shortestHoldMs = 60_000
const longestHoldMs = 960_000
/** Many calls fail of one trouble. */
const sameTroubleMs = 1_000

export interface WidthCeiling {
  /** How wide it may be now. */
  at(): number
  /** Halves; `false` where it has just done so. */
  lower(nowMs: number, width: number): boolean
  /** Time passes, and the server is fine. */
  passed(nowMs: number, width: number): void
}

/** There is none (`most`) until the first trouble. */
export function makeWidthCeiling(most: number): WidthCeiling {
  let at = most
  let troubleAt = most
  let holdMs = shortestHoldMs / 2
  let loweredAtMs = -Infinity
  let nextRiseMs = Infinity
  return {
    at: () => at,
    lower(nowMs, width) {
      if (nowMs < loweredAtMs + sameTroubleMs) return false
      holdMs = Math.min(longestHoldMs, 2 * holdMs)
      troubleAt = width
      at = Math.max(1, Math.floor(width / 2))
      loweredAtMs = nowMs
      nextRiseMs = nowMs + restMs
      return true
    },
    passed(nowMs, width) {
      if (nowMs < nextRiseMs || width < at) return
      const higher = at + Math.max(1, Math.floor(at / 8))
      at = Math.min(most, at < troubleAt - 1 ? Math.min(higher, troubleAt - 1) : higher)
      nextRiseMs = nowMs + (at === troubleAt - 1 ? holdMs : riseEveryMs)
      if (at < Math.min(most, 2 * troubleAt)) return
      at = most
      holdMs = shortestHoldMs / 2
      nextRiseMs = Infinity
    },
  }
}
