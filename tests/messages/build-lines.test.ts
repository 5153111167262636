import * as assert from 'uvu/assert'
import type { BuildOutcome } from '../../src/domain/event.js'
import { modelLine, summaryLines } from '../../src/messages/build-lines.js'
import { span } from '../../src/messages/numbers.js'
import { reasonsInWords } from '../../src/messages/reasons.js'
import { spec } from '../support/spec.js'

spec('what a build says', (it) => {
  it('never rounds a time to sixty seconds or sixty minutes', () => {
    const times = [0, 9_940, 9_960, 59_400, 59_600, 119_600, 3_599_600, 7_170_000, 9_000_000]
    assert.equal(times.map(span), [
      '0.0 s',
      '9.9 s',
      '10 s',
      '59 s',
      '1 min 0 s',
      '2 min 0 s',
      '1 h 0 min',
      '2 h 0 min',
      '2 h 30 min',
    ])
  })

  it('counts one as one', () => {
    assert.is(reasonsInWords([{ kind: 'incomplete', failedCells: 1 }]), '1 cell got no answer last time')
    assert.match(modelLine('m', { kind: 'asked', calls: 1, waiting: 1 }, 0) ?? '', '1 call, 0.0 s; 1 pair goes on with')
  })

  it('says where every cell is that a budget left open', () => {
    const [line = ''] = summaryLines(
      {
        ...outcome,
        exitCode: 1,
        ran: ['animals', 'history'],
        incomplete: ['animals', 'history'],
        tally: {
          ...outcome.tally,
          cells: 405,
          records: 48,
          rejected: { skipped: 18 },
          unasked: { budget: 113, hopeless: 0 },
        },
        budget: { kind: 'calls', most: 20 },
      },
      1200,
      { merged: 'merged.jsonl' },
    )
    assert.match(
      line,
      '405 cells: 48 records, 18 rejected (skipped 18), 113 not asked, 226 kept for the rest of their pair',
    )
  })

  it('says what to do where prompts do not fit', () => {
    const tally = { ...outcome.tally, cells: 30, rejected: { 'prompt-too-long': 10, skipped: 20 } }
    const text = summaryLines({ ...outcome, tally }, 700, { merged: 'merged.jsonl' }).join('\n')
    assert.match(text, /^prompt-too-long: raise `context_tokens`/m)
  })
})

const outcome: BuildOutcome = {
  exitCode: 0,
  targets: 3,
  ran: ['animals'],
  failed: [],
  incomplete: [],
  failures: [],
  partial: [],
  notStarted: [],
  hopeless: [],
  leftStale: [],
  orphans: [],
  records: undefined,
  tally: { cells: 0, records: 0, rejected: {}, calls: 20, reused: 50, failed: 0 },
  unconfirmed: [],
  diagnostics: [],
}
