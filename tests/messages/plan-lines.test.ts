import * as assert from 'uvu/assert'
import type { Plan, PlannedTarget } from '../../src/domain/plan.js'
import { planLines } from '../../src/messages/plan-lines.js'
import { estimateOf } from '../../src/plan/estimate.js'
import { spec } from '../support/spec.js'

const target: PlannedTarget = {
  target: 'animals',
  kind: 'fusion',
  state: 'stale',
  reasons: [{ kind: 'never-built' }],
  cells: 12_345,
  cached: 0,
  toAsk: 12_345,
  calls: 12_345,
}
const lines = (plan: Partial<Plan>, more: Partial<PlannedTarget> = {}) =>
  planLines({ v: 1, known: 2, targets: [{ ...target, ...more }], ...plan })

spec('what a plan says', (it) => {
  it('counts exactly, and says nothing of time where no build has measured any', () => {
    assert.equal(lines({}), [
      'build  animals  (never built): 12,345 cells, 0 stored, 12,345 to ask',
      '1 of 2 targets to build: 12,345 cells, 0 stored, at least 12,345 to ask',
    ])
  })

  it('says about how long it takes, and how many tokens', () => {
    const estimate = { seconds: 741, promptTokens: 340_217, completionTokens: 24_690 }
    assert.equal(lines({ estimate }, { estimate }), [
      'build  animals  (never built): 12,345 cells, 0 stored, 12,345 to ask, about 12 min',
      '1 of 2 targets to build: 12,345 cells, 0 stored, at least 12,345 to ask: about 12 min, 340,000 prompt and 24,700 completion tokens',
    ])
    const times = [0.2, 42, 99, 150, 5_990, 12_600, 90_000].map((seconds) => lines({ estimate: { seconds } }).at(-1))
    assert.equal(
      times.map((line = '') => line.replace(/^.*to ask: /, '')),
      ['under 1 s', 'about 42 s', 'about 99 s', 'about 3 min', 'about 100 min', 'about 3.5 h', 'about 25 h'],
    )
  })

  it('marks what was estimated, and rounds it', () => {
    const sampled = { approximate: true, sampledCells: 2_002 } as const
    assert.equal(lines(sampled, { ...sampled, cached: 4_567, toAsk: 7_778, calls: 7_778 }), [
      'build  animals  (never built): 12,345 cells, ≈ 4,570 stored, ≈ 7,780 to ask',
      '1 of 2 targets to build: 12,345 cells, ≈ 4,570 stored, at least ≈ 7,780 to ask',
      '≈ is estimated from 2,002 cells, the same ones each time',
    ])
  })
})

spec('an estimate', (it) => {
  const paces = new Map([
    ['small', { callsPerSecond: 10, promptTokens: 100, completionTokens: 20 }],
    ['large', { callsPerSecond: 0.5, promptTokens: 200, completionTokens: 30 }],
    ['silent', { callsPerSecond: 1 }],
  ])
  const of = (calls: Readonly<Record<string, number>>) =>
    estimateOf(new Map(Object.entries(calls)), (model) => paces.get(model))

  it('adds up what each model takes, one after the other', () => {
    assert.equal(of({ small: 100, large: 10 }), { seconds: 30, promptTokens: 12_000, completionTokens: 2_300 })
  })

  it('has no tokens where one of the models counts none, and is none where one was never measured', () => {
    assert.equal(of({ small: 100, silent: 10 }), { seconds: 20 })
    assert.is(of({ small: 100, unknown: 1 }), undefined)
    assert.is(of({}), undefined)
  })
})
