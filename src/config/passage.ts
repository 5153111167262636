import type { Place } from '../domain/place.js'
import { placeIn, type TextFile } from './text-file.js'
import type { ScalarNode } from './tree.js'

/** A text that a user wrote, and where every part of it stands. */
export interface Passage {
  readonly text: string
  /** `undefined`: it is built in. */
  readonly place: Place | undefined
  /** Where a part of `text` stands in its file, as well as can be said. */
  at(offset: number, length: number): Place | undefined
}

/** A text that stands in no file of the user's. */
export function builtIn(text: string): Passage {
  return { text, place: undefined, at: () => undefined }
}

/** A whole file, trimmed. */
export function passageOfFile(file: TextFile): Passage {
  const text = file.text.trim()
  const skipped = file.text.length - file.text.trimStart().length
  return {
    text,
    place: placeIn(file, skipped),
    at: (offset, length) => placeIn(file, skipped + offset, skipped + offset + length),
  }
}

/** A text of the config as YAML reads it. */
export function passageOfScalar(file: TextFile, node: ScalarNode): Passage {
  return locate(file, node, typeof node.value === 'string' ? node.value : String(node.value))
}

/** A text of the config without the blanks around it: `|` and `|-` are the same prompt. */
export function trimmedPassage(file: TextFile, node: ScalarNode): Passage {
  return locate(file, node, String(node.value).trim())
}

/**
 * YAML's ways of writing a text (folding, indentation, escapes) differ in blanks alone: the n-th character of the text
 * that is no blank is the n-th in the file that is none.
 */
function locate(file: TextFile, node: ScalarNode, text: string): Passage {
  let inked: readonly number[] | undefined
  return {
    text,
    place: placeIn(file, node.span.start, node.written === 'block' ? node.span.start + 1 : node.span.end),
    at(offset, length) {
      inked ??= inkOffsets(file.text, node)
      const before = inkIn(text.slice(0, offset))
      const within = inkIn(text.slice(offset, offset + length))
      const start = inked[before] ?? node.span.start
      const end = (inked[before + within - 1] ?? start) + 1
      return placeIn(file, start, Math.max(end, start + 1))
    },
  }
}

const inkIn = (text: string): number => text.replace(/\s/g, '').length

/** The offset in the file of every UTF-16 unit of a scalar's text that is no blank. */
function inkOffsets(source: string, { written, span }: ScalarNode): readonly number[] {
  const offsets: number[] = []
  let at = span.start
  let end = span.end
  if (written === 'block') at = source.indexOf('\n', at) + 1 || end
  if (written === 'single' || written === 'double') {
    at += 1
    end -= 1
  }
  while (at < end) {
    const { decoded, width } = written === 'double' ? escapeAt(source, at) : quoteAt(source, at, written)
    for (let unit = 0; unit < decoded.length; unit += 1) {
      if (!/\s/.test(decoded[unit] ?? '')) offsets.push(at)
    }
    at += width
  }
  return offsets
}

function quoteAt(source: string, at: number, written: ScalarNode['written']) {
  const decoded = source[at] ?? ''
  return { decoded, width: written === 'single' && decoded === "'" ? 2 : 1 }
}

/** An escape of a double-quoted text (YAML 1.2.2, 5.7), or the character that stands there. */
function escapeAt(source: string, at: number): { decoded: string; width: number } {
  const character = source[at] ?? ''
  if (character !== '\\') return { decoded: character, width: 1 }
  const escape = source[at + 1] ?? ''
  const digits = { x: 2, u: 4, U: 8 }[escape]
  if (digits !== undefined) {
    const code = Number.parseInt(source.slice(at + 2, at + 2 + digits), 16)
    return { decoded: Number.isNaN(code) || code > 0x10ffff ? '' : String.fromCodePoint(code), width: 2 + digits }
  }
  if ('ntrvf N_LP\t\n\r'.includes(escape)) return { decoded: escape === 'N' ? '\u0085' : ' ', width: 2 }
  return { decoded: escape, width: 2 }
}
