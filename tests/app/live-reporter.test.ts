import * as assert from 'uvu/assert'
import { liveReporter } from '../../src/app/reporters/live.js'
import { quietReporter } from '../../src/app/reporters/quiet.js'
import { makeRecentPace } from '../../src/app/reporters/recent-pace.js'
import { makeOnlooker } from '../../src/app/reporters/underway.js'
import type { LiveArea } from '../../src/base/live-area.js'
import { type BuildEvent, nothingDone, type Progress } from '../../src/domain/event.js'
import { noTally, type Tally } from '../../src/domain/target.js'
import type { WatchEvent } from '../../src/domain/watch.js'
import { makeTestScreen } from '../support/screen.js'
import { spec } from '../support/spec.js'

spec('what is under way', (it) => {
  it('adds up the groups that have begun, those that have ended included, with what is ahead of its turn', () => {
    const { note, seen } = makeOnlooker()
    for (const event of [
      { kind: 'stale-found', targets: 3 },
      started('animals'),
      progress('animals', { done: 6, cells: 9, calls: 6 }),
      ended('animals', { cells: 9, records: 8, calls: 7, reused: 1, rejected: { refusal: 1 } }),
      started('music'),
      progress('music', { done: 0, ahead: 2, cells: 6, calls: 1, reused: 1 }),
    ] as const)
      note(event)
    const { sum, toCome, running } = seen(0)
    assert.equal(sum, { done: 11, cells: 15, calls: 8, reused: 2, rejected: 1 })
    assert.is(toCome, 1)
    assert.equal(
      running.map(({ name }) => name),
      ['music'],
    )
  })

  it('waits for no cell of a group that has ended without it', () => {
    const { note, seen } = makeOnlooker()
    note(started('animals'))
    note(progress('animals', { done: 4 }))
    const incomplete = { kind: 'incomplete', tally: { ...noTally, cells: 9, calls: 4 } } as const
    note({ kind: 'target-ended', target: 'animals', outcome: incomplete })
    assert.equal([seen(0).sum.done, seen(0).sum.cells], [4, 4])
  })

  it('counts the calls of a pass once, though the groups that they were for count them, too', () => {
    const { note, seen } = makeOnlooker()
    note({ kind: 'model-started', model: 'm' })
    note({ kind: 'model-progress', model: 'm', pairs: 1, calls: 9 })
    note({ kind: 'model-ended', model: 'm', outcome: { kind: 'asked', calls: 9, waiting: 0 } })
    note(started('animals'))
    note(progress('animals', { done: 3, cells: 9, calls: 9 }))
    assert.is(seen(0).sum.calls, 9)
  })

  it('keeps the latest text until there is another, and shows it without what is around it', () => {
    const { note, seen } = makeOnlooker()
    note(started('animals'))
    note(progress('animals', { latest: { variant: 'fluid', text: '<think>Hm.</think>\n"Do snails sleep?"' } }))
    note(progress('animals', { done: 3 }))
    assert.equal(seen(0).latest, { variant: 'fluid', text: 'Do snails sleep?' })
  })

  it('begins anew with every build of a watch', () => {
    const { note, seen } = makeOnlooker()
    note(started('animals'))
    note(progress('animals', { done: 3 }))
    note({ kind: 'build-started', v: 1, config: 'c' })
    assert.equal([seen(0).running, seen(0).sum.done], [[], 0])
  })
})

spec('the recent pace', (it) => {
  it('is told when enough was asked for, by what came since the first answer: a burst from the store does not count', () => {
    const pace = makeRecentPace()
    pace.met(0, { done: 0, asked: 0 })
    pace.met(100, { done: 5_000, asked: 0 })
    pace.met(1_000, { done: 5_001, asked: 1 })
    assert.is(pace.at(1_000, 100), undefined)
    for (let second = 2; second <= 11; second += 1)
      pace.met(second * 1_000, { done: 5_001 + 2 * (second - 1), asked: 1 + 2 * (second - 1) })
    assert.equal(pace.at(11_000, 100), { perSecond: 2, leftMs: 50_000 })
  })

  it('is that of the last half minute, and falls where nothing comes any more', () => {
    const pace = makeRecentPace()
    const at = (second: number, cells: number) => pace.met(second * 1_000, { done: cells, asked: cells })
    for (let second = 0; second <= 60; second += 1) at(second, second * 100)
    for (let second = 61; second <= 120; second += 1) at(second, 6_000 + (second - 60))
    const { perSecond = 0 } = pace.at(120_000, 1) ?? {}
    assert.ok(perSecond > 0.9 && perSecond < 1.2, `${perSecond}`)
    assert.ok((pace.at(240_000, 1)?.perSecond ?? 1) < 0.3)
  })

  it('of a slow model looks back as far as it must', () => {
    const pace = makeRecentPace()
    for (let cell = 0; cell <= 30; cell += 1) pace.met(cell * 20_000, { done: cell, asked: cell })
    assert.equal(pace.at(600_000, 3), { perSecond: 0.05, leftMs: 60_000 })
  })

  it('tells the time by all that comes between answers, stored or not', () => {
    const pace = makeRecentPace()
    for (let second = 0; second <= 20; second += 1) pace.met(second * 1_000, { done: second * 10, asked: second })
    assert.equal(pace.at(20_000, 100), { perSecond: 1, leftMs: 10_000 })
  })
})

spec('a reporter on a terminal', (it) => {
  it('prints what is done above, draws what is under way below, and leaves no timer (contract 41)', async () => {
    const { screen, reporter, lent, pass, waiting } = reporting()
    reporter.tell({ kind: 'build-started', v: 1, config: 'c' })
    reporter.tell(started('animals'))
    reporter.tell(started('music'))
    reporter.tell(progress('music'))
    pass(100)
    assert.equal(await screen.lines(), [
      '━━━━━━────  66 %  6 of 9 cells; 6 asked, 0 reused, 0 rejected',
      '  animals  at work',
      '  music     66 %  6 of 9 cells, 6 asked, 0 rejected',
    ])
    reporter.tell(ended('animals', { cells: 9, records: 9, calls: 9 }))
    assert.match((await screen.lines())[0] ?? '', /^built +animals {2}\(never built\) → 9 records/)
    reporter.tell({ kind: 'build-ended', outcome: { ...nothingDone, exitCode: 0, targets: 2 } })
    assert.equal((await screen.lines()).slice(1), ['up to date: 2 targets'])
    reporter.close()
    reporter.close()
    assert.equal(lent, [])
    assert.is(waiting(), 0)
  })

  it('draws no more than ten frames a second, however much is told', async () => {
    const { screen, reporter, pass } = reporting()
    reporter.tell(started('music'))
    for (let calls = 0; calls < 10_000; calls += 1) {
      reporter.tell(progress('music', { done: 3, calls }))
      pass(1)
    }
    const frames = screen.written.split('\u001B[?2026h').length - 1
    assert.ok(frames >= 90 && frames <= 101, `${frames} frames in 10 s`)
    reporter.close()
  })

  it('shows no control character of a model, and no line that is wider than the terminal', async () => {
    const { screen, reporter, pass } = reporting(40)
    reporter.tell(started('music'))
    const text = `\u001B[2J\u001B]0;title\u0007日本語の長い質問 👩‍👩‍👧 \u202Eleft${'x'.repeat(100)}`
    reporter.tell(progress('music', { done: 3, latest: { variant: 'simple', text } }))
    pass(100)
    const rows = await screen.rowsInSight()
    assert.ok(rows.every((row) => row.length < 40))
    assert.match(rows[2] ?? '', /^ {2}simple: .*日本語/)
    assert.not.match(screen.written, /\u001B\]|\u001B\[2J|\u202E|\u200D/)
    reporter.close()
  })
})

spec('--quiet', (it) => {
  it('says nothing of a build that goes well, but its warnings', () => {
    const warning = { code: 'c', severity: 'warning', message: 'Look.' } as const
    const events: WatchEvent[] = [
      { kind: 'build-started', v: 1, config: 'c' },
      { kind: 'diagnostic', diagnostic: { ...warning, severity: 'note' } },
      started('animals'),
      progress('animals', { done: 3 }),
      ended('animals', { cells: 9, records: 9 }),
      { kind: 'build-ended', outcome: { ...nothingDone, exitCode: 0, targets: 1, ran: ['animals'] } },
    ]
    assert.is(said(events), '')
    assert.is(said([...events, { kind: 'diagnostic', diagnostic: warning }]), 'warning c  Look.\n')
  })

  it('says what failed, and how that build ended', () => {
    const failed = { kind: 'failed', tally: { ...noTally, cells: 3, failed: 3 }, error: 'gone', failures: [] } as const
    const text = said([
      started('animals'),
      { kind: 'target-ended', target: 'animals', outcome: failed },
      { kind: 'build-ended', outcome: { ...nothingDone, exitCode: 1, ran: ['animals'], failed: ['animals'] } },
    ])
    assert.match(text, /^failed +animals .*First error: gone\nincomplete: 1 target/)
  })
})

function said(events: readonly WatchEvent[]): string {
  let text = ''
  const { tell } = quietReporter({
    write: (more) => (text += more),
    color: false,
    now: () => 0,
    merged: 'm.jsonl',
    called: {},
  })
  for (const event of events) tell(event)
  return text
}

/** Time goes by when `pass` says so. */
function reporting(columns = 80) {
  const screen = makeTestScreen(columns, 20)
  const lent: LiveArea[] = []
  let [now, due] = [0, Infinity]
  let then: (() => void) | undefined
  const reporter = liveReporter(
    {
      write: screen.write,
      columns,
      rows: 20,
      reflows: true,
      lend: (area) => {
        lent.push(area)
        return () => void lent.pop()
      },
    },
    { color: false, now: () => now, merged: 'm.jsonl', called: {} },
    (milliseconds, draw) => {
      assert.is(due, Infinity, 'there is one timer')
      due = now + milliseconds
      then = draw
      return () => (due = Infinity)
    },
  )
  const pass = (milliseconds: number) => {
    now += milliseconds
    if (now >= due) then?.()
  }
  return { screen, reporter, lent, pass, waiting: () => (due === Infinity ? 0 : 1) }
}

function started(target: string): BuildEvent {
  return { kind: 'target-started', target, reasons: [{ kind: 'never-built' }] }
}

/** Left out: six cells of nine. */
function progress(target: string, counts: Partial<Progress> = {}): BuildEvent {
  return { kind: 'progress', target, done: 6, cells: 9, calls: 6, reused: 0, rejected: 0, ...counts }
}

function ended(target: string, tally: Partial<Tally>): BuildEvent {
  const built = { kind: 'built', path: 'o.jsonl', sameBytes: false, restored: false } as const
  return { kind: 'target-ended', target, outcome: { ...built, tally: { ...noTally, ...tally } } }
}
