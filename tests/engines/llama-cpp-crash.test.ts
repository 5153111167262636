/** llama.cpp crashes, hangs, prints and talks nonsense in a process of its own (contract 29): the build's is another one. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { makeSystemClock } from '../../src/base/clock.js'
import { CallFailed, EngineUnavailable } from '../../src/engines/engine.js'
import { findPackage } from '../../src/engines/llama-cpp/package.js'
import { Crashed, startRunner } from '../../src/engines/llama-cpp/runner.js'
import { makeLanes } from '../../src/run/lanes.js'
import { aRequest, errorOf, patient } from '../support/fake-ollama/asking.js'
import { spec } from '../support/spec.js'
import { stubLog } from '../support/stub-llama/install.js'
import { type StubSession, withStub } from '../support/stub-llama/session.js'

async function failureOf(promise: Promise<unknown>): Promise<CallFailed> {
  const error = await errorOf(promise)
  assert.instance(error, CallFailed)
  return error as CallFailed
}

const pidsIn = (log: StubSession['log']) => [...new Set(log().map(({ pid }) => pid))]

async function isGone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
}

const lanesOf = ({ server }: StubSession, retries: number) => {
  const clock = { ...makeSystemClock(), sleep: async () => {} }
  return makeLanes([server], { retries, clock, random: () => 0 })
}

const asking = (content: string) => aRequest({ model: 'a.gguf', messages: [{ role: 'user', content }] })

spec('a crash of llama.cpp', (it) => {
  it('fails the call in flight, which may pass, says how it ended, and is over with the next one', async () =>
    withStub(async ({ ask, log }) => {
      const failure = await failureOf(ask('CRASH'))
      assert.ok(failure.mayPass)
      assert.match(failure.message, 'SIGSEGV')
      assert.match(failure.message, 'GGML_ASSERT(x > 0) failed')
      assert.is((await ask('Is it?')).completion.end, 'stop')
      assert.is(pidsIn(log).length, 2)
    }))

  it('costs the other calls in flight a try, and no answer', async () =>
    withStub(async (session) => {
      const lanes = lanesOf(session, 3)
      const file = join(session.root, 'crashed')
      const prompts = [`CRASH ONCE ${file}`, 'One?', 'Two?', 'Three?', 'Four?']
      const ends = await Promise.all(
        prompts.map(async (content) => (await lanes.complete(asking(content), patient)).end),
      )
      assert.equal(new Set(ends), new Set(['stop']))
      lanes.close()
    }))

  it('that a prompt always brings about is found by asking it alone: that call fails for good, and no other', async () =>
    withStub(async (session) => {
      const lanes = lanesOf(session, 6)
      const others = ['One?', 'Two?', 'Three?', 'Four?', 'Five?', 'Six?'].map(async (content) =>
        lanes.complete(asking(content), patient),
      )
      const failure = await failureOf(lanes.complete(asking('CRASH'), patient))
      assert.not.ok(failure.mayPass)
      assert.match(failure.message, 'whenever it is given this prompt')
      for (const { end } of await Promise.all(others)) assert.is(end, 'stop')
      const crashes = session.log().filter(({ answers }) => answers?.includes('CRASH'))
      assert.is(crashes.length, 3) // once among others, twice alone
      lanes.close()
    }))

  it('while it loads a model ends the build when it comes again', async () =>
    withStub(
      async ({ ask }) => {
        assert.ok((await failureOf(ask('Is it?'))).mayPass)
        const error = await errorOf(ask('Is it?'))
        assert.instance(error, EngineUnavailable)
        assert.is((error as EngineUnavailable).diagnostic.code, 'llama-cpp-crashes')
      },
      { models: { 'a.gguf': 'CRASH' } },
    ))

  it('between two calls is nobody’s fault: the next one finds it started again', async () =>
    withStub(async ({ ask, log }) => {
      await ask('One?')
      const [pid = 0] = pidsIn(log)
      process.kill(pid, 'SIGKILL')
      await isGone(pid)
      const again = await ask('Two?').catch(async (error: unknown) => {
        assert.ok((error as CallFailed).mayPass) // it was not seen yet
        return ask('Two?')
      })
      assert.is(again.completion.end, 'stop')
    }))
})

spec('the process of llama.cpp', (it) => {
  it('that sends what is no message is ended, and another one takes its place', async () =>
    withStub(async ({ ask, log }) => {
      const failure = await failureOf(ask('GARBAGE'))
      assert.ok(failure.mayPass)
      assert.match(failure.message, 'what is this')
      assert.is((await ask('Is it?')).completion.end, 'stop')
      assert.is(pidsIn(log).length, 2)
    }))

  it('is told of an abort, and answers the next call', async () =>
    withStub(
      async ({ ask, log }) => {
        const stop = new AbortController()
        const slow = errorOf(ask('SLOW', {}, stop.signal))
        while (!log().some(({ answers }) => answers?.includes('SLOW')))
          await new Promise((resolve) => setImmediate(resolve))
        const reason = new Error('enough')
        stop.abort(reason)
        assert.is(await slow, reason)
        assert.is((await ask('Is it?')).completion.end, 'stop')
        assert.is(pidsIn(log).length, 1)
      },
      { settings: { sequences: 1 } },
    ))

  it('has so long for an answer as timeout_seconds says', async () =>
    withStub(
      async ({ ask }) => {
        const failure = await failureOf(ask('SLOW'))
        assert.ok(failure.mayPass)
        assert.match(failure.message, 'within 0.1 s (timeout_seconds)')
        assert.is((await ask('Is it?')).completion.end, 'stop')
      },
      { settings: { timeout_seconds: 0.1, sequences: 1 } },
    ))

  it('that throws fails that call for good, and no other', async () =>
    withStub(async ({ ask, log }) => {
      const failure = await failureOf(ask('THROW'))
      assert.not.ok(failure.mayPass)
      assert.match(failure.message, 'the decoder is out of sorts')
      assert.is((await ask('Is it?')).completion.end, 'stop')
      assert.is(pidsIn(log).length, 1)
    }))

  it('that does not listen any more is ended: whoever else waited for it is not to blame', async () =>
    withStub(async ({ root }) => {
      const entry = findPackage(root)?.entry ?? ''
      const order = { entry, modelPath: join(root, 'a.gguf'), contextTokens: 512, sequences: 2, chatWrapper: 'auto' }
      const runner = startRunner({ ...order, gpu: false }, 50)
      const { messages, sampling, seed } = asking('HANG')
      await runner.loaded
      const stop = new AbortController()
      const hanging = errorOf(runner.answer({ messages, sampling, seed }, stop.signal))
      const beside = errorOf(runner.answer({ messages, sampling, seed }, patient))
      stop.abort(new Error('enough'))
      assert.is(((await hanging) as Error).message, 'enough')
      const crash = await beside
      assert.instance(crash, Crashed)
      assert.ok((crash as Crashed).isBlameless && runner.isGone)
    }))

  it('is gone when the engine is closed, whatever it is doing', async () =>
    withStub(async ({ ask, log, close }) => {
      const hanging = errorOf(ask('HANG'))
      while (!log().some(({ answers }) => answers?.includes('HANG')))
        await new Promise((resolve) => setImmediate(resolve))
      const [pid = 0] = pidsIn(log)
      await close()
      await hanging
      assert.throws(() => process.kill(pid, 0), /ESRCH/)
    }))

  it('is gone when we are killed, and before that leaves Ctrl-C to us; it prints nothing on our streams', async () =>
    withStub(async ({ root, log }) => {
      const parent = spawn(process.execPath, [fileURLToPath(new URL('llama-cpp-parent.js', import.meta.url)), root], {
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        detached: true,
      })
      let printed = ''
      for (const stream of [parent.stdout, parent.stderr]) stream?.on('data', (chunk) => (printed += String(chunk)))
      const { pid: group = 0 } = parent
      await once(parent, 'message') // it has one answer, and a call that hangs
      const [pid = 0] = stubLog(join(root, 'a.gguf')).map((entry) => entry.pid)
      process.kill(-group, 'SIGINT')
      await once(parent, 'message') // it heard that, and had another answer
      assert.is(pidsIn(log).length, 1)
      parent.kill('SIGKILL')
      await once(parent, 'close')
      await isGone(pid)
      assert.is(printed, '')
    }))
})
