/**
 * JSON lines: one value a line, read with the number of each line.
 *
 * Also reads a file that is one JSON list, since many tools write those under the same name.
 */
import { isUtf8 } from 'node:buffer'
import type { JsonValue } from './json.js'

/** What stands on a line (from 1), or what is wrong with it: `column` (from 1, UTF-16 units) is where JSON ends. */
export type JsonLine =
  | { readonly kind: 'value'; readonly value: JsonValue; readonly line: number; readonly text: string }
  | { readonly kind: 'broken'; readonly column: number; readonly line: number; readonly text: string }

/**
 * A text without its byte order mark, or the first line (from 1) that is not UTF-8, as well as it can be shown, and what it may be
 * instead: PowerShell's `>` writes UTF-16 with its mark.
 */
export type Utf8 =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'not-utf8'
      readonly line: number
      readonly lineText: string
      readonly encoding: 'latin1' | 'utf-16'
    }

/** Reads bytes as UTF-8, strictly: a wrong byte is never replaced by "\uFFFD". */
export function utf8Of(bytes: Buffer): Utf8 {
  if (!isUtf8(bytes)) return badLine(bytes)
  const text = bytes.toString('utf8')
  return { kind: 'text', text: text.startsWith('\uFEFF') ? text.slice(1) : text }
}

/** The values of a JSONL text in order; blank lines are passed over. LF and CRLF; a byte order mark is not part of line 1. */
export function* jsonLines(text: string): Generator<JsonLine, void, undefined> {
  let start = text.startsWith('\uFEFF') ? 1 : 0
  for (let line = 1; start < text.length; line += 1) {
    const newline = text.indexOf('\n', start)
    const end = newline < 0 ? text.length : newline
    const raw = text.slice(start, text[end - 1] === '\r' ? end - 1 : end)
    start = end + 1
    if (raw.trim() !== '') yield parseLine(raw, line)
  }
}

/**
 * The rows of a file that holds either one value a line or one JSON list of them, each with the line that it starts on.
 * A text that starts like a list and is neither comes back as the one place where its JSON breaks.
 */
export function jsonRows(text: string): Iterable<JsonLine> {
  if (!/^\uFEFF?\s*\[/.test(text)) return jsonLines(text)
  const list = parseLine(text.replace(/^\uFEFF/, ''), 1)
  if (list.kind === 'value') return listItems(list.text, list.value as readonly JsonValue[])
  const [first] = jsonLines(text)
  return first?.kind === 'value' ? jsonLines(text) : [placeInText(list.text, list.column - 1)]
}

/** Values as JSON lines, in pieces of about 64 KB: a write a line would be most of the work. */
export function* rowsToJsonl(rows: Iterable<unknown>): Generator<string, void, undefined> {
  const pieceLength = 64 * 1024
  let piece = ''
  for (const row of rows) {
    piece += `${JSON.stringify(row)}\n`
    if (piece.length >= pieceLength) {
      yield piece
      piece = ''
    }
  }
  if (piece !== '') yield piece
}

function badLine(bytes: Buffer): Utf8 {
  if (/^(?:\xFF\xFE|\xFE\xFF)/.test(bytes.toString('latin1', 0, 2))) return utf16Line(bytes)
  let start = 0
  for (let line = 1; ; line += 1) {
    const newline = bytes.indexOf(0x0a, start)
    const text = bytes.subarray(start, newline < 0 ? bytes.length : newline)
    if (newline < 0 || !isUtf8(text))
      return { kind: 'not-utf8', line, lineText: text.toString('utf8').trimEnd(), encoding: 'latin1' }
    start = newline + 1
  }
}

function utf16Line(bytes: Buffer): Utf8 {
  const pairs = Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)))
  const [lineText = ''] = (bytes[0] === 0xff ? pairs : pairs.swap16()).toString('utf16le').split(/\r?\n/, 1)
  return { kind: 'not-utf8', line: 1, lineText, encoding: 'utf-16' }
}

function parseLine(text: string, line: number): JsonLine {
  const parsed = tryParse(text)
  return 'value' in parsed
    ? { kind: 'value', value: parsed.value, line, text }
    : { kind: 'broken', column: breakOffset(text, parsed.message) + 1, line, text }
}

function tryParse(text: string): { value: JsonValue } | { message: string } {
  try {
    const value: JsonValue = JSON.parse(text)
    return { value }
  } catch (error) {
    return { message: error instanceof Error ? error.message : '' }
  }
}

/**
 * Where JSON.parse gave up. V8 names the position but for "Unexpected token" (Node 20), where it is the end of the shortest
 * beginning of the text that already gives this message: a shorter one is merely incomplete.
 */
function breakOffset(text: string, message: string): number {
  const named = /at position (\d+)/.exec(message)?.[1]
  if (named !== undefined) return Math.min(Number(named), Math.max(0, text.length - 1))
  if (!message.startsWith('Unexpected token')) return Math.max(0, text.trimEnd().length - 1)
  let [fine, broken] = [0, text.length]
  while (broken - fine > 1) {
    const middle = (fine + broken) >>> 1
    const half = tryParse(text.slice(0, middle))
    if ('message' in half && half.message.startsWith('Unexpected token')) broken = middle
    else fine = middle
  }
  return broken - 1
}

function placeInText(text: string, offset: number): JsonLine {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1
  const lineEnd = text.indexOf('\n', offset)
  const line = text.slice(0, lineStart).split('\n').length
  const lineText = text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd).replace(/\r$/, '')
  return { kind: 'broken', column: offset - lineStart + 1, line, text: lineText }
}

/** The items of a list that is known to parse: commas and brackets outside of strings say where each one starts. */
function* listItems(text: string, items: readonly JsonValue[]): Generator<JsonLine, void, undefined> {
  const lines = text.split('\n')
  const marks = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{},\n]|[^\s"[\]{},]+/g
  let [depth, line, index, expectsItem] = [0, 1, 0, false]
  for (const [mark] of text.matchAll(marks)) {
    if (mark === '\n') {
      line += 1
      continue
    }
    const value = items[index]
    if (depth === 1 && expectsItem && value !== undefined) {
      yield { kind: 'value', value, line, text: (lines[line - 1] ?? '').replace(/\r$/, '') }
      index += 1
      expectsItem = false
    }
    if (mark === '[' || mark === '{') {
      depth += 1
      if (depth === 1) expectsItem = true
    } else if (mark === ']' || mark === '}') depth -= 1
    else if (mark === ',' && depth === 1) expectsItem = true
  }
}
