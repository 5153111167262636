/**
 * Which record became which line? A file of records that somebody edited, line by line against the records as they were written.
 *
 * Pure. Lines that are as they were hold the rest in place; between them records and lines are matched by their other columns, and where
 * lines are missing by their words. What is left over is a record that was taken out, or a line that no record became.
 */
import { align } from '../base/align.js'

/** A record or a line, as far as comparing goes. */
export interface Comparable {
  /** The whole of it: equal where nothing was edited, however it is written. */
  readonly whole: string
  /** What an edit of the text leaves as it is; `undefined`: it is no record. */
  readonly others: string | undefined
  /** What an edit of the text changes. */
  readonly said: string
}

export interface Matched {
  /** Record → the line that it became, by place. */
  readonly lines: ReadonlyMap<number, number>
  /** Records that are gone. */
  readonly gone: readonly number[]
  /** Lines that no record became. `from`: the record that was moved there, or edited so that it is another one. */
  readonly strays: readonly { readonly line: number; readonly from?: number; readonly isMoved: boolean }[]
}

/** Lines that were taken out or put in before nobody looks for the shortest way any more: then the other columns lead. */
const mostEdits = 2_000
/** Records times lines that are compared word by word. */
const mostCompared = 250_000
/** The share of words that two lines have in common where one was made of the other. */
const enoughAlike = 0.5

/** `undefined`: they differ in so much that nobody can tell. */
export function matchRecords(records: readonly Comparable[], lines: readonly Comparable[]): Matched | undefined {
  const anchors = align(records.map(wholeOf), lines.map(wholeOf), mostEdits) ?? []
  const matched = new Map(anchors)
  for (const gap of gapsBetween(anchors, records, lines)) {
    const pairs = inGap(gap, records, lines)
    if (pairs === undefined) return undefined
    for (const record of placesIn(gap.records)) matched.delete(record)
    for (const [record, line] of pairs) matched.set(record, line)
  }
  return withLeftovers(matched, records, lines)
}

const wholeOf = ({ whole }: Comparable): string => whole

/** Places from … to − 1, in both. */
interface Gap {
  readonly records: readonly [from: number, to: number]
  readonly lines: readonly [from: number, to: number]
}

type Pairs = readonly (readonly [record: number, line: number])[]

const placesIn = ([from, to]: readonly [number, number]): readonly number[] =>
  Array.from({ length: to - from }, (_, index) => from + index)

const sizeOf = ({ records, lines }: Gap): number => (records[1] - records[0]) * (lines[1] - lines[0])

/**
 * What is not as it was, each with all records of the pairs that it touches: two records of a pair may have changed places in the
 * eyes of somebody who looks at whole lines alone.
 */
function gapsBetween(anchors: Pairs, records: readonly Comparable[], lines: readonly Comparable[]): readonly Gap[] {
  const isRun = (at: number) =>
    at > 0 && records[at]?.others !== undefined && records[at - 1]?.others === records[at]?.others
  const ends = [[-1, -1], ...anchors, [records.length, lines.length]] as const
  const gaps: Gap[] = []
  for (let at = 1; at < ends.length; at += 1) {
    let [from, to] = [at - 1, at]
    const gap = (): Gap => {
      const [[record, line], [nextRecord, nextLine]] = [ends[from] ?? [0, 0], ends[to] ?? [0, 0]]
      return { records: [record + 1, nextRecord], lines: [line + 1, nextLine] }
    }
    const narrow = gap()
    if (narrow.records[0] === narrow.records[1] && narrow.lines[0] === narrow.lines[1]) continue
    while (from > 0 && isRun((ends[from]?.[0] ?? 0) + 1)) from -= 1
    while (to < ends.length - 1 && isRun(ends[to]?.[0] ?? 0)) to += 1
    const wide = gap()
    const next = sizeOf(wide) <= mostCompared ? wide : narrow
    const last = gaps.at(-1)?.records
    if (next.records[0] !== last?.[0] || next.records[1] !== last[1]) gaps.push(next) // else it is of the same pairs
  }
  return gaps
}

function inGap(gap: Gap, records: readonly Comparable[], lines: readonly Comparable[]): Pairs | undefined {
  const [mine, theirs] = [placesIn(gap.records), placesIn(gap.lines)]
  return sizeOf(gap) <= mostCompared ? mostAlike(mine, theirs, records, lines) : inRuns(mine, theirs, records, lines)
}

/** Too many to compare each with each: the other columns tell which pair a line is of, and only its few records are compared. */
function inRuns(
  mine: readonly number[],
  theirs: readonly number[],
  records: readonly Comparable[],
  lines: readonly Comparable[],
): Pairs | undefined {
  const others = (of: readonly Comparable[], places: readonly number[]) => places.map((at) => of[at]?.others ?? '')
  const same = align(others(records, mine), others(lines, theirs), mostEdits)
  if (same === undefined) return undefined
  const startOf = runStarts(others(records, mine))
  const runs = new Map<number, { records: number[]; lines: number[] }>()
  for (const [index, start] of startOf.entries()) {
    const run = runs.get(start) ?? { records: [], lines: [] }
    run.records.push(mine[index] as number)
    runs.set(start, run)
  }
  for (const [record, line] of same) runs.get(startOf[record] as number)?.lines.push(theirs[line] as number)
  const pairs: (readonly [number, number])[] = []
  for (const run of runs.values()) {
    const isWhole = run.records.length === run.lines.length
    if (!isWhole && run.records.length * run.lines.length > mostCompared) return undefined
    for (const pair of isWhole ? inTurn(run.records, run.lines) : mostAlike(run.records, run.lines, records, lines))
      pairs.push(pair)
  }
  return pairs
}

const inTurn = (mine: readonly number[], theirs: readonly number[]): Pairs =>
  mine.map((record, index) => [record, theirs[index] as number])

/** For each item the place of the first one of its run of equals. */
function runStarts(items: readonly string[]): readonly number[] {
  let start = 0
  return items.map((item, index) => {
    if (item !== items[index - 1]) start = index
    return start
  })
}

/** In order, and only where the other columns are the same: as many as can be, then those that are the same or whose words are most alike. */
function mostAlike(
  mine: readonly number[],
  theirs: readonly number[],
  records: readonly Comparable[],
  lines: readonly Comparable[],
): Pairs {
  const recordWords = mine.map((at) => wordsOf(records[at]?.said ?? ''))
  const lineWords = theirs.map((at) => wordsOf(lines[at]?.said ?? ''))
  const moreThanAllLikeness = 2 * Math.min(mine.length, theirs.length) + 1
  const gain = (a: number, b: number): number => {
    const [record, line] = [records[mine[a] as number], lines[theirs[b] as number]]
    if (record?.others === undefined || record.others !== line?.others) return -1
    const isSame = record.whole === line.whole
    return moreThanAllLikeness + (isSame ? 2 : likeness(recordWords[a] ?? noWords, lineWords[b] ?? noWords))
  }
  const best: Float64Array[] = Array.from({ length: mine.length + 1 }, () => new Float64Array(theirs.length + 1))
  const at = (a: number, b: number): number => best[a]?.[b] ?? 0
  for (let a = mine.length - 1; a >= 0; a -= 1)
    for (let b = theirs.length - 1; b >= 0; b -= 1)
      (best[a] as Float64Array)[b] = Math.max(at(a + 1, b), at(a, b + 1), gain(a, b) + at(a + 1, b + 1))
  const pairs: [number, number][] = []
  for (let [a, b] = [0, 0]; a < mine.length && b < theirs.length;) {
    if (at(a, b) === at(a + 1, b)) a += 1
    else if (at(a, b) === at(a, b + 1)) b += 1
    else {
      pairs.push([mine[a] as number, theirs[b] as number])
      a += 1
      b += 1
    }
  }
  return pairs
}

const noWords: ReadonlySet<string> = new Set()
const wordsOf = (text: string): ReadonlySet<string> => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])

/** 0 … 1: the share of the words of both that both have. */
function likeness(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  if (one.size + other.size === 0) return 1
  let shared = 0
  for (const word of one) if (other.has(word)) shared += 1
  return (2 * shared) / (one.size + other.size)
}

/** A record that a stray line was made of is not gone. */
function withLeftovers(
  matched: ReadonlyMap<number, number>,
  records: readonly Comparable[],
  lines: readonly Comparable[],
): Matched {
  const met = new Set(matched.values())
  const left = new Set([...records.keys()].filter((record) => !matched.has(record)))
  const byWhole = new Map([...left].map((record) => [records[record]?.whole ?? '', record]))
  const strays = [...lines.entries()]
    .filter(([line]) => !met.has(line))
    .map(([line, { whole }]) => {
      const moved = byWhole.get(whole)
      const from = moved !== undefined && left.has(moved) ? moved : likest(whole, left, records)
      if (from === undefined) return { line, isMoved: false }
      left.delete(from)
      return { line, from, isMoved: from === moved }
    })
  return { lines: matched, gone: [...left], strays }
}

/** Of the records that are left, the one that a line was most likely made of. */
function likest(whole: string, left: ReadonlySet<number>, records: readonly Comparable[]): number | undefined {
  if (left.size > mostEdits) return undefined
  const words = wordsOf(whole)
  let best: { readonly record: number; readonly like: number } | undefined
  for (const record of left) {
    const like = likeness(words, wordsOf(records[record]?.whole ?? ''))
    if (like >= enoughAlike && like > (best?.like ?? 0)) best = { record, like }
  }
  return best?.record
}
