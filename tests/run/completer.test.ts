import { once } from 'node:events'
import * as assert from 'uvu/assert'
import type { Completion } from '../../src/domain/completion.js'
import { CallFailed } from '../../src/engines/engine.js'
import { answering, completerOn, handDriven, quiet, shelfInMemory } from '../support/hand-driven.js'
import { needOf } from '../support/recipes.js'
import { spec } from '../support/spec.js'

const busy = () => new CallFailed('busy', { mayPass: true })

spec('getting completions', (it) => {
  it('asks once for what two want at the same time, and counts one call (contract 3)', async () => {
    const engine = handDriven()
    const completer = completerOn(engine)
    const need = await needOf('Who?')
    const both = [completer.complete(need), completer.complete(need)]
    await quiet()
    assert.is(engine.calls.length, 1)
    engine.calls[0]?.answer('Answer?')
    const [first, second] = await Promise.all(both)
    assert.equal([first?.isOwnCall, second?.isOwnCall], [true, false])
    assert.equal(first?.completion, second?.completion)
    assert.is(completer.lookup(need.key)?.text, 'Answer?')
  })

  it('gives out no completion before it is kept', async () => {
    const completions = shelfInMemory<Completion>()
    const gate = new AbortController()
    const kept = once(gate.signal, 'abort')
    const slow = {
      ...completions,
      put: (...args: Parameters<typeof completions.put>) => kept.then(() => completions.put(...args)),
    }
    const completer = completerOn(
      answering(() => 'Answer?'),
      { completions: slow },
    )
    let isGiven = false
    const given = completer.complete(await needOf('Who?')).then(() => (isGiven = true))
    await quiet()
    assert.not(isGiven)
    gate.abort()
    await given
    assert.is(completions.size(), 1)
  })

  it('opens no engine for what is stored', async () => {
    const completions = shelfInMemory<Completion>()
    const need = await needOf('Who?')
    await completions.put(need.key, { text: 'Stored?', end: 'stop' })
    const completer = completerOn(handDriven(), {
      completions,
      lanes: () => Promise.reject(new Error('opened')),
    })
    assert.is(completer.lookup(need.key)?.text, 'Stored?')
  })

  it('fails a call alone, and keeps nothing of it', async () => {
    const completions = shelfInMemory<Completion>()
    const engine = handDriven()
    const completer = completerOn(engine, { completions })
    const failing = completer.complete(await needOf('Who?')).catch((error: unknown) => error)
    const passing = completer.complete(await needOf('When?'))
    await quiet()
    engine.calls[0]?.fail(busy())
    engine.calls[0]?.answer('Answer?')
    assert.instance(await failing, CallFailed)
    assert.is((await passing).completion.text, 'Answer?')
    assert.is(completions.size(), 1)
    // Failed is not rejected: the same question may be asked again.
    const again = completer.complete(await needOf('Who?'))
    await quiet()
    engine.calls[0]?.answer('Late?')
    assert.is((await again).completion.text, 'Late?')
  })

  it('gives up after twenty failures in a row, not after twenty in all', async () => {
    let calls = 0
    const completer = completerOn({
      complete: async () => {
        calls += 1
        if (calls === 20) return { text: 'One that came?', end: 'stop' }
        throw busy()
      },
    })
    const names: string[] = []
    for (let n = 1; n <= 40; n += 1) {
      await completer.complete(await needOf(`${n}?`)).catch((error: Error) => names.push(`${n} ${error.name}`))
    }
    assert.is(names.length, 39)
    assert.is(names.at(-2), '39 CallFailed')
    assert.is(names.at(-1), '40 EngineUnavailable')
  })

  it('begins no call any more where an answer could not be kept: the next ones would be paid for and lost, too', async () => {
    const engine = handDriven()
    const full = { ...shelfInMemory<Completion>(), put: () => Promise.reject(new Error('the disk is full')) }
    const completer = completerOn(engine, { completions: full })
    const lost = completer.complete(await needOf('Who?')).then(String, String)
    await quiet()
    engine.calls[0]?.answer('Answer?')
    assert.match(await lost, 'the disk is full')
    const next = await needOf('When?')
    const late = quiet().then(() => 'it is asked')
    assert.match(await Promise.race([completer.complete(next).then(String, String), late]), 'the disk is full')
    assert.is(engine.count(), 1)
  })

  it('begins no call once the build is told to stop, and keeps those in flight', async () => {
    const stop = new AbortController()
    const completions = shelfInMemory<Completion>()
    const engine = handDriven()
    const completer = completerOn(engine, { signal: stop.signal, completions })
    const inFlight = completer.complete(await needOf('Who?'))
    await quiet()
    stop.abort(new Error('stopped'))
    await completer.complete(await needOf('When?')).then(
      () => assert.unreachable(),
      (error: Error) => assert.is(error.message, 'stopped'),
    )
    let isClosed = false
    const closed = completer.close().then(() => (isClosed = true))
    await quiet()
    assert.not(isClosed)
    engine.calls[0]?.answer('Paid for?')
    await closed
    assert.is((await inFlight).completion.text, 'Paid for?')
    assert.is(completions.size(), 1)
    assert.is(engine.count(), 1)
  })

  it('begins no call once it is closed, not even by those who were waiting for one', async () => {
    const engine = handDriven()
    const completer = completerOn(engine)
    const [first, next] = [await needOf('Who?'), await needOf('When?')]
    const outcome = (async () => {
      await completer.complete(first)
      await completer.complete(next)
      return 'asked'
    })().catch((error: Error) => error.message)
    await quiet()
    const closed = completer.close()
    engine.calls[0]?.answer('Answer?')
    await closed
    assert.match(await outcome, 'nothing more is asked')
    assert.is(engine.count(), 1)
  })

  it('ends the build where a completion cannot be kept', async () => {
    const completions = { ...shelfInMemory<Completion>(), put: () => Promise.reject(new Error('disk full')) }
    const completer = completerOn(
      answering(() => 'Answer?'),
      { completions },
    )
    const error = await completer.complete(await needOf('Who?')).catch((thrown: unknown) => thrown)
    assert.ok(error instanceof Error && !(error instanceof CallFailed) && error.message === 'disk full')
  })
})
