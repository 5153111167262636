/** Writes the index of the pairs of an output (pair-index.ts) while the output is written. */
import { crc32 } from 'node:zlib'
import type { FileWriter } from '../base/file-writer.js'
import type { Digest } from '../base/hash.js'
import type { IndexedPair, UnchangedLines } from '../domain/unchanged-lines.js'
import { field, type LineKey, pairRows } from './pair-rows.js'
import { rowWriter } from './row-file.js'

export interface PairIndexWriter {
  /** A pair whose lines were just written: as text. */
  add(key: LineKey, output: string, rejected: string, counts: IndexedPair): void
  /** Pairs whose lines were just copied. */
  copy(lines: UnchangedLines): void
  /** `output`: what all the lines became. */
  seal(output: Digest): void
}

/** Rows are added in the order of the output's lines. */
export function pairIndexWriter(file: FileWriter): PairIndexWriter {
  const rows = rowWriter(file, pairRows)
  const row = Buffer.alloc(pairRows.bytes)
  const reasonLists = new Map<string, number>()
  const at = { output: 0, rejected: 0, record: 0 }

  /** Where a row's lines and records begin here, and which its reasons are here. */
  function place(into: Buffer, start: number, { records, reasons }: IndexedPair): void {
    const name = JSON.stringify(reasons)
    const known = reasonLists.get(name) ?? reasonLists.size
    reasonLists.set(name, known)
    into.writeDoubleLE(at.output, start + field.outputAt)
    into.writeDoubleLE(at.rejected, start + field.rejectedAt)
    into.writeUInt32LE(at.record, start + field.firstRecord)
    into.writeUInt32LE(records, start + field.records)
    into.writeUInt32LE(known, start + field.reasons)
    at.output += into.readUInt32LE(start + field.outputBytes)
    at.rejected += into.readUInt32LE(start + field.rejectedBytes)
    at.record += records
  }

  return {
    add: (key, output, rejected, counts) => {
      row.write(key, field.key, 'hex')
      row.writeUInt32LE(Buffer.byteLength(output), field.outputBytes)
      row.writeUInt32LE(Buffer.byteLength(rejected), field.rejectedBytes)
      row.writeUInt32LE(crc32(output), field.outputSum)
      row.writeUInt32LE(crc32(rejected), field.rejectedSum)
      place(row, 0, counts)
      rows.add(row)
    },
    copy: ({ index, pairs }) => {
      const copied = Buffer.from(index.pairs)
      for (const [nth, counts] of pairs.entries()) place(copied, nth * pairRows.bytes, counts)
      rows.add(copied)
    },
    seal: (output) =>
      rows.seal({ output, reasons: [...reasonLists.keys()].map((name) => JSON.parse(name) as string[]) }),
  }
}
