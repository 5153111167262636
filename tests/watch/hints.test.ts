import * as assert from 'uvu/assert'
import { onAbort } from '../../src/base/abort.js'
import type { Clock } from '../../src/base/clock.js'
import { makeHints } from '../../src/watch/hints.js'
import { spec } from '../support/spec.js'

/** A clock that is wound by hand, in milliseconds. */
function windable(): Clock & { wind(to: number): Promise<void> } {
  let now = 0
  let sleepers: { readonly at: number; readonly wake: () => void }[] = []
  return {
    now: () => now,
    sleep: async (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        sleepers.push({ at: now + milliseconds, wake: resolve })
        onAbort(signal, () => reject(signal.reason as Error))
      }),
    wind: async (to) => {
      now = to
      for (const { wake } of sleepers.filter(({ at }) => at <= now)) wake()
      sleepers = sleepers.filter(({ at }) => at > now)
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

function settling() {
  const clock = windable()
  const hints = makeHints(clock)
  const settledAt: number[] = []
  const stop = new AbortController()
  const listen = async () => {
    for (;;) {
      await hints.settled(stop.signal)
      settledAt.push(clock.now())
    }
  }
  const ended = listen().catch((error: unknown) => error)
  return { clock, hints, settledAt, stop, ended }
}

spec('hints', (it) => {
  it('are settled 150 ms after the last one (contract 32)', async () => {
    const { clock, hints, settledAt } = settling()
    hints.hint()
    await clock.wind(100)
    hints.hint()
    await clock.wind(200)
    assert.equal(settledAt, [])
    await clock.wind(250)
    assert.equal(settledAt, [250])
    await clock.wind(5_000)
    assert.equal(settledAt, [250], 'nothing more came')
  })

  it('are settled two seconds after the first one, however many more come (contract 32)', async () => {
    const { clock, hints, settledAt } = settling()
    hints.hint()
    for (let at = 100; at <= 2_100; at += 100) {
      await clock.wind(at)
      hints.hint()
    }
    assert.equal(settledAt, [2_000])
    await clock.wind(2_250)
    assert.equal(settledAt, [2_000, 2_250])
  })

  it('are settled once more when it is quiet, where two seconds were over before that: what came last may not have been hinted at', async () => {
    const { clock, hints, settledAt } = settling()
    hints.hint()
    for (let at = 100; at <= 1_950; at += 50) {
      await clock.wind(at)
      hints.hint()
    }
    await clock.wind(2_000)
    await clock.wind(2_100)
    await clock.wind(9_000)
    assert.equal(settledAt, [2_000, 2_100])
  })

  it('that come while nobody listens are not lost', async () => {
    const clock = windable()
    const hints = makeHints(clock)
    hints.hint()
    await clock.wind(1_000)
    await hints.settled(new AbortController().signal)
  })

  it('end with their signal, asleep or not', async () => {
    for (const isHinted of [false, true]) {
      const { hints, stop, ended } = settling()
      if (isHinted) hints.hint()
      stop.abort(new Error('enough'))
      assert.is(((await ended) as Error).message, 'enough')
    }
  })
})
