/**
 * The bytes of a stored value: CRC-32 of all that follows (4 bytes, big endian), the value as JSON, and, where it belongs to a
 * period (confirmations.ts), a zero byte and the period's number (4 bytes, big endian).
 *
 * JSON text holds no zero byte, so a value without a period, which is what older versions wrote, is told from one with a period.
 */
import { crc32 } from 'node:zlib'

export interface Unsealed {
  readonly value: unknown
  /** 0: it belongs to none. */
  readonly period: number
}

const head = 4
const tail = 5

/** `period`: 0 for none. */
export function sealed(value: unknown, period: number): Buffer {
  const json = JSON.stringify(value)
  const end = head + Buffer.byteLength(json)
  const bytes = Buffer.allocUnsafe(period === 0 ? end : end + tail)
  bytes.write(json, head)
  if (period !== 0) {
    bytes[end] = 0
    bytes.writeUInt32BE(period, end + 1)
  }
  bytes.writeUInt32BE(crc32(bytes.subarray(head)), 0)
  return bytes
}

/** `undefined`: damaged. */
export function unsealed(bytes: Buffer): Unsealed | undefined {
  if (bytes.length <= head || bytes.readUInt32BE(0) !== crc32(bytes.subarray(head))) return undefined
  const hasPeriod = bytes.length > head + tail && bytes[bytes.length - tail] === 0
  try {
    return {
      value: JSON.parse(bytes.toString('utf8', head, hasPeriod ? bytes.length - tail : undefined)) as unknown,
      period: hasPeriod ? bytes.readUInt32BE(bytes.length - tail + 1) : 0,
    }
  } catch {
    return undefined
  }
}
