/** The life of a model, against the fake server: it schedules as the real one does. */
import * as assert from 'uvu/assert'
import { makeSystemClock } from '../../src/base/clock.js'
import { makeLanes } from '../../src/run/lanes.js'
import { aRequest, firstOf, patient, sampling } from '../support/fake-ollama/asking.js'
import { type FakeOllama, startFakeOllama } from '../support/fake-ollama/server.js'
import type { FakeOptions } from '../support/fake-ollama/state.js'
import { spec } from '../support/spec.js'
import { type Session, withHosts } from './ollama-by-hand.js'

async function withFake(
  options: FakeOptions,
  use: (session: Session, fake: FakeOllama) => Promise<void>,
  more: Parameters<typeof withHosts>[2] = {},
): Promise<void> {
  const fake = await startFakeOllama(options)
  await withHosts([fake], async (session) => use(session, fake), more)
}

/** What somebody else's program sends. */
async function somebodySends(fake: FakeOllama, body: object): Promise<void> {
  const response = await fetch(`${fake.url}/api/chat`, {
    method: 'POST',
    body: JSON.stringify({ model: 'llama3.2:latest', messages: [], stream: false, ...body }),
  })
  await response.text()
}

spec('a model at a server', (it) => {
  it('that somebody put on the CPU is moved to the GPU, and nothing has to be said', async () =>
    withFake({}, async ({ engine, said }, fake) => {
      await somebodySends(fake, { shift: false, truncate: false, options: { num_ctx: 2048, num_gpu: 0 } })
      await firstOf(engine).complete(aRequest(), patient)
      assert.equal([fake.stats.loads, fake.stats.unloads], [2, 1])
      assert.equal(said, [])
    }))

  it('without a GPU runs on the CPU, and that is said once', async () =>
    withFake({ gpu: false }, async ({ engine, said }) => {
      const { complete } = firstOf(engine)
      for (const seed of [1, 2]) assert.is((await complete(aRequest({ seed }), patient)).end, 'stop')
      assert.equal(
        said.map(({ code }) => code),
        ['ollama-on-cpu'],
      )
    }))

  it('that is to stay on the CPU does, without a word', async () =>
    withFake(
      {},
      async ({ engine, said }, fake) => {
        await firstOf(engine).complete(aRequest(), patient)
        assert.equal([fake.stats.loads, fake.stats.unloads], [1, 0])
        assert.equal(said, [])
      },
      { gpu: false },
    ))

  it('with room for one model is loaded once for each, however the calls come', async () =>
    withFake({ models: { a: {}, b: {} }, maxLoaded: 1, numParallel: 4 }, async ({ engine }, fake) => {
      const lanes = makeLanes(engine.servers, { retries: 2, clock: makeSystemClock(), random: () => 0 })
      await Promise.all(
        Array.from({ length: 40 }, async (_, seed) =>
          lanes.complete(aRequest({ seed, model: seed % 2 === 0 ? 'a' : 'b' }), patient),
        ),
      )
      assert.equal([fake.stats.loads, fake.stats.unloads], [2, 1])
    }))

  it('that crashed is loaded again before the next call, and the reply says so', async () =>
    withFake({ faults: [{ kind: 'crash', when: 2 }] }, async ({ engine }, fake) => {
      const { server } = firstOf(engine)
      await server.complete(aRequest({ seed: 1 }), patient)
      await server.complete(aRequest({ seed: 2 }), patient).catch(() => {})
      assert.is((await server.complete(aRequest({ seed: 3 }), patient)).hasLoaded, true)
      assert.is((await server.complete(aRequest({ seed: 4 }), patient)).hasLoaded, undefined)
      assert.is(fake.stats.loads, 2)
    }))

  it('of the cloud is asked without a load, and named once', async () =>
    withFake(
      { models: { 'gpt-oss:120b-cloud': { family: 'gptoss', remoteHost: 'https://ollama.com:443' } } },
      async ({ engine, said }, fake) => {
        const { complete } = firstOf(engine)
        for (const seed of [1, 2]) await complete(aRequest({ model: 'gpt-oss:120b-cloud', seed }), patient)
        assert.is(fake.stats.preloads, 0)
        assert.equal(
          fake.requests.map(({ body }) => body.think),
          ['low', 'low'],
        )
        assert.equal(
          said.map(({ code }) => code),
          ['ollama-cloud-model'],
        )
      },
    ))

  it('keeps its own stop words beside those of the config', async () =>
    withFake(
      { models: { 'llama3.2:latest': { parameters: 'stop                           "<|eot_id|>"' } } },
      async ({ engine }, fake) => {
        await firstOf(engine).complete(aRequest({ sampling: { ...sampling, stop: ['\n'] } }), patient)
        assert.equal(fake.requests[0]?.body.options?.['stop'], ['\n', '<|eot_id|>'])
      },
    ))
})

spec('two servers', (it) => {
  it('share the calls; when one goes down, the other gets them all, and none is lost', async () => {
    const gone = await startFakeOllama({ numParallel: 2, faults: [{ kind: 'refuse', when: 3 }] })
    const there = await startFakeOllama({ numParallel: 2 })
    await withHosts(
      [gone, there],
      async ({ engine }) => {
        const lanes = makeLanes(engine.servers, { retries: 2, clock: makeSystemClock(), random: () => 0 })
        const ends = await Promise.all(
          Array.from({ length: 30 }, async (_, seed) => (await lanes.complete(aRequest({ seed }), patient)).end),
        )
        assert.equal(new Set(ends), new Set(['stop']))
        assert.ok(gone.stats.answered > 0)
        assert.is(gone.stats.answered + there.stats.answered, 30)
        lanes.close()
      },
      { models: ['llama3.2:latest'], settings: { concurrency: 2 } },
    )
  })

  it('of which one was never up are one server to begin with', async () => {
    const down = await startFakeOllama()
    await down.goDown()
    const there = await startFakeOllama()
    await withHosts(
      [{ url: down.url }, there],
      async ({ engine }) => {
        const lanes = makeLanes(engine.servers, { retries: 2, clock: makeSystemClock(), random: () => 0 })
        for (const seed of [1, 2, 3]) assert.is((await lanes.complete(aRequest({ seed }), patient)).end, 'stop')
        assert.is(there.stats.answered, 3)
        lanes.close()
      },
      { models: ['llama3.2:latest'] },
    )
  })
})
