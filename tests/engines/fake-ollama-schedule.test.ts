import * as assert from 'uvu/assert'
import { keepAliveMs } from '../support/fake-ollama/keep-alive.js'
import { chat, get, loadedIn, withFake } from '../support/fake-ollama/trying.js'
import { spec } from '../support/spec.js'

const two = { 'a:latest': {}, 'b:latest': {} }

spec('the fake Ollama, loading models,', (it) => {
  it('reloads a model for another runner option, and for none that is left out', async () => {
    await withFake({}, async (fake) => {
      const all = [
        { num_ctx: 512 },
        { num_ctx: 512, num_gpu: 10 },
        { num_ctx: 512 },
        { num_ctx: 512, num_batch: 64 },
        { num_ctx: 512, num_batch: 64, temperature: 1 },
      ]
      for (const options of all) await chat(fake, { options })
      assert.equal([fake.stats.loads, fake.stats.unloads], [3, 2])
      await chat(fake, { options: all[4], shift: false })
      assert.equal(fake.stats.perModel, { 'llama3.2:latest': { loads: 4, calls: 6 } })
    })
  })

  it('keeps as many models as it may, and lets the idle one go that has the least time left', async () => {
    await withFake({ models: { ...two, 'c:latest': {} }, maxLoaded: 2 }, async (fake) => {
      await chat(fake, { model: 'a', keep_alive: '10m' })
      await chat(fake, { model: 'b', keep_alive: '1m' })
      await chat(fake, { model: 'c' })
      assert.equal(await loadedIn(fake), ['a:latest', 'c:latest'])
    })
  })

  it('loads side by side only what the memory of the GPU holds', async () => {
    const models = { 'a:latest': { size: 4e9 }, 'b:latest': { size: 4e9 } }
    for (const [totalVram, loaded] of [
      [6e9, ['b:latest']],
      [12e9, ['a:latest', 'b:latest']],
    ] as const)
      await withFake({ models, totalVram }, async (fake) => {
        for (const model of ['a', 'b']) await chat(fake, { model })
        assert.equal(await loadedIn(fake), loaded)
      })
  })

  it('lets a model wait until the calls of the one in its way are over, and holds up all behind it', async () => {
    await withFake({ models: { ...two, 'c:latest': {} }, maxLoaded: 1, numParallel: 2 }, async (fake) => {
      fake.hold()
      const order: string[] = []
      const ask = async (model: string) => chat(fake, { model }).then(() => order.push(model))
      const first = ask('a')
      await fake.when(({ inFlight }) => inFlight === 1)
      const others = [ask('b')]
      await fake.when(({ calls }) => calls === 2)
      others.push(ask('c'))
      await fake.when(({ calls }) => calls === 3)
      const passing = ask('a') // its model is loaded: it goes by
      await fake.when(({ inFlight }) => inFlight === 2)
      assert.equal(await loadedIn(fake), ['a:latest'])
      fake.release()
      await Promise.all([first, passing, ...others])
      assert.equal(order.slice(2), ['b', 'c'])
      assert.equal([fake.stats.loads, fake.stats.unloads], [3, 2])
    })
  })

  it('stalls a waiting model for the keep_alive that a call of the other one brings', async () => {
    await withFake({ models: two, maxLoaded: 1, numParallel: 2 }, async (fake) => {
      fake.hold()
      const first = chat(fake, { model: 'a' })
      await fake.when(({ inFlight }) => inFlight === 1)
      const waiting = chat(fake, { model: 'b' })
      await fake.when(({ calls }) => calls === 2)
      const trap = chat(fake, { model: 'a', keep_alive: '1h' })
      await fake.when(({ inFlight }) => inFlight === 2)
      fake.release()
      await Promise.all([first, trap])
      assert.equal(await loadedIn(fake), ['a:latest']) // idle, and still in the way
      assert.is(fake.stats.unloads, 0)
      await chat(fake, { model: 'a', messages: [], keep_alive: 0 })
      assert.is((await waiting).status, 200)
      assert.equal(await loadedIn(fake), ['b:latest'])
    })
  })

  it('unloads a model when its keep_alive is over, at once for 0 and never for less', async () => {
    await withFake({ keepAlive: '20s', timeScale: 0.001 }, async (fake) => {
      await chat(fake)
      await fake.when(({ unloads }) => unloads === 1)
      await chat(fake, { keep_alive: 0 })
      await fake.when(({ unloads }) => unloads === 2)
      await chat(fake, { keep_alive: -1 })
      assert.match(await get(fake, '/api/ps'), '"expires_at":"2318')
      assert.match((await chat(fake, { keep_alive: 'soon' })).text, 'time: invalid duration \\"soon\\"')
    })
    assert.equal(['1h30m', '1.5s', '-1m', '0', 'x', ''].map(keepAliveMs), [
      5_400_000,
      1500,
      Infinity,
      0,
      undefined,
      undefined,
    ])
  })

  it('unloads a model that is told to go when its last call is over', async () => {
    await withFake({}, async (fake) => {
      fake.hold()
      const call = chat(fake)
      await fake.when(({ inFlight }) => inFlight === 1)
      await chat(fake, { messages: [], keep_alive: 0 })
      assert.is(fake.stats.unloads, 0)
      fake.release()
      assert.is((await call).status, 200)
      await fake.when(({ unloads }) => unloads === 1)
    })
  })

  it('ends a load whose client goes away, and loads for the next one', async () => {
    await withFake({ models: { 'a:latest': { loadMs: 60_000 }, 'b:latest': {} } }, async (fake) => {
      const client = new AbortController()
      const gone = chat(fake, { model: 'a', messages: [] }, client.signal).catch(() => 'gone')
      await fake.when(({ preloads }) => preloads === 1)
      const next = chat(fake, { model: 'b' })
      await fake.when(({ calls }) => calls === 1)
      client.abort()
      assert.is(await gone, 'gone')
      assert.is((await next).status, 200)
      assert.equal([fake.stats.abortedLoads, fake.stats.loads], [1, 1])
    })
  })

  it('gives some families one slot whatever it was started with', async () => {
    const models = { 'a:latest': { family: 'qwen35' }, 'b:latest': {}, 'c:latest': { maxParallel: 2 } }
    await withFake({ models, numParallel: 4 }, async (fake) => {
      for (const [model, slots] of [
        ['a', 1],
        ['b', 4],
        ['c', 2],
      ] as const) {
        fake.hold()
        fake.reset()
        const all = [1, 2, 3, 4].map(async () => chat(fake, { model }))
        await fake.when(({ inFlight, queued }) => inFlight + queued === 4)
        assert.is(fake.stats.inFlight, slots)
        fake.release()
        await Promise.all(all)
      }
    })
  })
})
