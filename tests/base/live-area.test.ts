import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { type LiveArea, makeLiveArea } from '../../src/base/live-area.js'
import { makeTestScreen, showsCursor, type TestScreen } from '../support/screen.js'
import { soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'

interface Drawn {
  readonly screen: TestScreen
  readonly area: LiveArea
}

function drawnOn(columns = 40, rows = 10): Drawn {
  const screen = makeTestScreen(columns, rows)
  const area = makeLiveArea({
    write: screen.write,
    get columns() {
      return screen.columns
    },
    get rows() {
      return screen.rows
    },
    reflows: true,
  })
  return { screen, area }
}

spec('a live area', (it) => {
  it('stands below what was printed, and each frame takes the place of the last', async () => {
    const { screen, area } = drawnOn()
    area.print('one')
    area.draw(['a', 'b', 'c'])
    area.draw(['A', 'B'])
    assert.equal(await screen.lines(), ['one', 'A', 'B'])
    area.print('two\nthree\n')
    assert.equal(await screen.lines(), ['one', 'two', 'three', 'A', 'B'])
    area.clear()
    area.print('end')
    assert.equal(await screen.lines(), ['one', 'two', 'three', 'end'])
  })

  it('has the cursor on the empty row below it, in sight, and every frame in one piece', async () => {
    const { screen, area } = drawnOn()
    area.draw(['a', 'b'])
    assert.is(await screen.cursorRow(), 2)
    assert.ok(showsCursor(screen.written))
    assert.match(screen.written, /^\u001B\[\?2026h[^]*\u001B\[\?2026l$/)
  })

  it('shows the first lines of more than there are rows', async () => {
    const { screen, area } = drawnOn(40, 4)
    area.print('one')
    area.draw(['a', 'b', 'c', 'd', 'e'])
    area.draw(['A', 'B', 'C', 'D', 'E'])
    assert.equal(await screen.rowsInSight(), ['A', 'B', 'C', ''])
    area.clear()
    assert.equal(await screen.lines(), ['one'])
  })

  it('gives each line one row, also where it is too wide: nothing wraps', async () => {
    const { screen, area } = drawnOn(10, 6)
    for (const end of ['x', 'y']) {
      area.draw([`0123456789abc${end}`, '日本語日本語日本語', 'last'])
      const rows = await screen.rowsInSight()
      assert.equal(
        rows.slice(0, 3).map((row) => row.length > 0 && row.length <= 10),
        [true, true, true],
      )
      assert.equal(rows.slice(2), ['last', '', '', ''])
    }
  })

  it('is drawn over, and nothing above it, where the terminal became narrower or wider while it stood', async () => {
    const { screen, area } = drawnOn(60, 12)
    area.print('a line that stays: it is longer than the narrow terminal is wide')
    for (const columns of [20, 11, 7, 60, 33, 90]) {
      area.draw(['first line of the frame, fifty columns wide, or so', '日本語の長い行がここに立っています', 'z'])
      await screen.resize(columns, 12)
      area.draw(['1', '2', '3'])
      assert.equal(
        await screen.lines(),
        ['a line that stays: it is longer than the narrow terminal is wide', '1', '2', '3'],
        `${columns} columns`,
      )
    }
  })

  it('erases no more rows than it has where the terminal cuts lines off in place of wrapping them', () => {
    const written: string[] = []
    const size = { columns: 40, rows: 10 }
    const area = makeLiveArea({
      write: (text) => void written.push(text),
      reflows: false,
      ...size,
      get columns() {
        return size.columns
      },
    })
    area.draw(['x'.repeat(39), 'y'.repeat(39)])
    size.columns = 10
    area.draw(['x'])
    assert.match(written[1] ?? '', '\u001B[2A')
  })

  it('writes nothing where nothing stands and nothing is to be drawn', () => {
    const { screen, area } = drawnOn()
    area.draw([])
    area.clear()
    assert.is(screen.written, '')
  })

  it('leaves on the screen exactly what was printed and the last frame, whatever came before', async () => {
    const text = fc
      .array(fc.constantFrom('a', 'word ', '語', '😀', '-', 'é'), { maxLength: 30 })
      .map((parts) => `.${parts.join('')}.`)
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ draw: fc.array(text, { maxLength: 5 }) }) },
      { weight: 2, arbitrary: fc.record({ print: text }) },
      {
        weight: 2,
        arbitrary: fc.record({ columns: fc.integer({ min: 5, max: 70 }), rows: fc.integer({ min: 90, max: 110 }) }),
      },
    )
    const steps = fc.array(step, { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(steps, fc.array(text, { maxLength: 4 }), fc.boolean(), async (steps, last, isLow) => {
        const { screen, area } = drawnOn(60, 100)
        const printed = isLow ? Array.from({ length: 120 }, (_, at) => `line ${at}`) : []
        if (isLow) area.print(printed.join('\n'))
        for (const one of steps) {
          if ('draw' in one) area.draw(one.draw.map((line) => cut(line, screen.columns)))
          else if ('print' in one) {
            area.print(one.print)
            printed.push(one.print)
          } else await screen.resize(one.columns, one.rows)
        }
        const frame = last.map((line) => cut(line, screen.columns))
        area.draw(frame)
        assert.equal(await screen.lines(), [...printed, ...frame])
      }),
      { numRuns: soakRuns(75) },
    )
  })
})

/** As whoever draws cuts it: it fits. Here every character takes two columns at most. */
function cut(line: string, columns: number): string {
  return Array.from(line)
    .slice(0, Math.floor((columns - 1) / 2))
    .join('')
}
