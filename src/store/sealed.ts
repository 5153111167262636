/**
 * The bytes of a stored value: CRC-32 of its key and of all that follows (4 bytes, big endian), the value as JSON, and, where it belongs to a
 * period (confirmations.ts), a zero byte and the period's number (4 bytes, big endian). Before JSON that is deflated stands a byte that
 * says whether a period comes behind it. The check comes first, so nothing that is damaged is inflated.
 *
 * The key is in the check, since an answer under a damaged key would be one to another question; values of older versions have a check
 * of themselves alone. JSON text holds no zero byte and begins with none of these, so a value without a period, and one that is not deflated, can be told.
 */
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'

export interface Unsealed {
  readonly value: unknown
  /** 0: it belongs to none. */
  readonly period: number
}

const head = 4
const tail = 5
/** By whether a period follows. */
const deflatedMarks = { without: 1, with: 2 } as const
/** Shorter ones hardly get smaller. */
const worthDeflating = 256

export interface SealOptions {
  /** The phrasings of one pair repeat each other: they get five times smaller, and the mapped pages with them. */
  readonly deflates: boolean
}

/** `period`: 0 for none. */
export function sealed(
  key: Buffer,
  value: unknown,
  period: number,
  { deflates }: SealOptions = { deflates: false },
): Buffer {
  const json = Buffer.from(JSON.stringify(value))
  const isSmaller = deflates && json.length >= worthDeflating
  const mark = deflatedMarks[period === 0 ? 'without' : 'with']
  const bytes = Buffer.concat([
    Buffer.alloc(head),
    ...(isSmaller ? [Buffer.of(mark), deflateRawSync(json)] : [json]),
    Buffer.alloc(period === 0 ? 0 : tail),
  ])
  if (period !== 0) bytes.writeUInt32BE(period, bytes.length - tail + 1)
  bytes.writeUInt32BE(crc32(bytes.subarray(head), crc32(key)), 0)
  return bytes
}

/** `undefined`: damaged. */
export function unsealed(key: Buffer, bytes: Buffer): Unsealed | undefined {
  if (bytes.length <= head || !isSealedUnder(key, bytes)) return undefined
  const mark = bytes[head]
  const isDeflated = mark === deflatedMarks.with || mark === deflatedMarks.without
  const hasPeriod = isDeflated
    ? mark === deflatedMarks.with
    : bytes.length > head + tail && bytes[bytes.length - tail] === 0
  const text = bytes.subarray(isDeflated ? head + 1 : head, hasPeriod ? bytes.length - tail : undefined)
  try {
    return {
      value: JSON.parse((isDeflated ? inflateRawSync(text) : text).toString('utf8')) as unknown,
      period: hasPeriod ? bytes.readUInt32BE(bytes.length - tail + 1) : 0,
    }
  } catch {
    return undefined
  }
}

function isSealedUnder(key: Buffer, bytes: Buffer): boolean {
  const [check, rest] = [bytes.readUInt32BE(0), bytes.subarray(head)]
  return check === crc32(rest, crc32(key)) || check === crc32(rest)
}
