import * as assert from 'uvu/assert'
import { respond } from '../support/fake-ollama/respond.js'
import { chat, get, post, saidIn, withFake } from '../support/fake-ollama/trying.js'
import { spec } from '../support/spec.js'

spec('the fake Ollama', (it) => {
  it('answers as the real one where no model is asked', async () => {
    await withFake({ version: '0.33.0' }, async (fake) => {
      assert.is(await get(fake, '/'), 'Ollama is running')
      assert.equal(JSON.parse(await get(fake, '/api/version')), { version: '0.33.0' })
      assert.is(await get(fake, '/api/nothing'), '404 page not found')
      assert.match(await get(fake, '/api/tags'), '"name":"llama3.2:latest"')
      assert.equal(JSON.parse(await get(fake, '/api/ps')), { models: [] })
      await chat(fake, { options: { num_ctx: 512, num_gpu: 0 } })
      assert.match(await get(fake, '/api/ps'), /"size_vram":0,"context_length":512/)
      assert.match((await post(fake, '/api/show', { model: 'llama3.2' })).text, 'capabilities')
      assert.is((await post(fake, '/api/show', { model: 'x' })).status, 404)
    })
  })

  it('words its errors as the real one', async () => {
    await withFake({}, async (fake) => {
      assert.equal(await post(fake, '/api/chat', 'x'), { status: 400, text: '{"error":"missing request body"}' })
      assert.equal(await chat(fake, { model: '' }), { status: 400, text: '{"error":"model is required"}' })
      assert.equal(await chat(fake, { model: 'x' }), { status: 404, text: `{"error":"model 'x' not found"}` })
      assert.equal(await chat(fake, { options: { top_k: '40' } }), {
        status: 500,
        text: '{"error":"option \\"top_k\\" must be of type integer"}',
      })
      assert.match((await chat(fake, { think: true })).text, 'does not support thinking')
      const tooLong = await chat(fake, { options: { num_ctx: 4 } })
      assert.is(tooLong.status, 400)
      const { error } = JSON.parse(tooLong.text) as { error: string }
      assert.is((JSON.parse(error) as { error: { type: string } }).error.type, 'exceed_context_size_error')
    })
  })

  it('ignores options that it does not know, and says which', async () => {
    await withFake({}, async (fake) => {
      assert.is((await chat(fake, { options: { device: 'cpu', top_k: null } })).status, 200)
      assert.equal(fake.stats.ignoredOptions, ['device'])
    })
  })

  it('streams a token a line, and closes with the counts', async () => {
    await withFake({}, async (fake) => {
      const { text } = await chat(fake, { stream: true })
      const lines = text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { message: { content: string }; done: boolean })
      assert.is(lines.map(({ message }) => message.content).join(''), 'Who is it, and where is it?')
      assert.equal(lines.map(({ done }) => done).filter(Boolean), [true])
      assert.match(text, '"eval_count":')
    })
  })

  it('reloads a model when its runner options change, and unloads it when told', async () => {
    await withFake({}, async (fake) => {
      for (const num_ctx of [512, 512, 1024]) await chat(fake, { options: { num_ctx } })
      assert.equal([fake.stats.loads, fake.stats.unloads], [2, 1])
      assert.match((await chat(fake, { messages: [], keep_alive: 0 })).text, '"done_reason":"unload"')
      assert.is(fake.stats.unloads, 2)
      assert.match((await chat(fake, { messages: [] })).text, '"done_reason":"load"')
      assert.is(fake.stats.calls, 3)
    })
  })

  it('answers 503 where too many wait for a load', async () => {
    await withFake({ loadMs: 50, maxQueue: 2 }, async (fake) => {
      const replies = await Promise.all([1, 2, 3].map(async () => chat(fake)))
      assert.equal(
        replies.map(({ status }) => status).sort((a, b) => a - b),
        [200, 200, 503],
      )
      assert.match(replies.find(({ status }) => status === 503)?.text ?? '', 'try again.  maximum')
    })
  })

  it('lets as many run at once as it has slots', async () => {
    await withFake({ numParallel: 2, callMs: 5 }, async (fake) => {
      await Promise.all([1, 2, 3, 4, 5].map(async () => chat(fake)))
      assert.is(fake.stats.maxInFlight, 2)
      assert.is(fake.repeated().length, 4)
    })
  })

  it('can be answered by hand', async () => {
    await withFake({ numParallel: 3 }, async (fake) => {
      fake.hold()
      let answered = 0
      const all = [1, 2, 3].map(async () => chat(fake).then(() => (answered += 1)))
      await fake.when(({ inFlight }) => inFlight === 3)
      assert.is(answered, 0)
      fake.release(1)
      await fake.when((stats) => stats.answered === 1)
      await Promise.race(all)
      assert.is(answered, 1)
      fake.release()
      await Promise.all(all)
    })
  })

  it('answers /api/generate, and loads or unloads where there is no prompt', async () => {
    await withFake({}, async (fake) => {
      const ask = async (changes: object) =>
        post(fake, '/api/generate', { model: 'llama3.2', stream: false, ...changes })
      const reply = JSON.parse((await ask({ prompt: 'Merge: Who is it? / Where is it?' })).text) as Record<
        string,
        unknown
      >
      assert.is(reply['response'], 'Who is it, and where is it?')
      assert.ok(Array.isArray(reply['context']))
      assert.match((await ask({})).text, '"done_reason":"load"')
      assert.match((await ask({ keep_alive: 0 })).text, '"done_reason":"unload"')
      assert.equal([fake.stats.calls, fake.stats.preloads, fake.stats.unloads], [1, 2, 1])
      assert.is((await ask({ prompt: 'Hello', raw: true, system: 'Be kind.' })).status, 400)
      const { text } = await ask({ prompt: 'Merge: Who is it? / Where is it?', stream: true })
      assert.match(text.split('\n')[0] ?? '', '"response":"Who"')
    })
  })

  it('speaks the language of OpenAI under /v1', async () => {
    await withFake({}, async (fake) => {
      assert.match(await get(fake, '/v1/models'), '"id":"llama3.2:latest"')
      const ask = async (changes: object) =>
        post(fake, '/v1/chat/completions', {
          model: 'llama3.2',
          messages: [{ role: 'user', content: 'Merge: Who is it? / Where is it?' }],
          ...changes,
        })
      const reply = JSON.parse((await ask({})).text) as {
        choices: { message: object; finish_reason: string }[]
        usage: object
      }
      assert.equal(reply.choices[0]?.message, { role: 'assistant', content: 'Who is it, and where is it?' })
      assert.is(reply.choices[0]?.finish_reason, 'stop')
      assert.equal(reply.usage, { prompt_tokens: 17, completion_tokens: 14, total_tokens: 31 })
      assert.match((await ask({ max_tokens: 2 })).text, '"finish_reason":"length"')
      assert.match((await ask({ model: 'x' })).text, '"message":"model \'x\' not found","type":"not_found_error"')
      assert.ok((await ask({ stream: true })).text.endsWith('data: [DONE]\n\n'))
      const schema = { type: 'object', properties: { merged: { type: 'string' } } }
      const strict = await ask({ response_format: { type: 'json_schema', json_schema: { name: 'x', schema } } })
      assert.match(strict.text, '{\\"merged\\":')
      assert.equal(fake.stats.ignoredOptions, [])
    })
  })

  it('pulls whatever is asked for, and keeps the digest of what is there', async () => {
    await withFake({ models: { 'tiny:latest': { digest: 'd1' } } }, async (fake) => {
      const steps = (await post(fake, '/api/pull', { name: 'big' })).text.trim().split('\n')
      assert.match(steps[0] ?? '', 'pulling manifest')
      assert.is(steps.at(-1), '{"status":"success"}')
      assert.is((await post(fake, '/api/pull', { model: 'tiny', stream: false })).text, '{"status":"success"}')
      const tags = await get(fake, '/api/tags')
      assert.match(tags, '"name":"big:latest"')
      assert.match(tags, '"digest":"d1"')
      assert.is((await chat(fake, { model: 'big' })).status, 200)
    })
  })

  it('says in /api/ps what a model takes, where it sits and until when', async () => {
    const models = { 'half:latest': { size: 1_000_000_000, vram: 400_000_000 } }
    await withFake({ models, numParallel: 2, keepAlive: '10m' }, async (fake) => {
      const seen = async (options: object) => {
        await chat(fake, { model: 'half', options })
        const { models: all } = JSON.parse(await get(fake, '/api/ps')) as { models: Record<string, string | number>[] }
        return all[0] ?? {}
      }
      const partly = await seen({ num_ctx: 1000 })
      assert.is(partly['size'], 1_000_000_000 + 114_688 * 1000 * 2)
      assert.is(partly['size_vram'], 400_000_000)
      assert.is(partly['context_length'], 1000)
      const left = Date.parse(String(partly['expires_at'])) - Date.now()
      assert.ok(left > 9 * 60_000 && left <= 10 * 60_000, `${left} ms`)
      assert.is((await seen({ num_ctx: 1000, num_gpu: 0 }))['size_vram'], 0)
    })
    await withFake({ gpu: false }, async (fake) => {
      await chat(fake, { options: { num_gpu: 99 } })
      assert.match(await get(fake, '/api/ps'), '"size_vram":0')
    })
  })

  it('takes a model that was loaded on the CPU as it is, unless it is told not to have that trap', async () => {
    for (const autoTakesCpu of [true, false])
      await withFake({ autoTakesCpu }, async (fake) => {
        await chat(fake, { options: { num_gpu: 0 } })
        await chat(fake)
        assert.is(/"size_vram":0,/.test(await get(fake, '/api/ps')), autoTakesCpu)
        assert.is(fake.stats.loads, autoTakesCpu ? 1 : 2)
      })
  })

  it('answers in the form of a JSON schema, each property by its own part of the prompt', async () => {
    await withFake({}, async (fake) => {
      const ask = async (properties: object, content: string) => {
        const format = { type: 'object', properties, required: Object.keys(properties) }
        const { text } = await chat(fake, { format, messages: [{ role: 'user', content }], options: { seed: 1 } })
        return JSON.parse(saidIn({ status: 200, text }).content) as Record<string, unknown>
      }
      const text = { type: 'string' }
      const prompt = 'Rephrase it.\n- child: For a child.\n- short: Shorten it.\n\n<q>Who painted it?</q>'
      const said = await ask({ short: text, child: text }, prompt)
      assert.equal(Object.keys(said), ['short', 'child'])
      assert.match(String(said['short']), /^(Briefly|In short), who painted it\?$/)
      assert.match(String(said['child']), /^(In very easy words|For a child to understand), who painted it\?$/)
      assert.equal(said, await ask({ short: text, child: text }, prompt))
      const nameless = await ask({ a: text, b: text, c: text, d: text, e: text }, '<q>Who painted it?</q>')
      assert.is(new Set(Object.values(nameless)).size, 5)
      const other = { list: { type: 'array', items: text, minItems: 2 }, n: { type: 'integer' }, ok: { enum: ['yes'] } }
      const more = await ask(other, '<q>Who painted it?</q>')
      assert.equal([(more['list'] as string[]).length, more['n'], more['ok']], [2, 1, 'yes'])
    })
  })

  it('leaves JSON alone that a responder of the test gives itself, and makes it of its plain texts', async () => {
    const format = { type: 'object', properties: { a: { type: 'string' } } }
    const askWith = async (say: string) => {
      let said = ''
      await withFake({ respond: () => say }, async (fake) => void (said = saidIn(await chat(fake, { format })).content))
      return said
    }
    assert.is(await askWith('{"a":"own"}'), '{"a":"own"}')
    assert.is(await askWith('plain'), '{"a":"plain"}')
  })

  it('thinks unless it is told not to, stops at a stop word, and is cut at num_predict', async () => {
    await withFake({ models: { 'deep:latest': { capabilities: ['completion', 'thinking'] } } }, async (fake) => {
      const ask = async (changes: object) => saidIn(await chat(fake, { model: 'deep', ...changes }))
      const [free, told] = [await ask({}), await ask({ think: false })]
      assert.match(free.thinking ?? '', 'Okay')
      assert.is(told.thinking, undefined)
      assert.ok(free.answerTokens > told.answerTokens)
      const burnt = await ask({ options: { num_predict: 5 } })
      assert.equal([burnt.content, burnt.reason, burnt.answerTokens], ['', 'length', 5])
      assert.is((await ask({ think: false, options: { stop: [', and'] } })).content, 'Who is it')
    })
  })

  it('cuts a prompt that is too long to half of the context where the template is its own', async () => {
    await withFake({ path: 'rendered' }, async (fake) => {
      const messages = [{ role: 'user', content: 'word '.repeat(100) }]
      assert.is(saidIn(await chat(fake, { messages, options: { num_ctx: 64 } })).promptTokens, 34)
      assert.is((await chat(fake, { messages, options: { num_ctx: 64 }, truncate: false })).status, 400)
    })
  })

  it('says the same to the same, another thing to another seed, and each style in its own way', () => {
    const simple = say('Merge them: <q1>Who painted it?</q1><q2>In which year did it burn?</q2>', 1)
    assert.is(simple, 'Who painted it, and in which year did it burn?')
    const instructions = [
      'Make it sound natural.',
      'Use a subordinate clause.',
      'Shorten it.',
      'Begin with "How", "Why" or "In what ways".',
      'Academic. Begin with a question word, never with a command such as "Discuss".',
      'Begin with "Do you know" or "Can you say".',
      'For a child.',
      'Begin with "Once we know".',
      'Use the passive voice.',
    ]
    const sayAll = () =>
      instructions.flatMap((instruction) => [1, 2, 3, 4].map((seed) => say(`${instruction} <q>${simple}</q>`, seed)))
    const texts = sayAll()
    assert.equal(texts, sayAll())
    assert.ok(texts.every((text) => /^\p{Lu}[^?]+\?$/u.test(text)))
    const byStyle = instructions.map((_, index) => new Set(texts.slice(index * 4, index * 4 + 4)))
    assert.is(
      new Set(texts).size,
      byStyle.reduce((sum, { size }) => sum + size, 0),
    ) // no two styles share a text
    assert.is(say('Commence par « Sait-on ». <q>Qui est-ce ?</q>', 1), 'Sait-on qui est-ce ?')
  })
})

function say(content: string, seed: number): string {
  const said = respond({ model: 'm', messages: [{ role: 'user', content }], options: { seed } })
  return typeof said === 'string' ? said : said.content
}
