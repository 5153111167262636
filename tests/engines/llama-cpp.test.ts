/** What the engine asks of llama.cpp, and what it makes of the answers: in its real process, with a stand-in for the native package. */
import * as assert from 'uvu/assert'
import { EngineUnavailable } from '../../src/engines/engine.js'
import { errorOf, patient, sampling } from '../support/fake-ollama/asking.js'
import { spec } from '../support/spec.js'
import { type StubOptions, withStub } from '../support/stub-llama/session.js'

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await errorOf(promise)
  assert.instance(error, EngineUnavailable)
  return (error as EngineUnavailable).diagnostic.code
}

const models = (told: string): StubOptions => ({ models: { 'a.gguf': told } })

spec('llama.cpp', (it) => {
  it('is asked with every value that is in the key, and with the messages of the prompt alone', async () =>
    withStub(async ({ ask, log }) => {
      const messages = [
        { role: 'user', content: 'One?' },
        { role: 'assistant', content: 'Two.' },
        { role: 'user', content: 'Three?' },
      ] as const
      const all = { ...sampling, temperature: 0.5, top_k: 7, repeat_penalty: 1.1, presence_penalty: 0.2, stop: ['END'] }
      const { completion } = await ask('', { messages, seed: 11, sampling: all })
      assert.equal(completion.text, 'Is it so, and what of 11?')
      assert.is(completion.end, 'stop')
      assert.is(completion.completionTokens, 3)
      const { pid: _pid, ...asked } = log().find(({ answers }) => answers !== undefined) ?? { pid: 0 }
      assert.equal(asked, {
        answers: 'user: One?\nmodel: \nuser: Three?\n',
        sequence: 1,
        maxTokens: 200,
        temperature: 0.5,
        topK: 7,
        topP: 0.9,
        minP: 0,
        seed: 11,
        repeatPenalty: {
          lastTokens: 64,
          penalty: 1.1,
          presencePenalty: 0.2,
          frequencyPenalty: 0,
          penalizeNewLine: true,
        },
        budgets: { thoughtTokens: 0 },
        customStopTriggers: ['END'],
      })
    }))

  it('leaves out penalties that change nothing', async () =>
    withStub(async ({ ask, log }) => {
      await ask('Is it?')
      await ask('Is it?', { sampling: { ...sampling, repeat_penalty: 1.2, repeat_last_n: 0 } })
      const asked = log().filter(({ answers }) => answers !== undefined)
      assert.equal(
        asked.map(({ repeatPenalty }) => repeatPenalty),
        [false, false],
      )
    }))

  it('says how an answer ended: cut, empty, or spent on thinking', async () =>
    withStub(async ({ ask }) => {
      const cut = await ask('Is it?', { sampling: { ...sampling, max_tokens: 2 } })
      assert.is(cut.completion.end, 'length')
      assert.is((await ask('THINK')).completion.end, 'thinking')
    }))

  it('says that a prompt does not fit, and never has it shortened', async () =>
    withStub(
      async ({ ask, log }) => {
        const { completion } = await ask('Is it? '.repeat(20))
        assert.equal(completion, { text: '', end: 'prompt-too-long', contextTokens: 100 })
        assert.is((await ask('SHIFT')).completion.end, 'prompt-too-long')
        await ask('x'.repeat(80))
        const last = log().at(-1)
        assert.is(last?.['maxTokens'], 100 - 'user: \nmodel: \n'.length - 80 - 1) // what is left, for the answer
      },
      { settings: { context_tokens: 100 } },
    ))

  it('holds the reply to a schema', async () =>
    withStub(async ({ ask, log }) => {
      const format = { type: 'object', properties: { a: { type: 'string' } } }
      await ask('Is it?', { format })
      assert.equal(log().at(-1)?.['grammar'], { schema: format })
    }))

  it('reads again only what no sequence has read: a call goes to the one that agrees the longest', async () =>
    withStub(
      async ({ ask, log }) => {
        for (const content of ['Merge: A', 'Rephrase: B', 'Merge: C', 'Rephrase: D', 'Merge: E']) await ask(content)
        assert.equal(
          log().flatMap(({ sequence }) => sequence ?? []),
          [1, 2, 1, 2, 1],
        )
      },
      { settings: { sequences: 2 } },
    ))

  it('answers as many calls at once as it has sequences, and has one more at hand', async () =>
    withStub(
      async ({ ask, server, log }) => {
        assert.is(server.width, 4)
        const stop = new AbortController()
        const slow = [1, 2, 3].map(async (n) => errorOf(ask(`SLOW ${n}`, {}, stop.signal)))
        while (log().filter(({ answers }) => answers !== undefined).length < 3)
          await errorOf(ask('x', {}, AbortSignal.timeout(20)))
        stop.abort(new Error('enough'))
        await Promise.all(slow)
        const sequences = log().flatMap(({ sequence }) => sequence ?? [])
        assert.equal(new Set(sequences).size, 3)
      },
      { settings: { sequences: 3 } },
    ))

  it('compiles nothing, fetches nothing, and takes the threads that it is given', async () =>
    withStub(
      async ({ ask, log }) => {
        await ask('Is it?')
        const loads = log().find((entry) => entry.loads !== undefined)?.loads
        assert.is(loads?.['build'], 'never')
        assert.is(loads?.['skipDownload'], true)
        assert.is(loads?.['maxThreads'], 1)
        assert.is(loads?.['gpu'], false)
        const context = log().find((entry) => entry.context !== undefined)?.context
        assert.equal(context, { contextSize: 2048, sequences: 4, failedCreationRemedy: false, threads: 1 })
      },
      { settings: { threads: 1 } },
    ))

  it('finds out how messages are written down once for a model, and has Qwen think little', async () =>
    withStub(
      async ({ ask, log }) => {
        await Promise.all([ask('One?'), ask('Two?')])
        assert.equal(
          log().flatMap(({ wrapper }) => wrapper ?? []),
          ['qwen'],
        )
        assert.equal(
          log().flatMap(({ qwen }) => qwen ?? []),
          [{ thoughts: 'discourage' }],
        )
      },
      { settings: { chat_wrapper: 'qwen' } },
    ))

  it('warns once where the GPU was asked for and the model runs on the CPU', async () =>
    withStub(
      async ({ ask, said, server }) => {
        await ask('Is it?')
        await server.unload?.('a.gguf', patient)
        await ask('Is it?')
        assert.equal(
          said.map(({ code, severity }) => [code, severity]),
          [['llama-cpp-on-cpu', 'warning']],
        )
      },
      { gpu: true },
    ))

  it('tells of the reply that loaded the model', async () =>
    withStub(async ({ ask }) => {
      assert.is((await ask('One?')).hasLoaded, true)
      const { hasLoaded, busyMs, queuedMs } = await ask('Two?')
      assert.is(hasLoaded, undefined)
      assert.ok((busyMs ?? -1) >= 0 && (queuedMs ?? -1) >= 0)
    }))

  it('has one model loaded at a time, each in a process of its own', async () =>
    withStub(
      async ({ ask, server, log }) => {
        for (const model of ['a.gguf', 'b.gguf', 'a.gguf']) {
          await server.load?.(model, patient)
          await ask('Is it?', { model })
          await server.unload?.(model, patient)
        }
        const pids = [...log('a.gguf'), ...log('b.gguf')].flatMap(({ loads, pid }) => (loads ? [pid] : []))
        assert.is(new Set(pids).size, 3)
        for (const pid of pids) assert.throws(() => process.kill(pid, 0), /ESRCH/)
      },
      { models: { 'a.gguf': 'one', 'b.gguf': 'two' } },
    ))

  it('says in a sentence why a model cannot be loaded', async () => {
    const codes: Readonly<Record<string, string>> = {
      'NO BINARY': 'llama-cpp-no-binary',
      'NO MODEL': 'model-not-read',
      'NO MEMORY': 'model-too-big',
    }
    for (const [told, code] of Object.entries(codes)) {
      await withStub(async ({ ask }) => assert.is(await codeOf(ask('Is it?')), code), models(told))
    }
  })

  it('does not stop loading because one of those who wait for it goes, but because all have', async () =>
    withStub(async ({ server, log }) => {
      const stop = new AbortController()
      const one = errorOf(Promise.resolve(server.load?.('a.gguf', stop.signal)))
      while (log().length === 0) await new Promise((resolve) => setImmediate(resolve))
      stop.abort(new Error('enough'))
      assert.is(((await one) as Error).message, 'enough')
    }, models('HANG')))
})
