import * as assert from 'uvu/assert'
import { framed } from '../../src/base/hash.js'
import { CallFailed } from '../../src/engines/engine.js'
import { openai } from '../../src/engines/openai.js'
import { aRequest, errorOf, patient, sampling } from '../support/fake-ollama/asking.js'
import type { FaultKind } from '../support/fake-openai/faults.js'
import { startFakeOllama } from '../support/fake-ollama/server.js'
import { openAt, withEngine } from '../support/fake-openai/asking.js'
import { type ProfileName, profiles } from '../support/fake-openai/profiles.js'
import { spec } from '../support/spec.js'

const names = Object.keys(profiles) as readonly ProfileName[]

/** A request to the model that a server of this kind has. */
const askOf = (profile: ProfileName) => aRequest({ model: profiles[profile].model })

const texts = {
  type: 'object',
  properties: { first: { type: 'string' }, second: { type: 'string' } },
  required: ['first', 'second'],
  additionalProperties: false,
}

async function endBy(fault: FaultKind) {
  let came
  await withEngine({ faults: [{ ...fault, when: 1 }] }, async (engine) => {
    came = await engine.complete(aRequest(), patient)
  })
  return came as unknown as Awaited<ReturnType<Parameters<Parameters<typeof withEngine>[1]>[0]['complete']>>
}

spec('a completion by a server of the kind of OpenAI', (it) => {
  for (const profile of names) {
    it(`comes back with its text and its tokens from ${profile}`, async () =>
      withEngine({ profile }, async (engine, fake) => {
        const { text, end, promptTokens, completionTokens } = await engine.complete(askOf(profile), patient)
        assert.is(text, 'Who invented the zip fastener, and how long can a snail sleep?')
        assert.is(end, 'stop')
        assert.ok((promptTokens ?? 0) > 20 && (completionTokens ?? 0) > 10)
        assert.is(fake.stats.answered, 1)
      }))
  }

  it('is asked for with every value of the sampling, the seed, and without thinking', async () =>
    withEngine({}, async (engine, fake) => {
      await engine.complete(aRequest({ sampling: { ...sampling, stop: ['\n\n'] } }), patient)
      assert.equal(fake.requests[0]?.body, {
        max_tokens: 200,
        temperature: 0.2,
        top_p: 0.9,
        seed: 7,
        presence_penalty: 0,
        frequency_penalty: 0,
        stop: ['\n\n'],
        top_k: 40,
        min_p: 0,
        repeat_penalty: 1,
        repetition_penalty: 1,
        repeat_last_n: 64,
        reasoning_effort: 'none',
        chat_template_kwargs: { enable_thinking: false },
        model: 'llama3.2:latest',
        messages: aRequest().messages,
        stream: false,
      })
    }))

  it('has `body` laid over what is sent: mappings by key, and null takes a field out', async () =>
    withEngine(
      {},
      async (engine, fake) => {
        await engine.complete(aRequest(), patient)
        const { body = {} } = fake.requests[0] ?? {}
        assert.equal(body['chat_template_kwargs'], { enable_thinking: false, style: 'plain' })
        assert.is(body['top_k'], 5)
        assert.not('min_p' in body)
        assert.equal([body['model'], body['stream']], ['llama3.2:latest', false])
      },
      { settings: { body: { chat_template_kwargs: { style: 'plain' }, top_k: 5, min_p: null, stream: true } } },
    ))

  it('cut off by max_tokens is "length"', async () =>
    withEngine({}, async (engine) => {
      const short = aRequest({ sampling: { ...sampling, max_tokens: 5 } })
      const { text, end, completionTokens } = await engine.complete(short, patient)
      assert.equal([text, end, completionTokens], ['Who invented ', 'length', 5])
    }))

  it('that is blank is "empty", one that is thinking alone "thinking"', async () => {
    assert.is((await endBy({ kind: 'blank' })).end, 'empty')
    assert.is((await endBy({ kind: 'thinking-only' })).end, 'thinking')
    assert.is((await endBy({ kind: 'thinking-unseen' })).end, 'thinking')
  })

  it('that thinks in its text is kept as it came: cleaning takes that off', async () => {
    const { text, end } = await endBy({ kind: 'thinking-in-text' })
    assert.is(end, 'stop')
    assert.match(text, /^<think>/)
  })

  it('that the model refuses, or a filter holds back, is an outcome: "refused"', async () => {
    assert.equal(await endBy({ kind: 'filtered' }), { text: '', end: 'refused' })
    assert.is((await endBy({ kind: 'filtered-answer' })).end, 'refused')
    const { text, end } = await endBy({ kind: 'refusal' })
    assert.equal([text, end], ["I'm sorry, I can't help with that.", 'refused'])
  })

  for (const profile of names) {
    it(`of a prompt that does not fit is "prompt-too-long" in the words of ${profile}, too`, async () =>
      withEngine(
        { profile, contextTokens: 16 },
        async (engine, fake) => {
          const outcome = { text: '', end: 'prompt-too-long', contextTokens: 2048 }
          assert.equal(await engine.complete(askOf(profile), patient), outcome)
          assert.is(fake.stats.answered, 0)
        },
        { settings: { context_tokens: 2048 } },
      ))
  }

  it('of a prompt that fills the context which the config names was cut without a word', async () =>
    withEngine({}, async (engine) => assert.is((await engine.complete(aRequest(), patient)).end, 'prompt-too-long'), {
      settings: { context_tokens: 20 },
    }))

  it('of several texts is held to a schema', async () =>
    withEngine({}, async (engine, fake) => {
      const { text } = await engine.complete(aRequest({ format: texts }), patient)
      assert.equal(Object.keys(JSON.parse(text) as object), ['first', 'second'])
      assert.equal(fake.requests[0]?.body['response_format'], {
        type: 'json_schema',
        json_schema: { name: 'texts', strict: true, schema: texts },
      })
    }))

  it('of several texts fails for good at a server without schemas, and it is asked for none again', async () =>
    withEngine({ profile: 'strict' }, async (engine, fake) => {
      const ask = (seed: number) => errorOf(engine.complete({ ...askOf('strict'), format: texts, seed }, patient))
      for (const error of [await ask(1), await ask(2)]) {
        assert.instance(error, CallFailed)
        assert.is((error as CallFailed).mayPass, false)
        assert.match((error as CallFailed).message, 'one by one')
      }
      assert.is(fake.stats.calls, 1)
    }))

  it('comes from Ollama’s /v1 without thinking, too', async () => {
    const models = { 'qwen3:4b': { capabilities: ['completion', 'thinking'] } }
    const fake = await startFakeOllama({ models, faults: [{ kind: 'thinking-only', when: 2 }] })
    const engine = await openAt(fake)
    const ask = async (seed: number) => (await engine.complete(aRequest({ model: 'qwen3:4b', seed }), patient)).end
    assert.equal([await ask(1), await ask(2)], ['stop', 'thinking'])
    const { think, options } = fake.requests[0]?.body ?? {}
    assert.equal([think, options?.['num_predict'], options?.['seed']], [false, 200, 1])
    await engine.close()
    await fake.close()
  })

  it('does not touch the request', async () => {
    const messages = Object.freeze(aRequest().messages.map((message) => Object.freeze(message)))
    const frozen = Object.freeze(aRequest({ messages, sampling: Object.freeze({ ...sampling }) }))
    await withEngine({ profile: 'vllm', models: ['llama3.2:latest'] }, async (engine) => {
      assert.is((await engine.complete(frozen, patient)).end, 'stop')
    })
  })
})

function settings(body?: object): readonly unknown[] {
  return openai.readsOfSettings?.({ kind: 'openai', ...(body && { body }) }) ?? []
}

function key(changes: object): string {
  return framed(openai.reads(aRequest(changes)))
}

spec('the key of a completion by such a server', (it) => {
  it('holds the messages, every value that is sent, and the seed (contract 3)', () => {
    const changed = Object.keys(sampling)
      .filter((name) => name !== 'seed')
      .map((name) => key({ sampling: { ...sampling, [name]: 0.5 } }))
    const all = [key({}), key({ seed: 8 }), key({ messages: [] }), key({ format: texts }), ...changed]
    assert.is(new Set(all).size, all.length)
  })

  it('holds what `body` says, by content; a body that says nothing is none', () => {
    assert.equal(settings({}), settings())
    assert.equal(settings(), [])
    assert.equal(settings({ a: 1, b: 2 }), settings({ b: 2, a: 1 }))
    assert.not.equal(settings({ a: 1 }), settings({ a: 2 }))
  })

  it('is the same whatever was found out about the server', async () => {
    const before = framed(openai.reads(askOf('openai')))
    await withEngine({ profile: 'openai' }, async (engine, fake) => {
      await engine.complete(askOf('openai'), patient)
      assert.ok(fake.stats.refused > 0)
      assert.is(framed(openai.reads(askOf('openai'))), before)
    })
  })
})
