/** Text set into columns of a terminal: wrapped by display width, coloured word by word. */
import stringWidth from 'string-width'

/** A piece of text that is not broken, and how it is painted; its width is that of its text. */
export interface Piece {
  readonly text: string
  readonly paint?: (text: string) => string
}

/** A line, as it is printed, and how wide it is. */
export interface SetLine {
  readonly text: string
  readonly width: number
}

/** Words and what stands between them, on lines no wider than `width`; a longer word is cut. At least one line. */
export function wrapped(pieces: readonly Piece[], width: number): readonly SetLine[] {
  const lines: SetLine[] = []
  let line = { text: '', width: 0 }
  let space = ''
  const end = () => {
    lines.push(line)
    line = { text: '', width: 0 }
    space = ''
  }
  for (const { text, paint = (plain: string) => plain } of pieces.flatMap(unbroken)) {
    if (/^\s*$/.test(text)) {
      space = line.width === 0 ? '' : ' '
      continue
    }
    for (const part of cut(text, width)) {
      const own = stringWidth(part)
      if (line.width > 0 && line.width + space.length + own > width) end()
      line = { text: `${line.text}${space}${paint(part)}`, width: line.width + space.length + own }
      space = ''
    }
  }
  if (line.width > 0 || lines.length === 0) end()
  return lines
}

/** Words, each with what sticks to it, and blanks. */
function unbroken({ text, ...piece }: Piece): readonly Piece[] {
  return text.split(/(\s+)/).flatMap((part) => (part === '' ? [] : [{ ...piece, text: part }]))
}

const graphemes = new Intl.Segmenter()

function cut(word: string, width: number): readonly string[] {
  if (stringWidth(word) <= width) return [word]
  const parts: string[] = []
  let part = ''
  for (const { segment } of graphemes.segment(word)) {
    if (part !== '' && stringWidth(part + segment) > width) {
      parts.push(part)
      part = ''
    }
    part += segment
  }
  return [...parts, part]
}

/** Two columns side by side, each `width` wide, with `between` between them. */
export function beside(
  left: readonly SetLine[],
  right: readonly SetLine[],
  width: number,
  between: string,
): readonly string[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, row) => {
    const [one, other] = [left[row] ?? { text: '', width: 0 }, right[row]?.text ?? '']
    return `${one.text}${' '.repeat(Math.max(0, width - one.width))}${between}${other}`.trimEnd()
  })
}
