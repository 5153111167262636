import * as assert from 'uvu/assert'
import type { CompletionRequest } from '../../src/domain/completion.js'
import { CallFailed, EngineUnavailable, type Reply, type Server } from '../../src/engines/engine.js'
import { stopsIn } from '../../src/engines/ollama/traits.js'
import { aRequest, errorOf, firstOf, patient, sampling } from '../support/fake-ollama/asking.js'
import { spec } from '../support/spec.js'
import { type Asked, done, type Said, serveByHand, withHosts } from './ollama-by-hand.js'

interface Scene {
  readonly server: Server
  readonly hand: Awaited<ReturnType<typeof serveByHand>>
  /** Codes of what was said. */
  said(): readonly string[]
  messages(): readonly string[]
  ask(changes?: Partial<CompletionRequest>): Promise<Reply>
}

async function scene(
  answer: (asked: Asked, nth: number) => Said,
  use: (scene: Scene) => Promise<void>,
  gpu: boolean | number = true,
): Promise<void> {
  let count = 0
  const hand = await serveByHand((asked) => answer(asked, (count += 1)))
  await withHosts(
    [hand],
    async ({ engine, said }) => {
      const { server } = firstOf(engine)
      await use({
        server,
        hand,
        said: () => said.map(({ code }) => code),
        messages: () => said.map(({ message }) => message),
        ask: async (changes) => server.complete(aRequest({ model: 'm', ...changes }), patient),
      })
    },
    { gpu },
  )
}

const isLoad = ({ route, body }: Asked) =>
  route === 'POST /api/chat' && body.messages?.length === 0 && body.keep_alive !== 0
const isCall = ({ route, body }: Asked) => route === 'POST /api/chat' && body.messages?.length !== 0
const psOf = (onGpu: number | undefined, size = 1_000) => ({
  models: [{ name: 'm:latest', model: 'm:latest', size, ...(onGpu === undefined ? {} : { size_vram: onGpu }) }],
})

spec('a model of Ollama', (it) => {
  it('is unloaded on demand, and loaded again by the next call', async () => {
    await scene(
      () => undefined,
      async ({ server, hand, ask }) => {
        await ask()
        await server.unload?.('m', patient)
        await ask()
        assert.equal(hand.turns(), ['load m', 'unload m', 'load m'])
        assert.equal(
          hand.asked.filter(({ body }) => body.keep_alive !== undefined).map(({ body }) => body.keep_alive),
          ['10m', 0, '10m'],
        )
      },
    )
  })

  it('that cannot be unloaded stays, and that is no error', async () => {
    await scene(
      ({ body }) => (body.keep_alive === 0 ? [500, { error: 'no' }] : undefined),
      async ({ server, hand }) => {
        await server.unload?.('m', patient)
        await hand.close()
        await server.unload?.('m', patient)
      },
    )
  })

  it('that was loaded for a call is told with the reply', async () => {
    let load_duration = 0
    await scene(
      (asked) => (isCall(asked) ? { ...done, load_duration } : undefined),
      async ({ server, ask }) => {
        assert.is((await ask()).hasLoaded, true, 'by the engine')
        load_duration = 40e6
        assert.is((await ask()).hasLoaded, undefined)
        load_duration = 2_000e6
        assert.is((await ask()).hasLoaded, true, 'by the server: it had expired')
        load_duration = 0
        await server.unload?.('m', patient)
        assert.is((await ask()).hasLoaded, true, 'once more by the engine')
      },
    )
  })

  it('is loaded with the same runner options that every call of it sends', async () => {
    await scene(
      () => undefined,
      async ({ hand, ask }) => {
        await ask()
        await ask({ seed: 2, sampling: { ...sampling, max_tokens: 400 } })
        const runner = hand.asked
          .filter(({ body }) => body.options !== undefined)
          .map(({ body }) => [body.options?.['num_ctx'], body.options?.['num_gpu']])
        assert.equal(runner, [
          [2048, 20],
          [2048, 20],
          [2048, 20],
        ])
      },
      20,
    )
  })

  it('of the cloud is neither loaded, unloaded nor looked at, and is named as such once', async () => {
    await scene(
      ({ route }) =>
        route === 'POST /api/show' ? { remote_host: 'https://ollama.com:443', remote_model: 'x' } : undefined,
      async ({ server, hand, ask, said, messages }) => {
        await ask()
        await ask({ seed: 2 })
        await server.unload?.('m', patient)
        assert.equal(hand.turns(), [])
        assert.not.ok(hand.asked.some(({ route }) => route === 'GET /api/ps'))
        assert.equal(said(), ['ollama-cloud-model'])
        assert.match(
          messages()[0] ?? '',
          '"m" is a cloud model: the questions leave this machine for https://ollama.com',
        )
      },
    )
  })

  it('that fills the whole context with its prompt was cut, whatever it answered', async () => {
    await scene(
      (asked) => (isCall(asked) ? { ...done, prompt_eval_count: 2047 } : undefined),
      async ({ ask }) => {
        assert.equal((await ask()).completion, { text: '', end: 'prompt-too-long', contextTokens: 2048 })
      },
    )
  })
})

spec('where a model sits', (it) => {
  it('is looked at after its load; on the GPU, as asked, there is nothing to say', async () => {
    await scene(
      ({ route }) => (route === 'GET /api/ps' ? psOf(1_000) : undefined),
      async ({ hand, ask, said }) => {
        await ask()
        assert.equal(hand.turns(), ['load m'])
        assert.equal(said(), [])
      },
    )
  })

  it('on the CPU though the GPU was asked for, it is loaded afresh once: that may have been all', async () => {
    let looks = 0
    await scene(
      ({ route }) => (route === 'GET /api/ps' ? psOf((looks += 1) === 1 ? 0 : 1_000) : undefined),
      async ({ hand, ask, said }) => {
        await ask()
        assert.equal(hand.turns(), ['load m', 'unload m', 'load m'])
        assert.equal(said(), [])
      },
    )
  })

  it('still on the CPU, it is said once, with what to do, and not tried again', async () => {
    await scene(
      ({ route }) => (route === 'GET /api/ps' ? psOf(0) : undefined),
      async ({ server, hand, ask, said, messages }) => {
        await ask()
        await server.unload?.('m', patient)
        await ask()
        assert.equal(hand.turns(), ['load m', 'unload m', 'load m', 'unload m', 'load m'])
        assert.equal(said(), ['ollama-on-cpu'])
        assert.match(messages()[0] ?? '', 'runs "m" on the CPU, although `gpu: true` asks for the GPU')
      },
    )
  })

  it('partly on the CPU, the share is told', async () => {
    await scene(
      ({ route }) => (route === 'GET /api/ps' ? psOf(620) : undefined),
      async ({ hand, ask, said, messages }) => {
        await ask()
        assert.equal(hand.turns(), ['load m'])
        assert.equal(said(), ['ollama-partly-on-cpu'])
        assert.match(messages()[0] ?? '', '38 % of "m"')
      },
    )
  })

  it('partly on the CPU is what a number of layers asks for', async () => {
    await scene(
      ({ route }) => (route === 'GET /api/ps' ? psOf(620) : undefined),
      async ({ ask, said }) => {
        await ask()
        assert.equal(said(), [])
      },
      20,
    )
  })

  it('on the GPU though the CPU was asked for, it is loaded afresh once, then noted', async () => {
    await scene(
      ({ route }) => (route === 'GET /api/ps' ? psOf(1_000) : undefined),
      async ({ hand, ask, said }) => {
        await ask()
        assert.equal(hand.turns(), ['load m', 'unload m', 'load m'])
        assert.equal(said(), ['ollama-on-gpu'])
      },
      false,
    )
  })

  it('is no matter where the server does not say, or says it otherwise', async () => {
    for (const ps of [undefined, psOf(undefined), {}, { models: 'none' }, [500, 'no'] as const, { models: [] }]) {
      await scene(
        ({ route }) => (route === 'GET /api/ps' ? ps : undefined),
        async ({ hand, ask, said }) => {
          await ask()
          assert.equal([hand.turns(), said()], [['load m'], []])
        },
      )
    }
  })

  it('is not asked of safetensors, whose runner does not know', async () => {
    await scene(
      ({ route }) => {
        if (route === 'POST /api/show') return { details: { format: 'safetensors' } }
        return route === 'GET /api/ps' ? psOf(0) : undefined
      },
      async ({ hand, ask, said }) => {
        await ask()
        assert.equal([hand.turns(), said()], [['load m'], []])
      },
    )
  })
})

spec('a model that is too big', (it) => {
  const full = [500, { error: 'model requires more system memory (12.3 GiB) than is available (7.9 GiB)' }] as const

  it('is tried once more with the other models gone, then is final, with what to do (contract 29)', async () => {
    await scene(
      (asked) => (isLoad(asked) && asked.body.model === 'm' ? full : undefined),
      async ({ hand, ask }) => {
        await ask({ model: 'small' })
        const error = await errorOf(ask())
        assert.instance(error, EngineUnavailable)
        const { code, message, hint } = (error as EngineUnavailable).diagnostic
        assert.is(code, 'model-too-big')
        assert.match(message, 'not enough memory for "m": model requires more system memory')
        assert.match(hint ?? '', '`context_tokens`')
        assert.equal(hand.turns(), ['load small', 'load m', 'unload small', 'load m'])
        assert.is(await errorOf(ask()), error)
        assert.is(hand.turns().length, 4, 'nobody loads it a third time')
      },
    )
  })

  it('only beside others is loaded after they are gone', async () => {
    let tries = 0
    await scene(
      (asked) => (isLoad(asked) && asked.body.model === 'm' && (tries += 1) === 1 ? full : undefined),
      async ({ ask }) => {
        await ask({ model: 'small' })
        assert.is((await ask()).completion.end, 'stop')
      },
    )
  })

  it('in a call is a strain, which may pass', async () => {
    await scene(
      (asked) => (isCall(asked) ? full : undefined),
      async ({ ask }) => {
        const error = await errorOf(ask())
        assert.instance(error, CallFailed)
        assert.equal([(error as CallFailed).mayPass, (error as CallFailed).isStrain], [true, true])
      },
    )
  })
})

spec('thinking of Ollama models', (it) => {
  it('is switched off; for gpt-oss, which cannot, it is low', async () => {
    for (const [more, think] of [
      [{ details: { family: 'llama' } }, false],
      [{ details: { family: 'gptoss' } }, 'low'],
      [{}, false],
    ] as const) {
      await scene(
        ({ route }) => (route === 'POST /api/show' ? more : undefined),
        async ({ hand, ask }) => {
          await ask()
          assert.is(hand.calls()[0]?.body.think, think)
        },
      )
    }
  })

  it('is not spoken of to a server that will not hear of it, once that is known', async () => {
    await scene(
      (asked) =>
        isCall(asked) && asked.body.think !== undefined ? [400, { error: '"m" does not support thinking' }] : undefined,
      async ({ hand, ask }) => {
        assert.is((await ask()).completion.end, 'stop')
        assert.is((await ask({ seed: 2 })).completion.end, 'stop')
        assert.equal(
          hand.calls().map(({ body }) => body.think),
          [false, undefined, undefined],
        )
      },
    )
  })
})

spec('stop words', (it) => {
  const parameters = `num_ctx                        4096
stop                           "<|start_header_id|>"
stop                           "<|eot_id|>"
stop                           "say \\"no\\"\\n"
temperature                    0.6`

  it('of the config are joined to those of the model, which are asked for once', async () => {
    await scene(
      ({ route }) => (route === 'POST /api/show' ? { parameters } : undefined),
      async ({ hand, ask }) => {
        const stop = ['\n\n', '<|eot_id|>']
        await ask({ sampling: { ...sampling, stop } })
        await ask({ sampling: { ...sampling, stop }, seed: 2 })
        for (const { body } of hand.calls()) {
          assert.equal(body.options?.['stop'], ['\n\n', '<|eot_id|>', '<|start_header_id|>', 'say "no"\n'])
        }
        assert.is(hand.asked.filter(({ route }) => route === 'POST /api/show').length, 1)
      },
    )
  })

  it('are not sent where the config has none', async () => {
    await scene(
      ({ route }) => (route === 'POST /api/show' ? { parameters } : undefined),
      async ({ hand, ask }) => {
        await ask()
        assert.is(hand.calls()[0]?.body.options?.['stop'], undefined)
      },
    )
  })

  it('are the config’s alone where the server does not tell the model’s', async () => {
    await scene(
      () => undefined,
      async ({ hand, ask }) => {
        await ask({ sampling: { ...sampling, stop: ['x'] } })
        assert.equal(hand.calls()[0]?.body.options?.['stop'], ['x'])
      },
    )
  })

  it('are read as Go quotes them', () => {
    assert.is(stopRead(String.raw`"a\tb"`), 'a\tb')
    assert.is(stopRead(String.raw`"\x1b[\\é"`), '\u001b[\\é')
    assert.is(stopRead(String.raw`"\u00e9cafe\a\U0001f600"`), 'écafe\u0007😀')
    assert.is(stopRead('User:'), 'User:')
    assert.equal(stopsIn(''), [])
  })
})

function stopRead(value: string): string | undefined {
  return stopsIn(`stop  ${value}`)[0]
}
