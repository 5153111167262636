/** How a row of an index of pairs (pair-index.ts) is laid out: for who writes one, and for who reads it. All little endian. */
import type { RowKind } from './row-file.js'

/** The rows of an index of pairs. */
export const pairRows: RowKind = { name: 'pairs 1', bytes: 60 }

/** Bytes from the start of a row. */
export const field = {
  /** 128 bits. */
  key: 0,
  /** Where its lines begin in the output, and in the list of the rejected: doubles, since 32 bits are not enough. */
  outputAt: 16,
  rejectedAt: 24,
  /** How many bytes they are there, and their CRC-32: 32 bits each, as all that follows. */
  outputBytes: 32,
  rejectedBytes: 36,
  outputSum: 40,
  rejectedSum: 44,
  /** Place of its first record, and how many it has. */
  firstRecord: 48,
  records: 52,
  /** Place of its reasons in the list of them at the end of the file. */
  reasons: 56,
} as const

/** Of all that a pair's lines depend on beside its completions (fusion/line-key.ts): 32 hex digits. */
export type LineKey = string
