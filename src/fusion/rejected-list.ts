/**
 * Lines of lists of rejected cells → what was rejected, by reason.
 *
 * Of many, some are shown, drawn by hash: the first ones of a list would all be of its first question. The same lists always show the same.
 */
import { byCodeUnit } from '../base/by-code-unit.js'
import { digestOfFrames } from '../base/hash.js'
import { isJsonObject, type JsonValue, parseJson, textOf } from '../base/json.js'
import type { Contradictions, RejectedAttempt, RejectedCell, RejectedReason } from '../domain/rejected.js'

export interface Tallying {
  /** A line (from 1) of the list of a group. What is no such line counts as nothing. */
  add(group: string, path: string, line: number, text: string): void
  /** A line of the list of the merged file. */
  addMerged(path: string, line: number, text: string): void
  /** Cells, without those that only read one. */
  readonly cells: number
  /** Most frequent first. */
  readonly reasons: readonly RejectedReason[]
  readonly skipped: Readonly<Record<string, number>>
  readonly contradictions: Contradictions
  /** All reasons that were met, wanted or not. */
  readonly met: ReadonlySet<string>
}

export interface Wanted {
  /** As many of each reason are shown. */
  readonly limit: number
  readonly reason?: string | undefined
  readonly variant?: string | undefined
}

interface Counted {
  cells: number
  readonly byVariant: Record<string, number>
  readonly examples: Drawn<RejectedCell>
}

/** Some of many, in the order in which they came. */
interface Drawn<Each> {
  /** `rank`: called where it matters which of them stay. */
  add(each: Each, rank: () => string): void
  readonly all: readonly Each[]
}

function draw<Each>(limit: number): Drawn<Each> {
  const kept: { readonly each: Each; readonly rank: string }[] = []
  return {
    add: (each, rankOf) => {
      const rank = limit === Infinity ? '' : rankOf()
      kept.push({ each, rank })
      if (kept.length <= limit) return
      const last = kept.reduce((worst, one, at) => (one.rank > (kept[worst]?.rank ?? '') ? at : worst), 0)
      kept.splice(last, 1)
    },
    get all() {
      return kept.map(({ each }) => each)
    },
  }
}

export function tallyRejected({ limit, reason: onlyReason, variant: onlyVariant }: Wanted): Tallying {
  const reasons = new Map<string, Counted>()
  const skipped: Record<string, number> = {}
  const met = new Set<string>()
  const leftOut = { records: 0, examples: draw<Contradictions['examples'][number]>(limit) }
  return {
    add: (group, path, line, text) => {
      const row = parseJson(text)
      if (!isJsonObject(row)) return
      const [reason, variant] = [textOf(row['reason']), textOf(row['variant'])]
      met.add(reason)
      if (onlyVariant !== undefined && variant !== onlyVariant) return
      if (reason === 'skipped') {
        const because = textOf(row['because'])
        if (onlyReason === undefined || onlyReason === reason) skipped[because] = (skipped[because] ?? 0) + 1
        return
      }
      if (onlyReason !== undefined && reason !== onlyReason) return
      const counted = reasons.get(reason) ?? { cells: 0, byVariant: {}, examples: draw(limit) }
      reasons.set(reason, counted)
      counted.cells += 1
      counted.byVariant[variant] = (counted.byVariant[variant] ?? 0) + 1
      const pair = pairIn(row['pair'])
      const cell = { group, variant, pair, attempts: attemptsIn(row['attempts']), path, line }
      counted.examples.add(cell, () => digestOfFrames([group, variant, ...pair]))
    },
    addMerged: (path, line, text) => {
      const row = parseJson(text)
      if (!isJsonObject(row) || onlyVariant !== undefined) return
      if (onlyReason !== undefined && onlyReason !== 'contradiction') return
      leftOut.records += 1
      const record = JSON.stringify(row['record'] ?? null)
      leftOut.examples.add({ from: textOf(row['from']), record, path, line }, () => digestOfFrames([record]))
    },
    get cells() {
      return [...reasons.values()].reduce((sum, { cells }) => sum + cells, 0)
    },
    get reasons() {
      const all = [...reasons].map(([reason, counted]) => ({ reason, ...counted, examples: counted.examples.all }))
      return all.toSorted((a, b) => b.cells - a.cells || byCodeUnit(a.reason, b.reason))
    },
    skipped,
    get contradictions() {
      return { records: leftOut.records, examples: leftOut.examples.all }
    },
    met,
  }
}

/** The two questions of a line; what is no such line names none. */
export function pairIn(value: JsonValue | undefined): readonly [string, string] {
  const list = Array.isArray(value) ? (value as readonly JsonValue[]) : []
  return [textOf(list[0]), textOf(list[1])]
}

function attemptsIn(value: JsonValue | undefined): readonly RejectedAttempt[] {
  const list = Array.isArray(value) ? (value as readonly JsonValue[]) : []
  return list.filter(isJsonObject).map(({ attempt, reason, detail, text }) => ({
    attempt: Number(attempt),
    reason: textOf(reason),
    detail: textOf(detail),
    text: textOf(text),
  }))
}
