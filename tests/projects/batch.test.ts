import * as assert from 'uvu/assert'
import { eachAlone, namesIn } from '../support/batches.js'
import type { Respond } from '../support/fake-ollama/respond.js'
import { planLines } from '../../src/messages/plan-lines.js'
import { spec } from '../support/spec.js'
import { type Config, distinct, inStory, plainConfig, type Story } from '../support/story.js'

const styles = ['fluid', 'brief', 'academic', 'gentle', 'plain', 'formal', 'spoken', 'long', 'terse', 'odd']

/** `simple`, and ten styles of it. */
function tenStyles(more: Config = {}, words = ''): Config {
  return {
    ...plainConfig(),
    variants: {
      simple: 'Merge these: <q1>{{ q1 }}</q1> <q2>{{ q2 }}</q2>',
      ...Object.fromEntries(styles.map((style) => [style, `Make it ${style}${words}, please: <q>{{ simple }}</q>`])),
    },
    batch: true,
    ...more,
  }
}

const pairs = 6 + 3
const batched = eachAlone(distinct)
const merged = 'dataset/batch_fusion_generator/batch_fusion_dataset.jsonl'

/** Other texts in a batch than alone, so that it shows whose they are. */
const marked: Respond = (body) => {
  const said = batched(body)
  return namesIn(body).length === 0 ? said : said.replaceAll('By way of', 'In a batch, by way of')
}

/** Without one text, with one that is no question, and with one that is `simple` over again. */
const spoilt: Respond = (body) => {
  if (namesIn(body).length === 0) return distinct(body)
  const { fluid: _, ...replies } = JSON.parse(batched(body)) as Record<string, string>
  const simple = /<q>(.*)<\/q>/.exec(body.messages.at(-1)?.content ?? '')?.[1]
  return JSON.stringify({ ...replies, brief: 'No question', odd: simple })
}

/** Half of the reply. */
const cut: Respond = (body) => {
  const said = batched(body)
  return namesIn(body).length === 0
    ? said
    : { content: said.slice(0, said.length / 2), done_reason: 'length', isFree: true }
}

const formatsOf = (story: Story) => story.server.requests.map(({ body }) => namesIn(body).length)

spec('batch: true', (it) => {
  it('asks eleven variants in two calls a pair, writes the same as one by one, and nothing is asked again', async () =>
    inStory(
      { respond: batched },
      async (story) => {
        const plan = await story.plan()
        assert.equal(
          plan.targets.map(({ toAsk, calls }) => [toAsk, calls]),
          [
            [6 * 11, 6 * 2],
            [3 * 11, 3 * 2],
            [0, 0],
          ],
        )
        assert.match(planLines(plan).join('\n'), '99 to ask in at least 18 calls')
        const first = await story.build()
        assert.equal([first.exitCode, first.calls, first.outcome.records], [0, 2 * pairs, 11 * pairs])
        assert.equal(new Set(formatsOf(story)), new Set([0, 10]))
        const together = story.outputs()
        const again = await story.build({ force: true })
        assert.is(again.calls, 0)
        assert.equal((await story.build()).outcome.ran, [])
        story.remove('.fusionkit')
        story.configure((config) => (config['batch'] = false))
        const alone = await story.build()
        assert.is(alone.calls, 11 * pairs)
        assert.equal(story.outputs(), together)
      },
      tenStyles(),
    ))

  it('says what is wanted by a schema, with tokens for all of them, a seed of its own and no stop words', async () =>
    inStory(
      { respond: batched },
      async (story) => {
        await story.build()
        const { body } = story.server.requests.find((request) => namesIn(request.body).length > 0) ?? {}
        assert.equal(body?.format, {
          type: 'object',
          properties: Object.fromEntries(namesIn(body ?? {}).map((name) => [name, { type: 'string' }])),
          required: namesIn(body ?? {}),
          additionalProperties: false,
        })
        assert.equal(new Set(namesIn(body ?? {})), new Set(styles))
        assert.is(body?.options?.['num_predict'], 500)
        assert.not('stop' in (body?.options ?? {}))
        assert.match(body?.messages.at(-1)?.content ?? '', 'JSON')
        const seeds = story.server.requests.map((request) => request.body.options?.['seed'])
        assert.is(new Set(seeds).size, 2 * pairs)
      },
      tenStyles({ sampling: { max_tokens: 50, stop: ['###'] } }),
    ))

  it('serves nothing of it once it is false, and all of it when it is true again', async () =>
    inStory(
      { respond: marked },
      async (story) => {
        await story.build()
        const together = story.outputs()
        assert.match(story.read(merged), 'In a batch')
        story.configure((config) => (config['batch'] = false))
        const plan = await story.plan()
        assert.is(
          plan.targets.reduce((sum, { toAsk }) => sum + toAsk, 0),
          10 * pairs,
        )
        assert.equal(plan.targets[0]?.reasons, [{ kind: 'config-changed', key: 'batch' }])
        const alone = await story.build()
        assert.is(alone.calls, 10 * pairs, 'what was asked for alone is known')
        assert.not.match(story.read(merged), 'In a batch')
        story.configure((config) => (config['batch'] = true))
        const back = await story.build()
        assert.equal([back.calls, back.exitCode], [0, 0])
        assert.equal(story.outputs(), together)
        // The same without what was remembered of the pairs, and without the list of what was built.
        story.remove('.fusionkit/store/pairs')
        assert.is((await story.build({ force: true })).calls, 0)
        assert.equal(story.outputs(), together)
      },
      tenStyles(),
    ))

  it('asks nothing that was answered one by one already', async () =>
    inStory(
      { respond: marked },
      async (story) => {
        await story.build()
        story.configure((config) => (config['batch'] = true))
        assert.is((await story.build()).calls, 0)
        assert.not.match(story.read(merged), 'In a batch')
      },
      tenStyles({ batch: false }),
    ))

  it('asks one by one for what is missing or bad in the reply, and only for that', async () => {
    await inStory(
      { respond: spoilt },
      async (story) => {
        const { calls, exitCode, outcome } = await story.build()
        assert.equal([exitCode, calls, outcome.records], [0, (2 + 3) * pairs, 11 * pairs])
        assert.is((await story.build({ force: true })).calls, 0)
        assert.equal(story.server.repeated(), [])
      },
      tenStyles(),
    )
  })

  for (const [what, reply] of Object.entries({
    'no JSON': 'I would rather not.',
    'a list': '["One?", "Two?"]',
    'objects for texts': '{"fluid": {"question": "What?"}}',
    nothing: '',
  })) {
    it(`falls back to single calls where the reply is ${what}`, async () =>
      inStory(
        { respond: (body) => (namesIn(body).length === 0 ? distinct(body) : { content: reply, isFree: true }) },
        async (story) => {
          const { calls, exitCode, outcome } = await story.build()
          assert.equal([exitCode, calls, outcome.records], [0, 12 * pairs, 11 * pairs])
          assert.is((await story.build({ force: true })).calls, 0, 'the batch is not tried again')
          const together = story.outputs()
          story.configure((config) => (config['batch'] = false))
          assert.is((await story.build()).calls, 0, 'single calls are single calls')
          assert.equal(story.outputs(), together)
        },
        tenStyles(),
      ))
  }

  it('uses what stands whole in a reply that was cut off', async () => {
    await inStory(
      { respond: cut },
      async (story) => {
        const { calls, outcome } = await story.build()
        assert.is(outcome.records, 11 * pairs)
        assert.ok(calls > 2 * pairs && calls <= 9 * pairs, `${calls} calls`)
      },
      tenStyles(),
    )
  })

  it('asks one by one where all of it does not fit the context, and again together when there is more room', async () =>
    inStory(
      { respond: batched },
      async (story) => {
        const engine = { kind: 'ollama', hosts: [story.server.url], concurrency: 4, context_tokens: 900 }
        story.configure((config) => (config['engine'] = engine))
        const small = await story.build()
        assert.equal([small.exitCode, small.calls, small.outcome.records], [0, 12 * pairs, 11 * pairs])
        story.configure((config) => {
          config['engine'] = { ...engine, context_tokens: 4096 }
          config['sampling'] = { seed: 1 }
        })
        assert.is((await story.build()).calls, 2 * pairs)
      },
      tenStyles(undefined, ' o'.repeat(60)), // more tokens than one would think
    ))

  it('asks for what differs in model, system message or sampling in calls of its own', async () =>
    inStory(
      { respond: batched },
      async (story) => {
        const { calls, exitCode } = await story.build()
        assert.is(exitCode, 0)
        // simple; fluid + brief; warm + warmer; and whom nobody shares with
        assert.is(calls, 4 * pairs)
      },
      tenStyles({
        variants: {
          simple: 'Merge these: <q1>{{ q1 }}</q1> <q2>{{ q2 }}</q2>',
          fluid: 'Fluently please: <q>{{ simple }}</q>',
          brief: 'Briefly please: <q>{{ simple }}</q>',
          warm: { prompt: 'Warmly please: <q>{{ simple }}</q>', sampling: { temperature: 0.7 } },
          warmer: { prompt: 'More warmly please: <q>{{ simple }}</q>', sampling: { temperature: 0.7 } },
          curt: { prompt: 'Curtly please: <q>{{ simple }}</q>', system: 'Be curt.' },
        },
      }),
    ))

  it('gives the same bytes at any concurrency', async () => {
    const outputs: unknown[] = []
    for (const concurrency of [1, 7])
      await inStory(
        { respond: marked },
        async (story) => {
          const engine = { kind: 'ollama', hosts: [story.server.url], concurrency }
          story.configure((config) => (config['engine'] = engine))
          assert.is((await story.build()).calls, 2 * pairs)
          outputs.push(story.outputs())
        },
        tenStyles(),
      )
    assert.equal(outputs[0], outputs[1])
  })

  it('has no effect on the rule engine', async () =>
    inStory(
      'rules',
      async (story) => {
        await story.build()
        story.configure((config) => (config['batch'] = true))
        assert.equal((await story.build()).outcome.ran, [])
      },
      { ...plainConfig(), batch: false, variants: { simple: 'M {{ q1 }} {{ q2 }}', fluid: 'F {{ simple }}' } },
    ))
})
