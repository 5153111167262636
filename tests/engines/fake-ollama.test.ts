import * as assert from 'uvu/assert'
import { type FakeOllama, startFakeOllama } from '../support/fake-ollama/server.js'
import { respond } from '../support/fake-ollama/respond.js'
import type { FakeOptions } from '../support/fake-ollama/state.js'
import { spec } from '../support/spec.js'

async function withFake(options: FakeOptions, use: (fake: FakeOllama) => Promise<void>): Promise<void> {
  const fake = await startFakeOllama(options)
  try {
    await use(fake)
  } finally {
    await fake.close()
  }
}

interface Reply {
  readonly status: number
  readonly text: string
}

async function post(fake: FakeOllama, path: string, body: unknown): Promise<Reply> {
  const response = await fetch(`${fake.url}${path}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { connection: 'close' },
  })
  return { status: response.status, text: await response.text() }
}

const chat = async (fake: FakeOllama, changes: object = {}) =>
  post(fake, '/api/chat', {
    model: 'llama3.2',
    messages: [{ role: 'user', content: 'Merge: Who is it? / Where is it?' }],
    stream: false,
    ...changes,
  })

spec('the fake Ollama', (it) => {
  it('answers as the real one where no model is asked', async () => {
    await withFake({ version: '0.33.0' }, async (fake) => {
      const get = async (path: string) => (await fetch(fake.url + path, { headers: { connection: 'close' } })).text()
      assert.is(await get('/'), 'Ollama is running')
      assert.equal(JSON.parse(await get('/api/version')), { version: '0.33.0' })
      assert.is(await get('/api/nothing'), '404 page not found')
      assert.match(await get('/api/tags'), '"name":"llama3.2:latest"')
      assert.equal(JSON.parse(await get('/api/ps')), { models: [] })
      await chat(fake, { options: { num_ctx: 512, num_gpu: 0 } })
      assert.match(await get('/api/ps'), /"size_vram":0,"context_length":512/)
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
