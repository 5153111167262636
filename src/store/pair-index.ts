/**
 * Which lines of an output came of which pair? So a pair whose lines would be the same again is copied, and nothing is looked up for it.
 *
 * Law: an index belongs to the bytes of one output, whose digest it names, and is written only of answers that are known to be of
 * their model. A pair is found under a key over everything that its lines depend on beside its completions (fusion/line-key.ts). What
 * is copied is held to a CRC-32 of each pair's lines, in the output and in the list of the rejected: what was edited, or cut off, or
 * lies elsewhere is no copy, and its pair is resolved.
 */
import { crc32 } from 'node:zlib'
import type { OpenFile } from '../base/disk.js'
import type { Digest } from '../base/hash.js'
import { HashMap64 } from '../base/hash-set.js'
import type { IndexedPair, UnchangedLines } from '../domain/unchanged-lines.js'
import { field, type LineKey, pairRows } from './pair-rows.js'
import { recordRows } from './record-index.js'
import { openRows, type RowFile } from './row-file.js'

export interface PairIndex {
  /** Its place among the pairs of the output; `undefined`: its lines would be others. */
  find(key: LineKey): number | undefined
  /** The lines of so many pairs, from a place on; good until the next call. `undefined`: they are not what they were. */
  take(first: number, count: number): UnchangedLines | undefined
  close(): void
}

/** `records`: the rows of the same output's records. */
export interface PairIndexFiles {
  readonly pairs: OpenFile | undefined
  readonly records: OpenFile | undefined
  readonly output: OpenFile | undefined
  readonly rejected: OpenFile | undefined
}

/** `undefined`: there is none of this output, whose digest was just taken. Closes the files with itself. */
export function openPairIndex(files: PairIndexFiles, output: Digest): PairIndex | undefined {
  const pairs = openRows(files.pairs, pairRows)
  const records = openRows(files.records, recordRows)
  const close = () => {
    for (const each of [pairs, records, files.output, files.rejected]) each?.close()
  }
  const reasons = pairs?.end['reasons']
  const isOf = pairs?.end['output'] === output && records?.end['output'] === output
  if (pairs === undefined || records === undefined || files.output === undefined || !isOf || !Array.isArray(reasons)) {
    close()
    return undefined
  }
  const sources: Sources = { pairs, records, output: files.output, rejected: files.rejected, reasons }
  return { find: finder(pairs), take: taker(sources), close }
}

const rowsAtOnce = 1024

/** Most pairs stand where the last one that was found stood, and one further. All are put in a table by the first that does not. */
function finder(rows: RowFile): PairIndex['find'] {
  const block = Buffer.alloc(rowsAtOnce * pairRows.bytes)
  let from = -1
  let next = 0
  let table: HashMap64 | undefined

  function offsetOf(place: number): number {
    if (from < 0 || place < from || place >= from + rowsAtOnce) {
      from = place - (place % rowsAtOnce)
      block.fill(0)
      rows.read(from, block)
    }
    return (place - from) * pairRows.bytes
  }
  function isAt(place: number, key: LineKey): boolean {
    if (place >= rows.count) return false
    const at = offsetOf(place)
    return block.toString('hex', at, at + 16) === key
  }
  return (key) => {
    let place: number | undefined = next
    if (!isAt(place, key)) {
      table ??= tableOf(rows)
      place = table.getHash(Number.parseInt(key.slice(0, 8), 16), Number.parseInt(key.slice(8, 16), 16) || 1)
      if (place === undefined || !isAt(place, key)) return undefined
    }
    next = place + 1
    return place
  }
}

/** 64 bits of each key → its place. */
function tableOf(rows: RowFile): HashMap64 {
  const table = new HashMap64(undefined, rows.count)
  const block = Buffer.alloc(rowsAtOnce * pairRows.bytes)
  for (let first = 0; first < rows.count; first += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, rows.count - first)
    rows.read(first, block.subarray(0, count * pairRows.bytes))
    for (let index = 0; index < count; index += 1) {
      const at = index * pairRows.bytes + field.key
      table.addHash(block.readUInt32BE(at), block.readUInt32BE(at + 4) || 1, first + index)
    }
  }
  return table
}

interface Sources {
  readonly pairs: RowFile
  readonly records: RowFile
  readonly output: OpenFile
  readonly rejected: OpenFile | undefined
  readonly reasons: readonly unknown[]
}

/** Its buffers are used again and again: a gigabyte goes through them, faster than what was allocated anew is given back. */
function taker(sources: Sources): PairIndex['take'] {
  const buffers = { rows: reusable(), records: reusable(), output: reusable(), rejected: reusable() }
  return (first, count) => {
    const rows = buffers.rows(count * pairRows.bytes)
    if (!sources.pairs.read(first, rows)) return undefined
    const pairs = [...rowsIn(rows)].map((at) => countsAt(at, rows, sources.reasons))
    const records = buffers.records(pairs.reduce((sum, pair) => sum + pair.records, 0) * recordRows.bytes)
    const output = buffers.output(sumOf(rows, field.outputBytes))
    const rejected = buffers.rejected(sumOf(rows, field.rejectedBytes))
    const isThere =
      sources.records.read(rows.readUInt32LE(field.firstRecord), records) &&
      isRead(output, rows, sources.output, field.outputAt, field.outputBytes, field.outputSum) &&
      isRead(rejected, rows, sources.rejected, field.rejectedAt, field.rejectedBytes, field.rejectedSum)
    return isThere ? { output, rejected, pairs, index: { pairs: rows, records } } : undefined
  }
}

function reusable(): (bytes: number) => Buffer {
  let buffer = Buffer.alloc(0)
  return (bytes) => {
    if (buffer.length < bytes) buffer = Buffer.alloc(bytes)
    return buffer.subarray(0, bytes)
  }
}

function* rowsIn(rows: Buffer): Generator<number> {
  for (let at = 0; at < rows.length; at += pairRows.bytes) yield at
}

function sumOf(rows: Buffer, of: number): number {
  let sum = 0
  for (const at of rowsIn(rows)) sum += rows.readUInt32LE(at + of)
  return sum
}

function countsAt(at: number, rows: Buffer, known: readonly unknown[]): IndexedPair {
  const reasons = known[rows.readUInt32LE(at + field.reasons)]
  return {
    records: rows.readUInt32LE(at + field.records),
    reasons: Array.isArray(reasons) ? (reasons as string[]) : [],
  }
}

/** Fills `lines` with those of the rows, in one of the two files. Whether they are what they were. */
function isRead(
  lines: Buffer,
  rows: Buffer,
  file: OpenFile | undefined,
  start: number,
  bytes: number,
  sum: number,
): boolean {
  if (lines.length === 0) return true
  if (file?.readAt(rows.readDoubleLE(start), lines) !== lines.length) return false
  let from = 0
  for (const at of rowsIn(rows)) {
    const length = rows.readUInt32LE(at + bytes)
    if (crc32(lines.subarray(from, from + length)) !== rows.readUInt32LE(at + sum)) return false
    from += length
  }
  return true
}
