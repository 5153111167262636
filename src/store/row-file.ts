/**
 * A file of rows of one length, with an end that says what they are about: how indexes of outputs are kept.
 *
 * Law: it is written once, from the front to the back, and its last bytes are a CRC-32 of all the others. A file that is cut off,
 * flipped, of another kind or version, or not there is no file: whoever reads it does without. Anyone may delete it.
 */
import { crc32 } from 'node:zlib'
import type { OpenFile } from '../base/disk.js'
import type { FileWriter } from '../base/file-writer.js'
import { isJsonObject, type JsonObject, parseJson } from '../base/json.js'

export interface RowKind {
  /** With a version, which is raised whenever a row is to be read otherwise. */
  readonly name: string
  /** Of a row. */
  readonly bytes: number
}

export interface RowFile {
  /** Rows. */
  readonly count: number
  readonly end: JsonObject
  /** Fills `into` with rows, from the `first` one (from 0). Returns whether they were all there: somebody may cut a file meanwhile. */
  read(first: number, into: Buffer): boolean
  close(): void
}

export interface RowWriter {
  /** One row or several. The bytes are copied. */
  add(rows: Buffer): void
  /** Nothing may be added any more. */
  seal(end: JsonObject): void
}

const magic = 0x666b7231 // "fkr1"
/** magic, length of the end, CRC-32 of all before it */
const tailBytes = 12
const pieceBytes = 64 * 1024

/** `undefined`: no such file. Reads all of it, once. */
export function openRows(file: OpenFile | undefined, kind: RowKind): RowFile | undefined {
  const end = file === undefined ? undefined : endOf(file, kind)
  if (file === undefined || end === undefined) {
    file?.close()
    return undefined
  }
  return {
    count: end.bodyBytes / kind.bytes,
    end: end.value,
    read: (first, into) => file.readAt(first * kind.bytes, into) === into.length,
    close: file.close,
  }
}

function endOf(file: OpenFile, kind: RowKind): { readonly value: JsonObject; readonly bodyBytes: number } | undefined {
  const tail = Buffer.alloc(tailBytes)
  if (file.readAt(Math.max(0, file.size - tailBytes), tail) < tailBytes) return undefined
  const [found, length, sum] = [tail.readUInt32LE(0), tail.readUInt32LE(4), tail.readUInt32LE(8)]
  const bodyBytes = file.size - tailBytes - length
  if (found !== magic || bodyBytes < 0 || bodyBytes % kind.bytes !== 0 || sumOf(file) !== sum) return undefined
  const text = Buffer.alloc(length)
  file.readAt(bodyBytes, text)
  const value = parseJson(text.toString())
  return isJsonObject(value) && value['kind'] === kind.name ? { value, bodyBytes } : undefined
}

function sumOf(file: OpenFile): number {
  const end = file.size - 4
  const piece = Buffer.alloc(Math.min(end, 4 * pieceBytes))
  let sum = 0
  for (let at = 0; at < end; at += piece.length) {
    const part = piece.subarray(0, Math.min(piece.length, end - at))
    file.readAt(at, part)
    sum = crc32(part, sum)
  }
  return sum
}

/** Writes rows of this kind. Small ones are gathered before they are written. */
export function rowWriter(file: FileWriter, kind: RowKind): RowWriter {
  const piece = Buffer.alloc(pieceBytes)
  let filled = 0
  let sum = 0
  const put = (bytes: Buffer) => {
    sum = crc32(bytes, sum)
    file.write(bytes)
  }
  const flush = () => {
    if (filled > 0) put(piece.subarray(0, filled))
    filled = 0
  }
  return {
    add: (rows) => {
      if (filled + rows.length > piece.length) flush()
      if (rows.length > piece.length) put(rows)
      else filled += rows.copy(piece, filled)
    },
    seal: (end) => {
      flush()
      const text = Buffer.from(JSON.stringify({ kind: kind.name, ...end }))
      put(text)
      const tail = Buffer.alloc(tailBytes)
      tail.writeUInt32LE(magic, 0)
      tail.writeUInt32LE(text.length, 4)
      tail.writeUInt32LE(crc32(tail.subarray(0, 8), sum), 8)
      file.write(tail)
    },
  }
}
