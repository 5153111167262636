/** Where a model runs, with what it is loaded, and in which order and at which pace it is asked: by all that a build sends. */
import * as assert from 'uvu/assert'
import { onAbort } from '../../src/base/abort.js'
import type { Clock } from '../../src/base/clock.js'
import { type FakeOllama, startFakeOllama } from '../support/fake-ollama/server.js'
import { spec } from '../support/spec.js'
import { type Config, distinct, inStory, setEngine } from '../support/story.js'

/** `animals` and `music`, three prompts. */
const cells = 27

/** `brief` by a second model. */
const twoModels = (config: Config) => {
  const variants = config['variants'] as Config
  variants['brief'] = { prompt: variants['brief'], model: 'qwen3:4b' }
}

/** All that was sent for a model but to unload it: what loads it, and what asks it. */
function sentFor({ requests, loadRequests }: FakeOllama, model?: string) {
  return [...loadRequests, ...requests]
    .map(({ body }) => body)
    .filter((body) => body.keep_alive !== 0 && (model === undefined || body.model === model))
}

/** Each different value once. */
function valuesOf(server: FakeOllama, option: string, model?: string): unknown[] {
  return [...new Set(sentFor(server, model).map(({ options }) => options?.[option]))]
}

spec('the GPU', (it) => {
  it('that was asked for and is not there: one warning with what to do, and the build goes on', async () =>
    inStory({ gpu: false }, async (story) => {
      const { exitCode, codes, text, calls } = await story.build()
      assert.is(exitCode, 0)
      assert.is(calls, cells)
      assert.equal(codes, ['ollama-on-cpu'])
      assert.match(text, /llama3\.2.* on the CPU/)
      assert.equal(valuesOf(story.server, 'num_gpu'), [undefined], 'Ollama chooses the layers')
      assert.is(story.server.stats.loads, 2, 'loaded afresh once: that may have been all')
    }))

  it('that was asked for and is taken by somebody’s num_gpu: the model is loaded afresh, and nothing is said', async () =>
    inStory({}, async (story) => {
      const options = { num_ctx: 2048, num_gpu: 0 }
      await fetch(`${story.server.url}/api/chat`, {
        method: 'POST',
        body: JSON.stringify({ model: 'llama3.2', messages: [], shift: false, stream: false, options }),
      }).then(async (response) => response.text())
      const { exitCode, codes } = await story.build()
      assert.is(exitCode, 0)
      assert.equal(codes, [])
      assert.is(story.server.stats.loads, 2)
    }))

  it('says so once for each model that is not on it, and once a build', async () =>
    inStory({ gpu: false, models: { 'llama3.2:latest': {}, 'qwen3:4b': {} } }, async (story) => {
      story.configure(twoModels)
      const { codes, calls } = await story.build()
      assert.equal(codes, ['ollama-on-cpu', 'ollama-on-cpu'])
      assert.is(calls, cells)
      story.server.unload()
      story.remove('dataset')
      assert.equal((await story.build()).codes, [], 'nothing was asked: nothing is said')
    }))

  it('is not used where the config says `gpu: false`: every request says so, without a word', async () =>
    inStory({}, async (story) => {
      story.configure((config) => (config['gpu'] = false))
      const { exitCode, codes } = await story.build()
      assert.is(exitCode, 0)
      assert.equal(codes, [])
      assert.equal(valuesOf(story.server, 'num_gpu'), [0])
      assert.is(story.server.stats.loads, 1)
    }))

  it('gets as many layers as the config says, and changing that asks nothing again (contract 3)', async () =>
    inStory({}, async (story) => {
      story.configure((config) => (config['gpu'] = 12))
      assert.equal((await story.build()).codes, [])
      assert.equal(valuesOf(story.server, 'num_gpu'), [12])
      for (const gpu of [true, false, 5]) {
        story.configure((config) => (config['gpu'] = gpu))
        assert.is((await story.build({ force: true })).calls, 0)
      }
    }))
})

spec('what loads a model', (it) => {
  it('is the same in all requests of a build, also after it crashed: it is loaded once, and once after each crash', async () =>
    inStory(
      { models: { 'llama3.2:latest': {}, 'qwen3:4b': {} }, faults: [{ kind: 'crash', when: 7 }] },
      async (story) => {
        story.configure(twoModels)
        story.configure((config) => (config['gpu'] = 20))
        setEngine(story, { context_tokens: 3000 })
        assert.is((await story.build()).exitCode, 0)
        for (const model of ['llama3.2:latest', 'qwen3:4b'])
          for (const [option, value] of Object.entries({ num_ctx: 3000, num_gpu: 20 }))
            assert.equal(valuesOf(story.server, option, model), [value], `${option} of ${model}`)
        assert.equal(new Set(sentFor(story.server).map(({ shift }) => shift)), new Set([false]))
        const { perModel, loads } = story.server.stats
        assert.is(loads, 3)
        assert.is(perModel['qwen3:4b']?.loads, 1)
        assert.equal(story.server.stats.ignoredOptions, [])
      },
    ))

  it('says how long it stays; no completion does, which would undo that', async () =>
    inStory({}, async (story) => {
      assert.is((await story.build()).exitCode, 0)
      assert.is(story.server.requests.length, cells)
      for (const { body } of story.server.requests) assert.is(body.keep_alive, undefined)
      assert.equal(
        story.server.loadRequests.map(({ body }) => body.keep_alive),
        ['10m'],
      )
    }))
})

spec('the order of the calls', (it) => {
  for (const concurrency of [1, 4])
    it(`is style after style, so that a slot seldom changes the beginning of its prompt (${concurrency} at once)`, async () =>
      inStory({ numParallel: concurrency }, async (story) => {
        setEngine(story, { concurrency })
        assert.is((await story.build()).exitCode, 0)
        const begins = story.server.requests.map(({ body }) => (body.messages[0]?.content ?? '').split(' ')[0])
        const changes = begins.filter((begin, index) => index > 0 && begin !== begins[index - 1]).length
        assert.is(begins.length, cells)
        assert.ok(changes <= 2 + 2 * (concurrency - 1), `${changes} changes: ${begins.join(' ')}`)
      }))

  it('inside a model does not show in the files', async () => {
    const outputs: Record<string, string>[] = []
    for (const [concurrency, numParallel] of [
      [1, 1],
      [5, 2],
      [16, 16],
    ])
      await inStory({ numParallel: numParallel ?? 1 }, async (story) => {
        setEngine(story, { concurrency })
        assert.is((await story.build()).exitCode, 0)
        outputs.push(story.outputs())
      })
    assert.equal(outputs[1], outputs[0])
    assert.equal(outputs[2], outputs[0])
  })
})

/** A clock that stands until the test lets the next sleeper wake. */
function byHand(): Clock & { asleep(count: number): Promise<void>; wakeNext(): void } {
  const sleepers: { readonly at: number; readonly wake: () => void }[] = []
  const watchers = new Set<() => void>()
  let now = 0
  return {
    now: () => now,
    sleep: async (milliseconds, signal) => {
      signal.throwIfAborted()
      if (milliseconds <= 0) return
      await new Promise<void>((resolve, reject) => {
        const sleeper = { at: now + milliseconds, wake: resolve }
        onAbort(signal, () => {
          sleepers.splice(sleepers.indexOf(sleeper), 1)
          reject(signal.reason as Error)
        })
        sleepers.push(sleeper)
        for (const look of watchers) look()
      })
    },
    asleep: async (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (sleepers.length < count) return
          watchers.delete(look)
          resolve()
        }
        watchers.add(look)
        look()
      }),
    wakeNext: () => {
      const next = sleepers.sort((one, other) => one.at - other.at).shift()
      if (next === undefined) throw new Error('nobody sleeps')
      now = next.at
      next.wake()
    },
  }
}

spec('requests_per_minute', (it) => {
  it('spaces the starts of the calls evenly, tries that are repeated among them', async () => {
    const clock = byHand()
    const starts: number[] = []
    await inStory(
      {
        faults: [{ kind: 'busy', when: 5 }],
        respond: (body) => {
          starts.push(clock.now())
          return distinct(body)
        },
      },
      async (story) => {
        setEngine(story, { requests_per_minute: 40 })
        const build = story.build({ clock })
        for (let turn = 1; turn <= cells; turn += 1) {
          await story.server.when(({ calls, answered }) => calls === turn && answered === turn - Number(turn >= 5))
          await clock.asleep(1)
          assert.is(story.server.stats.calls, turn, 'nobody goes before its turn')
          clock.wakeNext()
        }
        const { exitCode, calls } = await build
        assert.is(exitCode, 0)
        assert.is(calls, cells + 1)
        const turns = Array.from({ length: cells + 1 }, (_each, index) => index * 1_500).filter((_at, nth) => nth !== 4)
        assert.equal(starts, turns)
      },
    )
  })

  it('holds for each host on its own', async () => {
    const clock = byHand()
    await inStory({}, async (story) => {
      const other = await startFakeOllama({ respond: distinct, numParallel: 8 })
      const stop = new AbortController()
      try {
        setEngine(story, { hosts: [story.server.url, other.url], requests_per_minute: 60 })
        const build = story.build({ clock, signal: stop.signal })
        for (let turn = 1; turn <= 3; turn += 1) {
          for (const server of [story.server, other]) await server.when(({ answered }) => answered === turn)
          await clock.asleep(2)
          assert.is(clock.now(), (turn - 1) * 1_000)
          clock.wakeNext()
          clock.wakeNext()
        }
        for (const server of [story.server, other]) await server.when(({ answered }) => answered === 4)
        stop.abort(new Error('enough'))
        assert.is((await build).exitCode, 130)
        assert.is(story.server.stats.calls + other.stats.calls, 8)
      } finally {
        await other.close()
      }
    })
  })
})
