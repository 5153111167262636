/**
 * What do we know of the records of an output without parsing its lines? By which hash each is known, and how long its line is:
 * what merging has to know of them.
 *
 * Law: an index belongs to the bytes of one output, whose digest it names; of another one it says nothing.
 * A row: question (64 bits), answer (32 bits), bytes of the line with its end (32 bits), all little endian.
 */
import type { OpenFile } from '../base/disk.js'
import type { FileWriter } from '../base/file-writer.js'
import type { Digest } from '../base/hash.js'
import { bug } from '../base/unreachable.js'
import { openRows, type RowKind, rowWriter } from './row-file.js'

/** The rows of an index of records. */
export const recordRows: RowKind = { name: 'records 1', bytes: 16 }

export interface RecordIndex {
  /** Records. */
  readonly count: number
  /** In the order of the output. Opens the file anew, since a thousand groups may wait for it. `breathe`: awaited now and then. */
  each(breathe: () => Promise<void> | undefined, visit: Visit): Promise<void>
}

export interface RecordIndexWriter {
  add(high: number, low: number, answer: number, bytes: number): void
  /** Rows of another index, as they stand there. */
  copy(rows: Buffer): void
  /** `output`: what the records became. */
  seal(output: Digest): void
}

type Visit = (high: number, low: number, answer: number, bytes: number) => void

const rowsAtOnce = 4096

/** `undefined`: there is none of this output. */
export function openRecordIndex(open: () => OpenFile | undefined, output: Digest): RecordIndex | undefined {
  const rows = openRows(open(), recordRows)
  rows?.close()
  if (rows?.end['output'] !== output) return undefined
  return {
    count: rows.count,
    each: async (breathe, visit) => {
      const block = Buffer.alloc(rowsAtOnce * recordRows.bytes)
      const file = open() ?? bug('an index of records went away while it was read')
      try {
        for (let first = 0; first < rows.count; first += rowsAtOnce) {
          await breathe()
          visitRows(file, first, Math.min(rowsAtOnce, rows.count - first), block, visit)
        }
      } finally {
        file.close()
      }
    },
  }
}

function visitRows(file: OpenFile, first: number, count: number, block: Buffer, visit: Visit): void {
  const rows = block.subarray(0, count * recordRows.bytes)
  file.readAt(first * recordRows.bytes, rows)
  for (let at = 0; at < rows.length; at += recordRows.bytes)
    visit(rows.readUInt32LE(at), rows.readUInt32LE(at + 4), rows.readUInt32LE(at + 8), rows.readUInt32LE(at + 12))
}

/** Writes one while the records are written, in their order. */
export function recordIndexWriter(file: FileWriter): RecordIndexWriter {
  const rows = rowWriter(file, recordRows)
  const row = Buffer.alloc(recordRows.bytes)
  return {
    add: (high, low, answer, bytes) => {
      row.writeUInt32LE(high, 0)
      row.writeUInt32LE(low, 4)
      row.writeUInt32LE(answer, 8)
      row.writeUInt32LE(bytes, 12)
      rows.add(row)
    },
    copy: rows.add,
    seal: (output) => rows.seal({ output }),
  }
}
