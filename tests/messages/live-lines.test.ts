import stringWidth from 'string-width'
import * as assert from 'uvu/assert'
import type { Progress } from '../../src/domain/event.js'
import { liveLines, type Underway } from '../../src/messages/live-lines.js'
import { paintIn } from '../../src/messages/paint.js'
import { tinted } from '../../src/messages/tint.js'
import { spec } from '../support/spec.js'

const plain = paintIn(false)
const counts: Progress = { done: 1_200, ahead: 34, cells: 3_234, calls: 1_021, reused: 210, rejected: 3 }
const seen: Underway = {
  sum: counts,
  toCome: 2,
  pace: { perSecond: 12.44, leftMs: 185_000 },
  running: [
    { kind: 'target', name: 'animals', progress: counts },
    { kind: 'target', name: 'merged', progress: undefined },
    { kind: 'model', name: 'qwen3:4b', pairs: 12, calls: 30 },
  ],
  latest: { variant: 'fluid', text: 'Any idea which birds cannot fly?' },
}

spec('what is shown of a build at the bottom of a terminal', (it) => {
  it('is how far it is, how fast, what came; each group and model under way; and the latest text', () => {
    assert.equal(liveLines(seen, { columns: 160, rows: 20 }, plain), [
      '━━━━━━━─────────────  38 %  1,234 of 3,234 cells, about 3 min 5 s left, 12 cells/s; 1,021 asked, 210 reused, 3 rejected; 2 targets to come',
      '  animals    38 %  1,234 of 3,234 cells, 1,021 asked, 210 reused, 3 rejected',
      '  merged    at work',
      '  qwen3:4b  12 pairs looked at, 30 asked',
      '  fluid: Any idea which birds cannot fly?',
    ])
  })

  it('is never as wide as the terminal, with wide characters, too', () => {
    const text = '日本語の👩‍👩‍👧質問です、とても長い質問です。'.repeat(9)
    const wide = { ...seen, latest: { variant: 'fluid', text }, running: [{ ...seen.running[0]!, name: text }] }
    for (let columns = 2; columns < 200; columns += 3)
      for (const paint of [plain, paintIn(true)])
        for (const line of liveLines(wide, { columns, rows: 20 }, paint))
          assert.ok(stringWidth(line) < columns, `${columns}: ${line}`)
  })

  it('is no more lines than fit: the line over all goes last', () => {
    for (let rows = 0; rows < 7; rows += 1) {
      const lines = liveLines(seen, { columns: 100, rows }, plain)
      assert.is(lines.length, Math.min(rows, 5))
      if (rows > 0) assert.match(lines[0] ?? '', '38 %')
    }
  })

  it('has a line each for four that are under way, and nothing where nothing is', () => {
    const many = Array.from({ length: 9 }, (_, at) => ({ kind: 'target', name: `g${at}`, progress: counts }) as const)
    assert.is(liveLines({ ...seen, running: many }, { columns: 100, rows: 30 }, plain).length, 6)
    assert.equal(liveLines({ ...seen, running: [] }, { columns: 100, rows: 30 }, plain), [])
  })

  it('is the calls alone where no group has begun', () => {
    const asking = { ...seen, sum: { ...counts, done: 0, ahead: 0, cells: 0, calls: 30 }, toCome: 0, latest: undefined }
    assert.is(liveLines(asking, { columns: 100, rows: 9 }, plain)[0], '30 asked; 12 cells/s')
  })
})

spec('the colours of a build', (it) => {
  const line = 'built     animals  (never built) → 9 records'

  it('are those of how it ended, and say nothing that the words do not', () => {
    const colored = tinted(line, paintIn(true), '(never built)')
    assert.is(colored, '\u001B[32mbuilt\u001B[39m     animals  \u001B[2m(never built)\u001B[22m → 9 records')
    assert.is(tinted(line, plain, '(never built)'), line)
    assert.is(tinted('  try again: x', paintIn(true)), '  try again: x')
  })
})
