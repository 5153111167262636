import * as assert from 'uvu/assert'
import type { Completion, CompletionRequest } from '../../src/domain/completion.js'
import type { Server } from '../../src/engines/engine.js'
import { makePaceMeter } from '../../src/run/pace-meter.js'
import { spec } from '../support/spec.js'

/** A server that answers each call at the end of `takesMs`, on a clock of its own. */
function serverOf(reply: Completion, takesMs = 100) {
  let nowMs = 0
  const server: Server = {
    name: 'here',
    width: 1,
    complete: async () => {
      nowMs += takesMs
      return { completion: reply }
    },
    isUp: async () => true,
  }
  const meter = makePaceMeter({ now: () => nowMs })
  const ask = (model: string) => meter.on(server).complete({ model } as CompletionRequest, new AbortController().signal)
  return { meter, ask, idle: (milliseconds: number) => void (nowMs += milliseconds) }
}

const reply: Completion = { text: 'Yes?', end: 'stop', promptTokens: 40, completionTokens: 6 }

spec('the pace of a model', (it) => {
  it('is measured while calls are under way, not while nothing is', async () => {
    const { meter, ask, idle } = serverOf(reply)
    for (let call = 0; call < 40; call += 1) {
      await ask('m')
      idle(5_000)
    }
    assert.equal([...meter.measured()], [['m', { callsPerSecond: 10, promptTokens: 40, completionTokens: 6 }]])
  })

  it('counts calls at the same time once in time', async () => {
    const { meter, ask } = serverOf(reply)
    for (let call = 0; call < 20; call += 1) await Promise.all([ask('m'), ask('m'), ask('m')])
    assert.is(meter.measured().get('m')?.callsPerSecond, 10)
  })

  it('is of its own for each model, and not told from a few calls', async () => {
    const { meter, ask } = serverOf(reply)
    for (let call = 0; call < 30; call += 1) await ask('often')
    await ask('once')
    assert.equal([...meter.measured().keys()], ['often'])
  })

  it('has no tokens where the engine counts none', async () => {
    const { meter, ask } = serverOf({ text: 'Yes?', end: 'stop' })
    for (let call = 0; call < 30; call += 1) await ask('m')
    assert.equal(meter.measured().get('m'), { callsPerSecond: 10 })
  })
})
