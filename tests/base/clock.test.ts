import * as assert from 'uvu/assert'
import { onAbort } from '../../src/base/abort.js'
import { makeSystemClock } from '../../src/base/clock.js'
import { spec } from '../support/spec.js'

spec('the system clock', (it) => {
  it('sleeps', async () => {
    const clock = makeSystemClock()
    const before = clock.now()
    await clock.sleep(20, new AbortController().signal)
    assert.ok(clock.now() - before >= 15)
  })

  it('wakes up when it is told to, and leaves no timer', async () => {
    const stop = new AbortController()
    const asleep = makeSystemClock()
      .sleep(60_000, stop.signal)
      .catch((error: unknown) => error)
    const reason = new Error('up')
    stop.abort(reason)
    assert.is(await asleep, reason)
  })
})

spec('onAbort', (it) => {
  it('runs all that still wait, once, in order', () => {
    const stop = new AbortController()
    const ran: string[] = []
    onAbort(stop.signal, () => ran.push('first'))
    const forget = onAbort(stop.signal, () => ran.push('taken back'))
    onAbort(stop.signal, () => ran.push('last'))
    forget()
    stop.abort()
    assert.equal(ran, ['first', 'last'])
  })

  it('runs at once where the signal is aborted already', () => {
    let ran = 0
    onAbort(AbortSignal.abort(), () => (ran += 1))
    assert.is(ran, 1)
  })
})
