/** How many cells of a group are through, and what became of them. */
import type { Progress } from '../domain/event.js'
import type { Overridden, Tally } from '../domain/target.js'
import type { IndexedPair } from '../domain/unchanged-lines.js'
import { reasonOf } from '../fusion/record.js'
import { type CellOutcome, isOverridden } from '../fusion/resolution.js'
import type { ResolvedPair } from '../fusion/resolved-pair.js'
import { type Ahead, countAhead } from './count-ahead.js'

/** Lines. */
export interface Written {
  readonly records: number
  readonly rejected: number
}

export type CellCounter = ReturnType<typeof countCells>

/** `perPair`: variants. `asked`: what was asked for the target in this build before it is made. */
export function countCells(cells: number, perPair: number, asked = { calls: 0, cells: 0 }) {
  const rejected: Record<string, number> = {}
  const sum = { done: 0, records: 0, calls: asked.calls, reused: 0, failed: 0, rejected: 0 }
  const unasked = { budget: 0, hopeless: 0 }
  const overridden = { texts: 0, dropped: 0, unread: 0 }
  const written = { records: 0, rejected: 0 }
  const countRejected = (reasons: readonly string[]) => {
    sum.rejected += reasons.length
    for (const reason of reasons) rejected[reason] = (rejected[reason] ?? 0) + 1
  }
  const ahead = countAhead(perPair)
  /** What was asked for it earlier in this build is in the store by now. */
  const reused = () => Math.max(0, sum.reused - asked.cells)
  return {
    written,
    count: (resolved: ResolvedPair, lines: Written) => {
      ahead.isHere(resolved.pair)
      written.records += lines.records
      written.rejected += lines.rejected
      sum.calls += resolved.calls
      if (resolved.kind === 'unasked') {
        unasked.budget += resolved.unasked.budget
        unasked.hopeless += resolved.unasked.hopeless
        return
      }
      if (resolved.kind === 'failed') {
        sum.failed += resolved.unresolved
        return
      }
      sum.records += lines.records
      sum.done += resolved.cells.length
      sum.reused += resolved.cells.filter((cell, index) => isOfModel(cell) && !resolved.asked.has(index)).length
      for (const cell of resolved.cells) {
        countOverridden(cell, overridden)
        countRejected(reasonsOf(cell))
      }
    },
    /** A pair that nothing was asked for, nor looked up: all of its cells are a model's. */
    copied: ({ records, reasons }: IndexedPair) => {
      written.records += records
      written.rejected += reasons.length
      sum.records += records
      sum.done += perPair
      sum.reused += perPair
      countRejected(reasons)
    },
    came: ahead.came,
    progress: () => progressOf({ ...sum, cells, reused: reused() }, ahead.sum),
    result: (): Tally => ({
      cells,
      records: sum.records,
      reused: reused(),
      calls: sum.calls,
      rejected,
      failed: sum.failed,
      ...(Object.values(overridden).every((cells) => cells === 0) ? {} : { overridden }),
      ...(unasked.budget + unasked.hopeless === 0 ? {} : { unasked }),
    }),
  }
}

function progressOf({ done, cells, calls, reused, rejected }: Progress, ahead: Ahead): Progress {
  if (ahead.cells + ahead.calls === 0) return { done, cells, calls, reused, rejected }
  return { done, cells, ahead: ahead.cells, calls: calls + ahead.calls, reused: reused + ahead.reused, rejected }
}

/** Whether a model's answers decided it: also a dropped one whose text is read. */
function isOfModel(cell: CellOutcome): boolean {
  if (cell.kind === 'dropped') return cell.text !== undefined
  return cell.kind !== 'unread' && !isOverridden(cell)
}

function countOverridden(cell: CellOutcome, counts: { -readonly [of in keyof Overridden]: number }): void {
  if (isOverridden(cell)) counts.texts += 1
  if (cell.kind === 'dropped') counts.dropped += 1
  if (cell.kind === 'unread') counts.unread += 1
}

/** Why it has no text, where no model found one. */
export function reasonsOf(cell: CellOutcome): readonly string[] {
  return cell.kind === 'rejected' || cell.kind === 'skipped' ? [reasonOf(cell)] : []
}
