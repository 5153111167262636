import type { Place } from '../domain/place.js'

/** A text that mistakes can be shown in. */
export interface TextFile {
  /** Relative to the project folder. */
  readonly path: string
  /** Without a byte order mark. */
  readonly text: string
  /** Offset of the first character of every line. */
  readonly lineStarts: readonly number[]
}

export function textFile(path: string, raw: string): TextFile {
  const text = raw.replace(/^\uFEFF/, '')
  const lineStarts = [0]
  for (const { index } of text.matchAll(/\n/g)) lineStarts.push(index + 1)
  return { path, text, lineStarts }
}

/** The place of [start, end) (offsets in UTF-16 units): its first line, underlined to the end of that line at most. */
export function placeIn(file: TextFile, start: number, end: number = start + 1): Place {
  const index = lineIndexAt(file, start)
  const lineStart = file.lineStarts[index] ?? 0
  const lineText = lineTextAt(file, index)
  const column = Math.min(start - lineStart, lineText.length) + 1
  const length = Math.max(1, Math.min(end - start, lineText.length - column + 1))
  return { path: file.path, line: index + 1, column, length, lineText }
}

/** The line, from 0, that an offset is on. */
export function lineIndexAt(file: TextFile, offset: number): number {
  let low = 0
  let high = file.lineStarts.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((file.lineStarts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}

/** The text of a line (from 0), without its end. */
export function lineTextAt(file: TextFile, index: number): string {
  return file.text.slice(file.lineStarts[index], file.lineStarts[index + 1]).replace(/\r?\n$/, '')
}
