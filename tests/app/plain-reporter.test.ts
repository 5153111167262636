import * as assert from 'uvu/assert'
import { plainReporter } from '../../src/app/reporters/plain.js'
import type { BuildEvent } from '../../src/domain/event.js'
import { spec } from '../support/spec.js'

spec('how far a build is', (it) => {
  it('is said with every tenth, but not twice a second, and not once a group is through', () => {
    const seen = told([
      [0, started('animals')],
      [0.5, progress('animals', 15)],
      [1.2, progress('animals', 18)],
      [1.4, progress('animals', 25)],
      [2, progress('animals', 29)],
      [3, progress('animals', 30)],
      [33, progress('animals', 100)],
    ])
    assert.equal(
      seen.map((line) => line.trim()),
      [
        'animals  18 %: 18 of 100 cells, 18 asked, 0 rejected',
        'animals  30 %: 30 of 100 cells, 30 asked, 0 rejected, about 12 s left',
      ],
    )
  })

  it('is said every ten seconds where a tenth takes longer', () => {
    const seen = told([
      [0, started('animals')],
      [9, progress('animals', 1)],
      [11, progress('animals', 2)],
      [20, progress('animals', 3)],
      [22, progress('animals', 4)],
    ])
    assert.equal(
      seen.map((line) => line.trim()),
      ['animals  2 %: 2 of 100 cells, 2 asked, 0 rejected', 'animals  4 %: 4 of 100 cells, 4 asked, 0 rejected'],
    )
  })

  it('counts cells that have an answer, also where the turn of their pair has not come', () => {
    const ahead = { ...progress('animals', 0), ahead: 40, calls: 30, reused: 10 } as BuildEvent
    const [line] = told([
      [0, started('animals')],
      [2, ahead],
    ])
    assert.match(line ?? '', 'animals  40 %: 40 of 100 cells, 30 asked, 10 reused, 0 rejected')
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
  const { tell } = plainReporter({
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
  return { kind: 'progress', target, done, cells: 100, calls: done, reused: 0, rejected: 0 }
}
