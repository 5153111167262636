import * as assert from 'uvu/assert'
import { plainReporter } from '../../src/app/reporters/plain.js'
import type { BuildEvent } from '../../src/domain/event.js'
import { spec } from '../support/spec.js'

spec('how far a build is', (it) => {
  it('is said every ten seconds, and not once a group is through', () => {
    const seen = told([
      [0, started('animals')],
      [4, progress('animals', 10)],
      [11, progress('animals', 20)],
      [12, progress('animals', 30)],
      [22, progress('animals', 40)],
      [33, progress('animals', 100)],
    ])
    assert.is(seen.length, 2)
    assert.match(seen[0] ?? '', 'animals  20 %: 20 of 100 cells, 20 asked, 0 rejected')
    assert.match(seen[1] ?? '', 'animals  40 %: 40 of 100 cells')
  })

  it('says how long it will take by the pace since the first result of the group', () => {
    const [first, second] = told([
      [0, started('late')],
      [100, progress('late', 6)], // the others had their turn before
      [120, progress('late', 16)],
    ])
    assert.not.match(first ?? '', 'left')
    assert.match(second ?? '', ', about 2 min 48 s left')
  })

  it('says nothing of the time where little came since', () => {
    const [, second] = told([
      [0, started('slow')],
      [20, progress('slow', 40)], // taken from the store
      [40, progress('slow', 42)],
    ])
    assert.not.match(second ?? '', 'left')
  })

  it('is not said of each group where the build is stopped: its last lines say why', () => {
    const aborted = { kind: 'target-ended', target: 'animals', outcome: { kind: 'aborted' } } as const
    assert.equal(
      told([
        [0, started('animals')],
        [1, aborted],
      ]),
      [],
    )
  })
})

function told(events: readonly (readonly [second: number, event: BuildEvent])[]): readonly string[] {
  const lines: string[] = []
  let clock = 0
  const tell = plainReporter({
    write: (text) => void lines.push(text),
    color: false,
    now: () => clock,
    merged: 'm.jsonl',
  })
  for (const [second, event] of events) {
    clock = second * 1000
    tell(event)
  }
  return lines
}

function started(target: string): BuildEvent {
  return { kind: 'target-started', target, reasons: [{ kind: 'never-built' }] }
}

function progress(target: string, done: number): BuildEvent {
  return { kind: 'progress', target, done, cells: 100, calls: done, rejected: 0 }
}
