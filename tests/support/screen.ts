/** A terminal in memory: what is written to it can be read as a user would see it. */
import headless from '@xterm/headless'
import stringWidth from 'string-width'

export interface TestScreen {
  readonly columns: number
  readonly rows: number
  write(text: string): void
  resize(columns: number, rows: number): Promise<void>
  /** Resolves when all is on the screen that was written: every line, from the first that scrolled away, wrapped ones whole. */
  lines(): Promise<readonly string[]>
  /** What is in sight, row by row. */
  rowsInSight(): Promise<readonly string[]>
  /** The same as it is now, though not all may be on it that was written. */
  rowsNow(): readonly string[]
  /** Row of the cursor, from the top of the first line. */
  cursorRow(): Promise<number>
  /** All that was written. */
  readonly written: string
}

export function makeTestScreen(columns = 80, rows = 24): TestScreen {
  const terminal = new headless.Terminal({
    cols: columns,
    rows,
    scrollback: 10_000,
    convertEol: true,
    allowProposedApi: true,
  })
  terminal.unicode.register(asOfToday)
  terminal.unicode.activeVersion = asOfToday.version
  let written = ''
  const settled = () => new Promise<void>((resolve) => terminal.write('', resolve))
  const row = (at: number) => terminal.buffer.active.getLine(at)?.translateToString(true) ?? ''
  const rowsNow = () => {
    const { viewportY } = terminal.buffer.active
    return Array.from({ length: terminal.rows }, (_, at) => row(viewportY + at))
  }
  return {
    get columns() {
      return terminal.cols
    },
    get rows() {
      return terminal.rows
    },
    write: (text) => {
      written += text
      terminal.write(text)
    },
    resize: async (wide, high) => {
      await settled()
      terminal.resize(wide, high)
    },
    lines: async () => {
      await settled()
      const found: string[] = []
      for (let at = 0; at < terminal.buffer.active.length; at += 1) {
        if (terminal.buffer.active.getLine(at)?.isWrapped === true) found.push(`${found.pop() ?? ''}${row(at)}`)
        else found.push(row(at))
      }
      while (found.at(-1) === '') found.pop()
      return found
    },
    rowsInSight: async () => {
      await settled()
      return rowsNow()
    },
    rowsNow,
    cursorRow: async () => {
      await settled()
      return terminal.buffer.active.baseY + terminal.buffer.active.cursorY
    },
    get written() {
      return written
    },
  }
}

const width = (codepoint: number) => Math.min(2, stringWidth(String.fromCodePoint(codepoint))) as 0 | 1 | 2

/** Emoji take two columns, as terminals have it by now; without this, one. */
const asOfToday = {
  version: 'today',
  wcwidth: width,
  charProperties: (codepoint: number, preceding: number) => {
    const joins = width(codepoint) === 0 && preceding !== 0
    const columns = joins ? (preceding >> 1) & 3 : width(codepoint)
    return (columns << 1) | Number(joins)
  },
}

/** Whether the cursor is seen after all of this was written. */
export function showsCursor(written: string): boolean {
  return written.lastIndexOf('\u001B[?25h') >= written.lastIndexOf('\u001B[?25l')
}
