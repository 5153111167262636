import * as assert from 'uvu/assert'
import { framed } from '../../src/base/hash.js'
import { CallFailed, EngineUnavailable } from '../../src/engines/engine.js'
import { ollama } from '../../src/engines/ollama.js'
import { aRequest, errorOf, openAt, type Opened, patient, sampling } from '../support/fake-ollama/asking.js'
import { type FakeOllama, startFakeOllama } from '../support/fake-ollama/server.js'
import type { FakeOptions } from '../support/fake-ollama/state.js'
import { spec } from '../support/spec.js'

/** Runs with a fake server and an engine on it, and closes both. */
async function withEngine(
  options: FakeOptions,
  use: (engine: Opened, fake: FakeOllama) => Promise<void>,
  settings: Readonly<Record<string, unknown>> = {},
  gpu: boolean | number = true,
): Promise<void> {
  const fake = await startFakeOllama(options)
  const engine = await openAt(fake, settings, gpu)
  try {
    await use(engine, fake)
  } finally {
    await engine.close()
    await fake.close()
  }
}

spec('a completion by Ollama', (it) => {
  it('comes back with its text and its tokens', async () => {
    await withEngine({}, async (engine) => {
      const { text, end, promptTokens, completionTokens } = await engine.complete(aRequest(), patient)
      assert.is(text, 'Who invented the zip fastener, and how long can a snail sleep?')
      assert.is(end, 'stop')
      assert.ok((promptTokens ?? 0) > 20 && (completionTokens ?? 0) > 10)
    })
  })

  it('is asked for with every sampling option, the context, the seed, and nothing that no Ollama knows', async () => {
    await withEngine({}, async (engine, fake) => {
      await engine.complete(aRequest(), patient)
      assert.equal(fake.requests[0]?.body, {
        model: 'llama3.2:latest',
        messages: aRequest().messages,
        stream: false,
        think: false,
        truncate: false,
        shift: false,
        options: {
          num_ctx: 2048,
          num_predict: 200,
          temperature: 0.2,
          top_p: 0.9,
          top_k: 40,
          min_p: 0,
          repeat_penalty: 1,
          repeat_last_n: 64,
          presence_penalty: 0,
          frequency_penalty: 0,
          seed: 7,
        },
      })
      assert.equal(fake.stats.ignoredOptions, [])
    })
  })

  it('sends stop words only where there are some', async () => {
    await withEngine({}, async (engine, fake) => {
      await engine.complete(aRequest({ sampling: { ...sampling, stop: ['\n\n'] } }), patient)
      assert.equal(fake.requests[0]?.body.options?.['stop'], ['\n\n'])
    })
  })

  for (const [gpu, layers] of [
    [true, undefined],
    [false, 0],
    [20, 20],
  ] as const) {
    it(`under gpu: ${gpu} sends ${layers === undefined ? 'no num_gpu' : `num_gpu ${layers}`}, alike on every call`, async () => {
      await withEngine(
        {},
        async (engine, fake) => {
          await engine.complete(aRequest(), patient)
          for (const { body } of [...fake.loadRequests, ...fake.requests]) {
            assert.is(body.options?.['num_gpu'], layers)
          }
          assert.is(fake.stats.loads, 1)
        },
        {},
        gpu,
      )
    })
  }

  it('loads the model once before a burst of calls, without the deadline of a call', async () => {
    await withEngine(
      { loadMs: 900, maxQueue: 1, numParallel: 4 },
      async (engine, fake) => {
        await Promise.all([1, 2, 3, 4, 5, 6].map(async (seed) => engine.complete(aRequest({ seed }), patient)))
        assert.is(fake.stats.loads, 1)
        assert.is(fake.stats.preloads, 1)
        assert.is(fake.loadRequests[0]?.body.keep_alive, '10m')
        assert.ok(fake.requests.every(({ body }) => body.keep_alive === undefined))
      },
      { timeout_seconds: 0.6 },
    )
  })

  it('cut off by max_tokens is "length"', async () => {
    await withEngine({}, async (engine) => {
      const { text, end, completionTokens } = await engine.complete(
        aRequest({ sampling: { ...sampling, max_tokens: 5 } }),
        patient,
      )
      assert.equal([text, end, completionTokens], ['Who invented ', 'length', 5])
    })
  })

  it('that is blank is "empty"', async () => {
    await withEngine({ respond: () => ' \n' }, async (engine) => {
      assert.is((await engine.complete(aRequest(), patient)).end, 'empty')
    })
  })

  it('that is thinking alone is "thinking", however it ended', async () => {
    for (const done_reason of ['stop', 'length']) {
      await withEngine({ respond: () => ({ content: '', thinking: 'Well…', done_reason }) }, async (engine) => {
        assert.is((await engine.complete(aRequest(), patient)).end, 'thinking')
      })
    }
  })

  it('that the server stopped for repeating itself is "repeat"', async () => {
    await withEngine({ faults: [{ kind: 'done-false', when: 1 }] }, async (engine) => {
      assert.is((await engine.complete(aRequest(), patient)).end, 'repeat')
    })
  })

  it('of a prompt that does not fit is "prompt-too-long", and says what there was room for', async () => {
    await withEngine(
      {},
      async (engine) => {
        assert.equal(await engine.complete(aRequest(), patient), {
          text: '',
          end: 'prompt-too-long',
          contextTokens: 16,
        })
      },
      { context_tokens: 16 },
    )
  })

  it('does not touch the request', async () => {
    const frozen = Object.freeze(
      aRequest({ messages: Object.freeze(aRequest().messages.map((m) => Object.freeze(m))) }),
    )
    await withEngine({}, async (engine) => {
      assert.is((await engine.complete(frozen, patient)).end, 'stop')
    })
  })

  it('from a base path of a proxy goes to that path', async () => {
    const fake = await startFakeOllama()
    const engine = await openAt({ url: `${fake.url}/ollama` })
    const error = await errorOf(engine.complete(aRequest(), patient))
    assert.instance(error, EngineUnavailable)
    assert.is((error as EngineUnavailable).diagnostic.code, 'not-ollama') // the fake has nothing at /ollama/api/chat
    await engine.close()
    await fake.close()
  })
})

spec('a call of Ollama that is not answered', (it) => {
  it('ends at its deadline, and the server sees the client go', async () => {
    await withEngine(
      { faults: [{ kind: 'hang', when: 1 }] },
      async (engine, fake) => {
        const error = await errorOf(engine.complete(aRequest(), patient))
        assert.instance(error, CallFailed)
        assert.is((error as CallFailed).mayPass, true)
        assert.match((error as CallFailed).message, 'within 0.1 s')
        await fake.when(({ aborted }) => aborted === 1)
        assert.is((await engine.complete(aRequest(), patient)).end, 'stop') // its slot is free again
      },
      { timeout_seconds: 0.1 },
    )
  })

  it('has so much time for each of the texts that share it', async () => {
    const properties = { first: { type: 'string' }, second: { type: 'string' }, third: { type: 'string' } }
    await withEngine(
      { faults: [{ kind: 'hang', when: 1 }] },
      async (engine) => {
        const shared = aRequest({ format: { type: 'object', properties } })
        const error = await errorOf(engine.complete(shared, patient))
        assert.match((error as CallFailed).message, 'within 0.3 s')
      },
      { timeout_seconds: 0.1 },
    )
  })

  it('ends when it is aborted, with the reason, and the server sees the client go', async () => {
    await withEngine({ faults: [{ kind: 'hang', when: 1 }] }, async (engine, fake) => {
      const stop = new AbortController()
      const call = errorOf(engine.complete(aRequest(), stop.signal))
      await fake.when(({ inFlight }) => inFlight === 1)
      const reason = new Error('Ctrl-C')
      stop.abort(reason)
      assert.is(await call, reason)
      await fake.when(({ aborted, inFlight }) => aborted === 1 && inFlight === 0)
    })
  })

  it('ends at once while the model still loads; one that waits on goes on', async () => {
    await withEngine({ loadMs: 200 }, async (engine, fake) => {
      const stop = new AbortController()
      const aborted = errorOf(engine.complete(aRequest({ seed: 1 }), stop.signal))
      const other = engine.complete(aRequest({ seed: 2 }), patient)
      await fake.when(({ preloads }) => preloads === 1)
      stop.abort(new Error('Ctrl-C'))
      assert.match(String(await aborted), 'Ctrl-C')
      assert.is((await other).end, 'stop')
      assert.is(fake.stats.calls, 1)
    })
  })

  it('starts a new load after all that waited for one were aborted', async () => {
    await withEngine({ loadMs: 30 }, async (engine, fake) => {
      const stop = new AbortController()
      const aborted = errorOf(engine.complete(aRequest(), stop.signal))
      await fake.when(({ preloads }) => preloads === 1)
      stop.abort(new Error('Ctrl-C'))
      await aborted
      assert.is((await engine.complete(aRequest(), patient)).end, 'stop')
      assert.is(fake.stats.preloads, 2)
    })
  })
})

spec('the key of a completion by Ollama', (it) => {
  const plain = key({})

  it('holds the messages, every value that is sent, and the seed (contract 3)', () => {
    const [system, user] = aRequest().messages
    const differing = [
      key({ seed: 8 }),
      key({ messages: [user ?? { role: 'user', content: '' }] }),
      key({ messages: [{ role: 'system', content: 'Other.' }, user ?? { role: 'user', content: '' }] }),
      key({ messages: [{ role: 'assistant', content: system?.content ?? '' }, user ?? { role: 'user', content: '' }] }),
      key({ sampling: { ...sampling, stop: [] } }),
      key({ sampling: { ...sampling, stop: ['a', 'b'] } }),
      key({ sampling: { ...sampling, stop: ['ab'] } }),
      ...(['temperature', 'top_p', 'top_k', 'min_p', 'max_tokens'] as const).map((name) =>
        key({ sampling: { ...sampling, [name]: 0.5 } }),
      ),
      ...(['repeat_penalty', 'repeat_last_n', 'presence_penalty', 'frequency_penalty'] as const).map((name) =>
        key({ sampling: { ...sampling, [name]: 0.5 } }),
      ),
    ]
    assert.is(new Set([plain, ...differing]).size, differing.length + 1)
  })

  it('holds neither the tag, the pair, the style, the attempt nor the seed of the config', () => {
    const { first, second } = aRequest().pair
    for (const same of [
      key({ model: 'other:1b' }),
      key({ style: 'fluid', language: 'fr', attempt: 3 }),
      key({ pair: { first: second, second: first } }),
      key({ sampling: { ...sampling, seed: 99 } }),
    ]) {
      assert.is(same, plain)
    }
  })
})

function key(changes: Parameters<typeof aRequest>[0]): string {
  return framed(ollama.reads(aRequest(changes)))
}
