/** The story of a project whose models are at a server of the kind of OpenAI. */
import * as assert from 'uvu/assert'
import type { Clock } from '../../src/base/clock.js'
import { eachAlone } from '../support/batches.js'
import type { FaultKind } from '../support/fake-openai/faults.js'
import { profiles } from '../support/fake-openai/profiles.js'
import { type FakeOpenAi, type FakeOpenAiOptions, startFakeOpenAi } from '../support/fake-openai/server.js'
import { spec } from '../support/spec.js'
import { calmOutputs, type Config, distinct, inStory, plainConfig, setEngine, type Story } from '../support/story.js'

/** `animals` and `music`, three prompts. */
const cells = 27

async function atServer(
  options: FakeOpenAiOptions,
  tell: (story: Story, fake: FakeOpenAi) => Promise<void>,
  config: Config = plainConfig(),
): Promise<void> {
  const fake = await startFakeOpenAi({ respond: distinct, ...options })
  try {
    await inStory(
      'rules',
      async (story) => {
        story.configure((settings) => {
          settings['engine'] = { kind: 'openai', base_url: fake.url, concurrency: 4 }
          settings['model'] = options.models?.[0] ?? profiles[options.profile ?? 'llama-server'].model
        })
        await tell(story, fake)
      },
      config,
    )
  } finally {
    await fake.close()
  }
}

/** What was asked, without what only says how. */
const askedOf = ({ requests }: FakeOpenAi) =>
  requests.map(({ body: { messages, seed } }) => JSON.stringify([messages, seed]))

/** A clock on which time goes by as soon as somebody waits for it. */
function impatient(passed: (now: number) => Promise<void>): Clock {
  let now = 0
  return {
    now: () => now,
    sleep: async (milliseconds, signal) => {
      signal.throwIfAborted()
      now += milliseconds
      await passed(now)
    },
  }
}

spec('a project at a server of the kind of OpenAI', (it) => {
  it('is built, edited and built again: nothing is asked twice, and the same comes out as of Ollama', async () =>
    atServer({}, async (story, fake) => {
      const first = await story.build()
      assert.equal([first.exitCode, fake.stats.answered], [0, cells], first.text)
      assert.equal(story.outputs(), await calmOutputs())
      assert.equal(first.codes, ['weights-not-pinned'])
      const again = await story.build()
      assert.equal([again.outcome.ran, again.codes, fake.stats.calls], [[], [], cells])
      story.configure((config) => {
        const variants = config['variants'] as Config
        variants['brief'] = 'Tersely please: <q>{{ simple }}</q>'
      })
      assert.is((await story.build()).exitCode, 0)
      assert.is(fake.stats.calls, cells + 9)
      assert.is(new Set(askedOf(fake)).size, fake.requests.length)
    }))

  it('asks nothing for a look: plan and a build with nothing to do only ask who answers', async () =>
    atServer({}, async (story, fake) => {
      const plan = await story.plan()
      assert.equal(
        plan.targets.map(({ toAsk }) => toAsk),
        [18, 9, 0],
      )
      await story.build()
      const before = fake.asked.length
      const { codes } = await story.build()
      assert.equal([codes, fake.asked.slice(before)], [[], ['GET /v1/models', 'GET /props']])
      await fake.goDown()
      const offline = await story.build()
      assert.equal([offline.exitCode, offline.codes], [0, ['model-unchecked']])
      const { exitCode } = await story.build({ frozen: true })
      assert.is(exitCode, 0, 'the lock holds, whatever the server says of its weights')
      await fake.comeUp()
    }))

  it('asks nothing again where the server was started anew, or refuses more than before', async () => {
    const kept: Record<string, string>[] = []
    await atServer({ profile: 'openai', models: ['gpt-5-mini'] }, async (story, fake) => {
      const { exitCode, codes } = await story.build()
      assert.is(exitCode, 0)
      assert.equal([...new Set(codes)].sort(), ['fields-left-out', 'weights-not-pinned'])
      assert.is(fake.stats.calls, cells + fake.stats.refused)
      kept.push(story.outputs())
      const lenient = await startFakeOpenAi({ profile: 'openai', models: ['gpt-5-mini'] })
      setEngine(story, { base_url: lenient.url })
      assert.is((await story.build({ force: true })).exitCode, 0)
      assert.is(lenient.stats.calls, 0)
      assert.equal(story.outputs(), kept[0])
      await lenient.close()
    })
  })

  it('asks anew under another `body`, and says why; taken back, it costs nothing', async () =>
    atServer({}, async (story, fake) => {
      await story.build()
      setEngine(story, { body: { chat_template_kwargs: { style: 'plain' } } })
      const plan = await story.plan()
      assert.equal(
        plan.targets.map(({ toAsk }) => toAsk),
        [18, 9, 0],
      )
      const { exitCode, text } = await story.build()
      assert.is(exitCode, 0)
      assert.match(text, /built +animals +\(.*body/)
      assert.is(fake.stats.calls, 2 * cells)
      setEngine(story, { body: {} })
      assert.is((await story.build()).exitCode, 0)
      assert.is(fake.stats.calls, 2 * cells)
    }))

  it('goes on after an outage: what was answered is kept', async () =>
    atServer({}, async (story, fake) => {
      setEngine(story, { outage_minutes: 3 })
      fake.hold()
      const clock = impatient(async (now) => {
        if (now < 60_000) return
        await fake.comeUp().catch(() => {})
        fake.release()
      })
      const build = story.build({ clock })
      await fake.when(({ inFlight }) => inFlight === 1) // the first of its kind goes alone
      fake.release(10)
      await fake.when(({ answered, inFlight }) => answered === 10 && inFlight === 4)
      await fake.goDown()
      const { exitCode, codes, text } = await build
      assert.is(exitCode, 0, text)
      assert.equal(codes, ['weights-not-pinned', 'server-away', 'server-back'])
      assert.is(fake.stats.answered, cells)
      assert.equal(story.outputs(), await calmOutputs())
    }))

  it('comes through a storm of faults to the same bytes', async () => {
    const kinds = [
      'reset-before-headers',
      'reset-mid-body',
      'cut-json',
      'empty-200',
      'server-error',
      'bad-gateway',
    ] as const
    const storm: FaultKind[] = [...kinds.map((kind) => ({ kind })), { kind: 'too-many-requests', retryAfter: '1' }]
    const faults = storm.map((fault, index) => ({ ...fault, when: 2 + 4 * index }))
    await atServer({ faults }, async (story, fake) => {
      const { exitCode, text } = await story.build()
      assert.is(exitCode, 0, text)
      assert.is(fake.stats.answered, cells)
      assert.is(fake.stats.calls, cells + faults.length)
      assert.equal(story.outputs(), await calmOutputs())
    })
  })

  it('keeps a refusal as an outcome: it is not asked again', async () =>
    atServer(
      {
        faults: [
          { kind: 'filtered', when: 1 },
          { kind: 'refusal', when: 5 },
        ],
      },
      async (story, fake) => {
        const { exitCode, outcome } = await story.build()
        assert.is(exitCode, 0)
        assert.is(outcome.tally.rejected['refused'], 2)
        const { calls } = fake.stats
        const again = await story.build({ force: true })
        assert.equal([again.exitCode, fake.stats.calls], [0, calls])
        assert.match(story.read('.fusionkit/rejected/animals.jsonl'), 'will not answer')
      },
    ))

  it('asks two calls a pair under batch: true, and one by one where the server has no schemas', async () => {
    const styles = ['fluid', 'brief', 'academic', 'gentle']
    const config = {
      ...plainConfig(),
      variants: {
        simple: 'Merge these: <q1>{{ q1 }}</q1> <q2>{{ q2 }}</q2>',
        ...Object.fromEntries(styles.map((style) => [style, `Make it ${style}, please: <q>{{ simple }}</q>`])),
      },
      batch: true,
    }
    const outputs: Record<string, string>[] = []
    await atServer(
      { respond: eachAlone(distinct) },
      async (story, fake) => {
        assert.is((await story.build()).exitCode, 0)
        assert.is(fake.stats.calls, 2 * 9)
        outputs.push(story.outputs())
      },
      structuredClone(config),
    )
    await atServer(
      { profile: 'strict', respond: eachAlone(distinct) },
      async (story, fake) => {
        assert.is((await story.build()).exitCode, 0)
        assert.is(fake.stats.answered, 5 * 9)
        outputs.push(story.outputs())
        const before = fake.stats.calls
        await story.build({ force: true })
        assert.is(fake.stats.calls, before)
      },
      structuredClone(config),
    )
    assert.equal(outputs[1], outputs[0])
  })

  it('ends where other weights answer all of a sudden: what they may have said is dropped, and the next build asks them', async () =>
    atServer({}, async (story, fake) => {
      fake.hold()
      const build = story.build()
      await fake.when(({ inFlight }) => inFlight === 1)
      fake.release(10)
      await fake.when(({ answered, inFlight }) => answered === 10 && inFlight === 4)
      fake.become({ meta: { n_params: 7, size: 8 } })
      fake.release()
      const { exitCode, codes } = await build
      assert.equal([exitCode, codes.at(-1)], [3, 'model-moved'])
      const before = fake.stats.answered
      assert.is((await story.build()).exitCode, 0)
      assert.is(fake.stats.answered - before, cells)
    }))

  it('ends with 3 before anything is asked where the model is not served, and with 2 where no server is named', async () =>
    atServer({ profile: 'vllm' }, async (story, fake) => {
      story.configure((config) => (config['model'] = 'Qwen/Qwen3-9B'))
      const error = await story.build().catch((reason: unknown) => reason)
      assert.match(JSON.stringify(error), /model-not-served.*Did you mean/)
      assert.is(fake.stats.calls, 0)
      story.configure((config) => (config['engine'] = 'openai'))
      const { code, stderr } = await story.spawn('build').ended
      assert.is(code, 2)
      assert.match(stderr, 'error setting-needed  The engine "openai" needs `base_url`.')
    }))
})
