import * as assert from 'uvu/assert'
import type { Clock } from '../../src/base/clock.js'
import { makeBudget } from '../../src/run/budget.js'
import { completerOn, handDriven, quiet } from '../support/hand-driven.js'
import { needOf } from '../support/recipes.js'
import { spec } from '../support/spec.js'

/** Sleeps end when the test says so; `slept` is what they were asked for, in milliseconds. */
function sleepsByHand(): Clock & { readonly slept: number[]; wake(): void } {
  const slept: number[] = []
  let wakeUp: (() => void) | undefined
  return {
    now: () => 0,
    sleep: (milliseconds, signal) => {
      slept.push(milliseconds)
      return new Promise((resolve, reject) => {
        wakeUp = resolve
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
      })
    },
    slept,
    wake: () => wakeUp?.(),
  }
}

const nameOf = (error: unknown) => (error as Error).name

spec('a budget', (it) => {
  it('is none without a limit', () => {
    assert.is(makeBudget({}, sleepsByHand()), undefined)
  })

  it('refuses the call after the last one, not what is waited for already', async () => {
    const engine = handDriven()
    const budget = makeBudget({ maxCalls: 1 }, sleepsByHand())
    const completer = completerOn(engine, { budget })
    const need = await needOf('Who?')
    const both = [completer.complete(need), completer.complete(need)]
    await quiet()
    assert.is(budget?.spent, undefined)
    assert.is(await completer.complete(await needOf('When?')).then(String, nameOf), 'NotAsked')
    assert.equal(budget?.spent, { kind: 'calls', most: 1 })
    engine.calls[0]?.answer('Answer?')
    for (const each of both) assert.is((await each).completion.text, 'Answer?')
    assert.is(engine.count(), 1)
  })

  it('that is over begins nothing more, keeps what is under way, and gives way to Ctrl-C', async () => {
    const engine = handDriven()
    const clock = sleepsByHand()
    const stop = new AbortController()
    const budget = makeBudget({ maxMinutes: 0.5 }, clock)
    const completer = completerOn(engine, { budget, signal: stop.signal })
    const inFlight = completer.complete(await needOf('Who?'))
    await quiet()
    assert.equal(clock.slept, [30_000])
    clock.wake()
    await quiet()
    assert.equal(budget?.spent, { kind: 'minutes', most: 0.5 })
    assert.is(await completer.complete(await needOf('When?')).then(String, nameOf), 'NotAsked')
    stop.abort(new Error('Ctrl-C'))
    const refused = await completer.complete(await needOf('Where?')).then(String, (error: Error) => error.message)
    assert.is(refused, 'Ctrl-C')
    engine.calls[0]?.answer('Answer?')
    assert.is((await inFlight).completion.text, 'Answer?')
  })

  it('of many days is slept in pieces that timers can take, and closed at any time', async () => {
    const clock = sleepsByHand()
    const minutes = 60 * 24 * 40
    const budget = makeBudget({ maxMinutes: minutes }, clock)
    clock.wake()
    await quiet()
    assert.equal(clock.slept, [2 ** 31 - 1, minutes * 60_000 - (2 ** 31 - 1)])
    assert.is(budget?.spent, undefined)
    budget?.close()
    await quiet()
    assert.not(budget?.over.aborted)
  })
})
