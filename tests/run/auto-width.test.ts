import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { makeAutoWidth } from '../../src/run/auto-width.js'
import { type Run, type Simulation, type Spread, simulate, utilisationBetween } from '../support/simulated-server.js'
import { spec } from '../support/spec.js'

const spreads: readonly Spread[] = ['constant', 'exponential', 'tenfold']

/** Runs some times with other calls each time; the same ones whenever the tests run. */
function eachTime(times: number, check: (seed: number, spread: Spread, meanMs: number) => void): void {
  const lengths = fc.constantFrom(50, 200, 1_000, 10_000)
  fc.assert(fc.property(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom(...spreads), lengths, check), {
    numRuns: times,
    includeErrorInReport: true,
    endOnFailure: true,
    seed: 3,
  })
}

function run(simulation: Partial<Simulation> & { readonly slots: number }, auto = makeAutoWidth()): Run {
  return simulate(auto, { calls: 2_000, meanMs: 1_000, loadMs: 3_000, ...simulation })
}

/** How many calls had ended when it first said how many slots there are. */
const settledAfter = ({ moments }: Run) => moments.findIndex(({ slots }) => slots !== undefined) + 1

const widths = ({ moments }: Run, from: number, to?: number) => moments.slice(from, to).map(({ width }) => width)
const last = ({ moments }: Run) => moments.at(-1)

/** Calls that are on their way, or before the line, while a call is worked on: they must be in flight on top of what the slots hold. */
const underway = (slots: number, meanMs: number) => (slots * 6) / meanMs

/** Calls from the first one to the one with which it must have settled. */
const soon: Readonly<Record<number, number>> = { 1: 8, 2: 20, 3: 20, 4: 40, 7: 70, 16: 90, 64: 300 }

spec('an automatic width', (it) => {
  for (const slots of [1, 2, 3, 4, 7, 16, 64]) {
    it(`finds ${slots} slot${slots === 1 ? '' : 's'}, and stays there`, () => {
      eachTime(slots === 64 ? 8 : 12, (seed, spread, meanMs) => {
        if (slots === 64 && spread === 'constant') return
        const done = run({ slots, seed, spread, meanMs })
        assert.ok(settledAfter(done) <= (soon[slots] ?? 0), `settled after ${settledAfter(done)}`)
        const later = widths(done, 600)
        const most = slots + 5.5 + underway(slots, meanMs) * 1.3
        assert.ok(Math.min(...later) >= slots && Math.max(...later) <= most, [...new Set(later)].join(' '))
        assert.ok(Math.max(...later) - Math.min(...later) <= 4, [...new Set(later)].join(' '))
        assert.ok(Math.abs((last(done)?.slots ?? 0) - slots) <= slots / 32, `${last(done)?.slots} slots`)
        const longest = Math.max(...done.moments.slice(settledAfter(done) + 3 * slots + 25).map((at) => at.mostWaiting))
        assert.ok(longest <= 2 * slots, `${longest} waited`)
      })
    })
  }

  for (const slots of [1, 4, 16])
    it(`keeps ${slots} slot${slots === 1 ? '' : 's'} busy from a cold start`, () => {
      eachTime(12, (seed, spread, meanMs) => {
        const done = run({ slots, seed, spread, meanMs, loadMs: 0 })
        assert.ok(done.utilisation >= 0.92, `${done.utilisation} of all`)
        const steady = utilisationBetween(done, 600, 1_999 - 2 * slots)
        assert.ok(steady >= 0.97, `${steady} of what follows`)
      })
    })

  it('never thinks that loading the model is a line', () => {
    eachTime(10, (seed, spread, meanMs) => {
      const done = run({ slots: 16, seed, spread, meanMs, calls: 300, loadMs: 60_000 })
      assert.ok(settledAfter(done) <= 90, `settled after ${settledAfter(done)}`)
      assert.ok(Math.abs((last(done)?.slots ?? 0) - 16) <= 1)
    })
  })

  it('finds the slots of a server whose calls slow one another down', () => {
    for (const slowdown of [0.15, 0.7])
      eachTime(5, (seed, spread, meanMs) => {
        const done = run({ slots: 8, seed, spread, meanMs, slowdown })
        assert.is(last(done)?.slots, 8)
        assert.ok(Math.max(...widths(done, 600)) <= 12, `${Math.max(...widths(done, 600))}`)
      })
  })

  it('follows slots that are lost and come back', () => {
    const changes = [
      { after: 500, slots: 4 },
      { after: 1_000, slots: 1 },
      { after: 1_500, slots: 16 },
    ]
    eachTime(10, (seed, spread) => {
      const { moments } = run({ slots: 16, seed, spread, changes })
      for (const [at, slots] of [
        [499, 16],
        [900, 4],
        [1_400, 1],
        [1_999, 16],
      ] as const) {
        assert.is(moments[at]?.slots, slots)
        assert.ok(Math.abs((moments[at]?.width ?? 0) - slots - 2) <= 2.5, `${moments[at]?.width} for ${slots}`)
      }
    })
  })

  it('shares with others what they leave, and takes it back', () => {
    const changes = [
      { after: 500, others: 4 },
      { after: 1_500, others: 0 },
    ]
    eachTime(10, (seed, spread) => {
      const { moments } = run({ slots: 4, seed, spread, changes })
      const shared = moments.slice(900, 1_500).map(({ width }) => width)
      assert.ok(Math.min(...shared) >= 2 && Math.max(...shared) <= 12, [...new Set(shared)].join(' '))
      assert.is(moments.at(-1)?.slots, 4)
    })
  })

  it('does not narrow for good when the server takes longer before it looks for a slot', () => {
    eachTime(5, (seed) => {
      const changes = [{ after: 500, overheadMs: [20, 30] as const }]
      const done = run({ slots: 16, seed, calls: 3_000, meanMs: 100, spread: 'exponential', changes })
      const later = utilisationBetween(done, 2_000, 2_950)
      assert.ok(later >= 0.9, `${later}`)
    })
  })

  it('takes work that becomes shorter or longer for what it is', () => {
    eachTime(10, (seed, spread) => {
      const changes = [
        { after: 500, meanMs: 200 },
        { after: 1_000, meanMs: 4_000 },
      ]
      const done = run({ slots: 4, seed, spread, changes })
      assert.ok(Math.max(...widths(done, 100)) <= 9, `${Math.max(...widths(done, 100))}`)
      assert.is(last(done)?.slots, 4)
      assert.ok(utilisationBetween(done, 100, 1_990) >= 0.97)
    })
  })

  it('does not grow while there are fewer calls than it allows', () => {
    const done = run({ slots: 64, demand: 2 })
    assert.equal([...new Set(widths(done, 0))], [4])
  })

  it('stays between 1 and the most that it is told', () => {
    const done = run({ slots: 64 }, makeAutoWidth({ start: 1, most: 10 }))
    assert.is(widths(done, 0)[0], 1)
    assert.is(Math.max(...widths(done, 0)), 10)
    assert.is(makeAutoWidth({ start: 0 }).width, 1)
    assert.is(makeAutoWidth({ start: 9, most: 3 }).width, 3)
  })

  it('is half as wide at once after trouble, once for all calls that fail of it', () => {
    const auto = makeAutoWidth()
    run({ slots: 16 }, auto)
    const before = auto.width
    const nowMs = 1e9
    auto.strained(nowMs)
    assert.is(auto.width, Math.floor(before / 2))
    for (let call = 0; call < 16; call += 1) auto.strained(nowMs + 10 * call)
    assert.is(auto.width, Math.floor(before / 2))
    for (let trouble = 1; trouble < 10; trouble += 1) auto.strained(nowMs + 2_000 * trouble)
    assert.is(auto.width, 1)
  })

  it('stays just below what was too much, and tries again less and less often', () => {
    eachTime(5, (seed, spread) => {
      const { moments, refusals } = run({ slots: 8, seed, spread, calls: 6_000, meanMs: 2_000, refusesBeyond: 6 })
      assert.ok(refusals <= 12, `${refusals} refusals`)
      const often = moments.slice(1_000).filter(({ width }) => width === 6).length
      assert.ok(often >= 0.75 * 5_000, `${often} of 5000 at 6`)
    })
  })

  it('finds the slots after trouble has passed', () => {
    const changes = [{ after: 600, refusesBeyond: 1_000 }]
    eachTime(5, (seed, spread) => {
      const done = run({ slots: 16, seed, spread, calls: 6_000, refusesBeyond: 6, changes })
      assert.is(last(done)?.slots, 16)
      assert.ok(Math.max(...widths(done, 0)) <= 40, `${Math.max(...widths(done, 0))}`)
    })
  })

  it('goes by the calls that end in a second where the server does not say how long they waited', () => {
    eachTime(10, (seed, spread) => {
      const done = run({ slots: 4, seed, spread, mute: true })
      assert.ok(settledAfter(done) > 0 && settledAfter(done) <= 700, `settled after ${settledAfter(done)}`)
      assert.ok(Math.max(...widths(done, 0)) <= 32, `${Math.max(...widths(done, 0))}`)
      assert.ok(done.utilisation >= 0.85, `${done.utilisation}`)
    })
  })

  it('hears the server as soon as it says how long calls waited', () => {
    const auto = makeAutoWidth()
    run({ slots: 8, calls: 100, mute: true }, auto)
    const done = run({ slots: 8 }, auto)
    assert.is(last(done)?.slots, 8)
    const { width } = auto
    auto.ended({ startedAtMs: 1e9, endedAtMs: 2e9, inFlight: width, queuedMs: undefined, busyMs: undefined })
    assert.is(auto.width, width)
  })

  it('takes calls that need no time at all', () => {
    const auto = makeAutoWidth({ most: 8 })
    for (let call = 0; call < 100; call += 1)
      auto.ended({ startedAtMs: call, endedAtMs: call, inFlight: auto.width, queuedMs: 0, busyMs: 0 })
    assert.is(auto.width, 8)
  })

  it('knows a line from a server that takes now more, now less time before it looks for a slot', () => {
    eachTime(4, (seed, spread) => {
      for (const [slots, meanMs, overheadMs] of [
        [64, 200, [2, 20]],
        [16, 100, [1, 30]],
      ] as const) {
        const done = run({ slots, seed, spread, meanMs, overheadMs, calls: 3_000 })
        const later = utilisationBetween(done, 2_000, 2_850)
        assert.ok(later >= 0.9, `${later} of ${slots}`)
      }
    })
  })

  it('does not drift in a long run', () => {
    for (const [slots, meanMs] of [
      [1, 50],
      [4, 200],
    ] as const) {
      const later = widths(run({ slots, meanMs, spread: 'exponential', calls: 25_000 }), 5_000)
      assert.ok(Math.max(...later.slice(0, 8_000)) <= slots + 4 && Math.max(...later.slice(-8_000)) <= slots + 4)
    }
  })
})
