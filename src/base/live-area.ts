/**
 * Lines at the bottom of a terminal that are drawn again and again, while other text scrolls away above them.
 *
 * The cursor rests on the empty row below them, where it is seen: whatever ends the process, nothing has to be put right but the lines
 * themselves. While a frame is written the terminal does not wrap, so each line takes one row, whatever we take its width for. A terminal
 * that became narrower since has wrapped what stands there: then the rows that it takes by now are counted and cleared.
 */
import stringWidth from 'string-width'

/** A terminal that can be drawn on. */
export interface Screen {
  write(text: string): void
  /** What it measures now. */
  readonly columns: number
  readonly rows: number
  /** Whether lines that no longer fit are wrapped when it becomes narrower; else they are cut off. */
  readonly reflows: boolean
}

export interface LiveArea {
  /** In place of what stands there. Of more lines than fit, the last ones are left out. */
  draw(lines: readonly string[]): void
  /** For good, above the area. */
  print(text: string): void
  /** Takes the lines away. What is drawn next begins where they stood. */
  clear(): void
}

const [hide, show] = ['\u001B[?25l', '\u001B[?25h']
const [hold, release] = ['\u001B[?2026h', '\u001B[?2026l']
const [noWrap, wrap] = ['\u001B[?7l', '\u001B[?7h']
const [eraseBelow, eraseToEnd, eraseLine] = ['\u001B[J', '\u001B[K', '\u001B[2K']

/** An area without lines, where the cursor is now: at the beginning of a row. */
export function makeLiveArea(screen: Screen): LiveArea {
  /** What stands there, and for how many columns it was drawn. */
  let drawn: readonly string[] = []
  let columns = 0

  /** From the row below the lines to the first of them. */
  const toTop = () => {
    const rows = rowsNow(drawn, columns, screen)
    return rows === 0 ? '\r' : `\r\u001B[${rows}A`
  }
  /** From there, with the rows cleared one by one: of a screen that is cleared as a whole tmux keeps what stood there in its history. */
  const toClearedTop = () => {
    const rows = rowsNow(drawn, columns, screen)
    return rows === 0 ? '\r' : `${toTop()}${`${eraseLine}\u001B[1B`.repeat(rows)}${eraseBelow}\u001B[${rows}A`
  }
  const put = (lines: readonly string[]) => {
    drawn = lines.slice(0, Math.max(0, screen.rows - 1))
    columns = screen.columns
    return drawn.length === 0
      ? ''
      : `${noWrap}${drawn.map((line) => `${line}${eraseToEnd}\r\n`).join('')}${wrap}${eraseBelow}`
  }
  const frame = (text: string) => screen.write(`${hold}${hide}${text}${show}${release}`)
  return {
    draw: (lines) => {
      if (drawn.length + lines.length === 0) return
      // rows that the terminal has wrapped are joined for it: they are cleared, not written over
      const start = screen.columns === columns && lines.length > 0 ? toTop() : toClearedTop()
      frame(`${start}${put(lines)}`)
    },
    print: (text) => {
      const whole = text.endsWith('\n') ? text : `${text}\n`
      if (drawn.length === 0) screen.write(whole)
      else frame(`${toClearedTop()}${whole.replace(/\r?\n/g, '\r\n')}${put(drawn)}`)
    },
    clear: () => {
      if (drawn.length > 0) frame(`${toClearedTop()}${put([])}`)
    },
  }
}

/** How many rows lines take that were drawn for `drawnFor` columns: no more than there are above the cursor. */
function rowsNow(lines: readonly string[], drawnFor: number, { columns, rows, reflows }: Screen): number {
  const taken =
    columns < drawnFor && reflows ? lines.reduce((sum, line) => sum + rowsOf(line, drawnFor, columns), 0) : lines.length
  return Math.min(taken, rows - 1)
}

const graphemes = new Intl.Segmenter()

/** A wide character that does not fit at the end of a row begins the next one. `drawnFor`: the rest of the line was cut off there. */
function rowsOf(line: string, drawnFor: number, columns: number): number {
  const width = Math.min(stringWidth(line), drawnFor)
  if (width <= columns) return 1
  let [rows, column, at] = [1, 0, 0]
  for (const { segment } of graphemes.segment(withoutEscapes(line))) {
    const own = stringWidth(segment)
    at += own
    if (at > drawnFor) break
    if (column + own > columns) [rows, column] = [rows + 1, 0]
    column += own
  }
  return rows
}

function withoutEscapes(line: string): string {
  return line.replace(/\u001B\[[\d;]*m/g, '')
}
