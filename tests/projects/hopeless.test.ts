/** A variant whose texts are nearly all rejected for one reason: it is given up early, and the rest goes on. */
import * as assert from 'uvu/assert'
import type { Plan } from '../../src/domain/plan.js'
import { planLines } from '../../src/messages/plan-lines.js'
import { spec } from '../support/spec.js'
import { type Config, distinct, inStory, type Story, type Told } from '../support/story.js'
import type { Respond } from '../support/fake-ollama/respond.js'

const echoing = (prompt: string) => prompt.startsWith('Briefly')

/** Whatever is asked for briefly gives back the question that it was given. */
const respond: Respond = (body) => {
  const prompt = body.messages.at(-1)?.content ?? ''
  if (!echoing(prompt)) return distinct(body)
  const [, first = ''] = /<q1>(.*?)<\/q1>/.exec(prompt) ?? []
  return first
}

const attempts = 3
const brief = 'Briefly please: <q1>{{ q1 }}</q1> <q2>{{ q2 }}</q2>'

interface HopelessWays {
  readonly groups?: number
  readonly models?: Readonly<Record<string, object>>
  readonly edit?: (config: Config) => void
}

/** `groups` × 78 pairs; `brief` is hopeless, and `briefer` reads it. */
async function inHopelessStory(
  tell: (story: Story) => Promise<void>,
  { groups = 2, models, edit = () => {} }: HopelessWays = {},
): Promise<void> {
  await inStory({ respond, ...(models && { models }) }, async (story) => {
    story.remove('questions')
    for (let group = 0; group < groups; group += 1)
      story.questions(
        `questions/group-${group}.jsonl`,
        Array.from({ length: 13 }, (_each, index) => `What is thing ${index} of group ${group}?`),
      )
    story.configure((config) => {
      config['max_attempts'] = attempts
      config['variants'] = {
        simple: 'Merge these: <q1>{{ q1 }}</q1> <q2>{{ q2 }}</q2>',
        brief,
        briefer: 'Even shorter: <q>{{ brief }}</q>',
      }
      edit(config)
    })
    await tell(story)
  })
}

const briefCalls = ({ server }: Story) =>
  server.requests.filter(({ body }) => echoing(body.messages.at(-1)?.content ?? '')).length

const diagnosticsOf = ({ events }: Told, code: string) =>
  events.flatMap((event) => (event.kind === 'diagnostic' && event.diagnostic.code === code ? [event.diagnostic] : []))

const sum = ({ targets }: Plan, of: 'toAsk' | 'givenUp') => targets.reduce((all, target) => all + (target[of] ?? 0), 0)

spec('a hopeless variant', (it) => {
  it('is given up after some forty cells, and the others are asked to the end', async () =>
    inHopelessStory(async (story) => {
      const told = await story.build()
      assert.is(told.exitCode, 1)
      const spent = briefCalls(story)
      assert.ok(spent >= 40 * attempts && spent <= (40 + 64) * attempts, `${spent} calls`)
      assert.is(told.calls - spent, 156, 'all of "simple"')
      assert.equal(told.outcome.hopeless, ['brief'])
      assert.equal(told.outcome.failed, [])
      assert.ok(told.outcome.incomplete.length > 0)
      assert.ok((told.outcome.tally.unasked?.hopeless ?? 0) > 60)
      assert.is(told.outcome.tally.unasked?.budget, 0)
    }))

  it('is said once: the reason, two texts, the place of its prompt, and what to do', async () =>
    inHopelessStory(async (story) => {
      const told = await story.build()
      const [diagnostic, ...others] = diagnosticsOf(told, 'variant-hopeless')
      assert.equal(others, [])
      assert.match(diagnostic?.message ?? '', /^Of the first 40 texts of "brief" 40 were rejected .*"echo"/)
      assert.is(diagnostic?.place?.path, 'fusion.config.yaml')
      assert.match(diagnostic?.place?.lineText ?? '', brief)
      const texts = [
        ...(diagnostic?.hint ?? '').matchAll(/^ {2}"What is thing .*": repeats the first question alone$/gm),
      ]
      assert.is(texts.length, 2)
      assert.match(diagnostic?.hint ?? '', '`checks: { echo: false }`')
      assert.match(told.text, '--keep-going')
      assert.not.match(told.text, /got no answer|failed/)
    }))

  it('stays given up in the next build, for no call and with the same words, as long as nothing changes', async () =>
    inHopelessStory(async (story) => {
      const first = await story.build()
      for (const ways of [{}, { force: true }]) {
        const next = await story.build(ways)
        assert.is(next.calls, 0)
        assert.is(next.exitCode, 1)
        assert.equal(diagnosticsOf(next, 'variant-hopeless'), diagnosticsOf(first, 'variant-hopeless'))
        assert.equal(next.outcome.tally.unasked, first.outcome.tally.unasked)
      }
    }))

  it('starts anew with another prompt', async () =>
    inHopelessStory(async (story) => {
      await story.build()
      story.configure((config) => {
        ;(config['variants'] as Record<string, string>)['brief'] = 'In short: <q>{{ simple }}</q>'
      })
      const told = await story.build()
      assert.is(told.exitCode, 0, told.text)
      assert.is(told.calls, 2 * 156)
    }))

  it('is asked to the end with --keep-going: the bytes of a build that never gives up', async () => {
    const outputs: Record<string, string>[] = []
    for (const before of [[], [{}], [{ maxCalls: 100 }, {}]])
      await inHopelessStory(
        async (story) => {
          for (const ways of before) await story.build(ways)
          const told = await story.build({ keepGoing: true })
          assert.is(told.exitCode, 0)
          assert.is(briefCalls(story), 78 * attempts)
          assert.is(story.server.repeated().length, 0)
          assert.equal(told.outcome.tally.rejected, { echo: 78, skipped: 78 })
          outputs.push(story.outputs())
          assert.is((await story.build()).exitCode, 0, 'then all is there')
        },
        { groups: 1 },
      )
    assert.equal(outputs[1], outputs[0])
    assert.equal(outputs[2], outputs[0])
  })

  it('is not counted among what is to be asked, unless all is to be', async () =>
    inHopelessStory(async (story) => {
      const { outcome } = await story.build()
      const left = outcome.tally.unasked?.hopeless ?? 0
      const plan = await story.plan()
      assert.equal([sum(plan, 'toAsk'), sum(plan, 'givenUp')], [0, left])
      const whole = await story.plan({ keepGoing: true })
      assert.equal([sum(whole, 'toAsk'), sum(whole, 'givenUp')], [left, 0])
      assert.match(planLines(plan).at(-1) ?? '', `0 to ask, ${left} given up (--keep-going)`)
    }))

  it('is none with fewer than forty cells, however bad', async () =>
    inStory({ respond }, async (story) => {
      story.questions(
        'questions/music.jsonl',
        Array.from({ length: 8 }, (_each, index) => `What is song ${index}?`),
      )
      story.configure((config) => Object.assign(config, { max_attempts: 1, variants: { brief } }))
      const told = await story.build() // 6 + 28 pairs
      assert.is(told.exitCode, 0)
      assert.equal(told.outcome.tally.rejected, { echo: 34 })
    }))

  it('is none with fewer than forty cells of it, however often each is looked at on the way to another model', async () =>
    inStory({ respond, models: { 'llama3.2:latest': {}, 'qwen3:4b': {} } }, async (story) => {
      story.questions(
        'questions/music.jsonl',
        Array.from({ length: 8 }, (_each, index) => `What is song ${index}?`),
      )
      story.configure((config) =>
        Object.assign(config, {
          max_attempts: 1,
          variants: { brief, other: { prompt: 'Merge: <q1>{{ q1 }}</q1> <q2>{{ q2 }}</q2>', model: 'qwen3:4b' } },
        }),
      )
      const told = await story.build()
      assert.is(told.exitCode, 0, told.text)
      assert.equal(told.outcome.tally.rejected, { echo: 34 })
    }))

  it('is given up before the next model has its turn', async () =>
    inHopelessStory(
      async (story) => {
        const told = await story.build()
        assert.equal(told.outcome.hopeless, ['brief'])
        assert.is(diagnosticsOf(told, 'variant-hopeless').length, 1)
        const said = told.events.findIndex(
          (event) => event.kind === 'diagnostic' && event.diagnostic.code === 'variant-hopeless',
        )
        const next = told.events.findIndex((event) => event.kind === 'model-started' && event.model === 'qwen3:4b')
        assert.ok(said >= 0 && said < next, `${said} ${next}`)
        assert.ok(briefCalls(story) <= (40 + 64) * attempts)
        assert.is(story.server.requests.filter(({ body }) => body.model === 'qwen3:4b').length, 78)
        assert.is((await story.build()).calls, 0)
      },
      {
        groups: 1,
        models: { 'llama3.2:latest': {}, 'qwen3:4b': {} },
        edit: (config) => {
          const { simple, ...others } = config['variants'] as Record<string, string>
          config['variants'] = { ...others, simple: { prompt: simple, model: 'qwen3:4b' } }
        },
      },
    ))

  it('is judged over all groups, and those that were done before stay as they are', async () =>
    inStory({ respond }, async (story) => {
      for (let group = 0; group < 12; group += 1)
        story.questions(
          `questions/small-${group}.jsonl`,
          Array.from({ length: 5 }, (_each, index) => `What is ${index} of ${group}?`),
        )
      story.configure((config) => Object.assign(config, { max_attempts: 1, variants: { brief } }))
      const told = await story.build()
      assert.equal(told.outcome.hopeless, ['brief'])
      assert.ok(told.calls < 129, `${told.calls}`)
      const next = await story.build()
      assert.is(next.calls, 0)
      assert.equal(next.outcome.incomplete, told.outcome.incomplete)
    }))

  it('is found under `unique: group` too, where other pairs have taken all of its texts', async () =>
    inStory({ respond: ({ messages }) => `Who is ${messages[0]?.content.length ? 'it' : ''}?` }, async (story) => {
      story.questions(
        'questions/music.jsonl',
        Array.from({ length: 15 }, (_each, index) => `What is song ${index}?`),
      )
      story.configure((config) =>
        Object.assign(config, { max_attempts: 2, unique: 'group', variants: { merge: 'M: {{ q1 }} {{ q2 }}' } }),
      )
      const told = await story.build()
      assert.equal(told.outcome.hopeless, ['merge'])
      assert.match(told.text, /were rejected for one reason, "duplicate"/)
      assert.is((await story.build()).calls, 0)
    }))
})
