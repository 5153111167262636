import type { Place } from '../domain/place.js'

const widest = 110

/**
 * The line of a place with its span underlined, `undefined` where the place has no line:
 *
 *   3 |     engine: olama
 *     |             ^^^^^
 *
 * Control characters become blanks, wide characters get a wide underline, and a very long line is cut around the span.
 */
export function codeFrame({ line, column = 1, length = 1, lineText }: Place): string | undefined {
  if (line === undefined || lineText === undefined) return undefined
  const { before, span, after } = cropped(lineText.replace(/\p{Cc}/gu, ' '), column - 1, Math.max(1, length))
  const gutter = String(line)
  const underline = '^'.repeat(Math.max(1, cells(span)))
  return [
    `  ${gutter} | ${before}${span}${after}`.trimEnd(),
    `  ${' '.repeat(gutter.length)} | ${' '.repeat(cells(before))}${underline}`,
  ].join('\n')
}

function cropped(line: string, start: number, length: number) {
  const from = line.length > widest && start > widest / 2 ? start - Math.floor(widest / 3) : 0
  const to = Math.min(line.length, from + widest)
  const spanEnd = Math.min(start + length, to)
  return {
    before: (from > 0 ? '…' : '') + line.slice(from, start),
    span: line.slice(start, spanEnd),
    after: line.slice(spanEnd, to) + (to < line.length ? '…' : ''),
  }
}

/**
 * How many columns of a terminal a text takes: marks none, East Asian wide characters and emoji two. Near enough to underline by;
 * `string-width` knows better, but takes longer to load than all else that an error needs.
 */
function cells(text: string): number {
  let width = 0
  for (const character of text) {
    if (/\p{M}|[\u200b-\u200d]/u.test(character)) continue
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
        character,
      )
        ? 2
        : 1
  }
  return width
}
