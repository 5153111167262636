import * as assert from 'uvu/assert'
import { spec } from '../support/spec.js'
import { animals, distinct, inStory, music, type Story } from '../support/story.js'

const merged = 'dataset/batch_fusion_generator/batch_fusion_dataset.jsonl'
const fusionOf = (group: string) => `dataset/fusion_datasets/${group}.jsonl`
const rejectedOf = (group: string) => `.fusionkit/rejected/${group}.jsonl`
const textsIn = (story: Story, path: string) => story.records(path).map(({ question }) => question)

const lower = (text = '') => text.charAt(0).toLowerCase() + text.slice(1)

spec('the main job', (it) => {
  it('fuses six groups and merges them, in the order of the groups', async () =>
    inStory({}, async (story) => {
      for (const name of ['art', 'law', 'sea', 'sky'])
        story.questions(`questions/${name}.jsonl`, [
          [`What is ${name}?`, 'This.'],
          [`Where is ${name}?`, 'There.'],
          [`Why is ${name}?`, 'So.'],
        ])
      const { exitCode, calls, outcome } = await story.build()
      assert.is(exitCode, 0)
      assert.is(calls, (6 + 5 * 3) * 3)
      assert.is(outcome.records, calls)
      const groups = ['animals', 'art', 'law', 'music', 'sea', 'sky']
      assert.is(story.read(merged), groups.map((group) => story.read(fusionOf(group))).join(''))
      assert.equal(story.server.repeated(), [])
    }))

  it('writes pairs in the order of itertools.combinations and variants in the order of the file', async () =>
    inStory({}, async (story) => {
      await story.build()
      const [a, b, c] = music.map(([question]) => question.replace('?', ''))
      const fused = [
        [a, b],
        [a, c],
        [b, c],
      ].map(([x, y]) => `Do you know ${lower(x)}, and ${lower(y)}?`)
      const texts = textsIn(story, fusionOf('music'))
      assert.equal(
        texts.filter((_text, index) => index % 3 === 0),
        fused,
      )
      const leads = texts.map((text) =>
        String(text)
          .split(' ')
          .slice(0, String(text).startsWith('Do') ? 3 : 4)
          .join(' '),
      )
      assert.is(new Set(leads).size, 3)
      assert.equal(leads.slice(0, 3), leads.slice(3, 6))
      assert.equal(leads.slice(0, 3), leads.slice(6))
    }))

  it('answers with the pair of questions unless `record` says otherwise', async () =>
    inStory({}, async (story) => {
      await story.build()
      assert.is(story.records(fusionOf('music'))[0]?.['answer'], `${music[0][0]} ${music[1][0]}`)
      story.configure(
        (config) =>
          (config['record'] = {
            question: '{{ text }}',
            answer: '{{ a1 }} {{ a2 }}',
            from: '{{ group }}/{{ variant }}',
          }),
      )
      const { calls } = await story.build()
      assert.is(calls, 0)
      assert.equal(Object.entries(story.records(fusionOf('music'))[1] ?? {}).slice(1), [
        ['answer', 'Georges Bizet. Four.'],
        ['from', 'music/fluid'],
      ])
    }))

  it('keeps a question that two groups share once where its answers agree', async () =>
    inStory({}, async (story) => {
      story.questions('questions/zoo.jsonl', animals.slice(0, 2))
      const { exitCode, calls, outcome } = await story.build()
      assert.is(exitCode, 0)
      assert.is(calls, 27, 'a prompt that two groups share is asked once (contract 3)')
      assert.is(outcome.records, 27)
      assert.is(story.records(fusionOf('zoo')).length, 3)
      assert.is(story.read(rejectedOf('merged')), '')
    }))

  it('keeps the first of two answers to one question, lists the other, and is done', async () =>
    inStory({}, async (story) => {
      story.configure((config) => (config['record'] = { question: '{{ text }}', answer: '{{ a1 }} {{ a2 }}' }))
      story.questions('questions/zoo.jsonl', [animals[0], [animals[1][0], 'The emu.']])
      const { exitCode, outcome, text } = await story.build()
      assert.is(exitCode, 0)
      assert.is(outcome.records, 27)
      assert.match(text, 'contradiction 3')
      const listed = story.records(rejectedOf('merged'))
      assert.is(listed.length, 3)
      assert.is(listed[0]?.['reason'], 'contradiction')
      assert.match(JSON.stringify(listed[0]), 'Three years. The emu.')
      assert.match(story.read(merged), 'Three years. The ostrich.')
    }))

  it('rejects a cell that has no good text, lists every attempt, and stays done', async () =>
    inStory(
      { respond: (body) => (body.messages.at(-1)?.content.startsWith('Briefly') ? 'Yes.' : distinct(body)) },
      async (story) => {
        story.configure((config) => (config['max_attempts'] = 3))
        const first = await story.build()
        assert.is(first.exitCode, 0)
        assert.is(first.calls, 9 * (2 + 3))
        assert.is(first.outcome.records, 18)
        const listed = story.records(rejectedOf('music'))
        assert.is(listed.length, 3)
        assert.equal(listed[0]?.['pair'], [music[0][0], music[1][0]])
        assert.is(listed[0]?.['variant'], 'brief')
        assert.is(listed[0]?.['reason'], 'ends_with')
        assert.is(JSON.stringify(listed[0]).split('"text":"Yes."').length, 1 + 3)
        const second = await story.build()
        assert.is(second.text, 'up to date: 3 targets, 18 records\n')
        assert.is(second.calls, 0)
      },
    ))

  it('skips cells that read a rejected one, and makes the rest of the pair', async () =>
    inStory(
      { respond: (body) => (body.messages.at(-1)?.content.startsWith('Fluently') ? '' : distinct(body)) },
      async (story) => {
        story.configure((config) => {
          config['max_attempts'] = 2
          Object.assign(config['variants'] as object, { kind: 'Kindly please: <q>{{ fluid }}</q>' })
        })
        const { exitCode, calls, outcome } = await story.build()
        assert.is(exitCode, 0)
        assert.is(calls, 9 * (1 + 2 + 1))
        assert.equal(outcome.tally.rejected, { empty: 9, skipped: 9 })
        assert.is(story.records(rejectedOf('music'))[1]?.['because'], 'fluid')
      },
    ))
})

const brief = (body: { messages: readonly { content: string }[] }) =>
  body.messages.at(-1)?.content.startsWith('Briefly please: <q>Do you know who wrote') ?? false

spec('cells that get no answer', (it) => {
  it('leave their group incomplete and the merged file waiting; the next build asks only them', async () =>
    inStory({ faults: [{ kind: 'crash', when: brief, times: 14 }] }, async (story) => {
      const first = await story.build()
      assert.is(first.exitCode, 1)
      assert.equal(first.outcome.failed, ['music'])
      assert.is(first.outcome.tally.failed, 2)
      assert.not(story.exists(fusionOf('music')))
      assert.not(story.exists(merged), 'never made from a failed group (contract 30)')
      assert.match(first.text, /failed {4}music .*2 cells got no answer\. First error: .*500/)
      assert.match(first.text, 'waiting   merged  for music')
      assert.match(first.text, '  try again: fusionkit build music\n')
      const second = await story.build()
      assert.is(second.exitCode, 0)
      assert.is(second.calls, 2)
      assert.equal(second.outcome.ran, ['music', 'merged'])
      assert.is(second.outcome.records, 27)
    }))

  it('leave the last good files in place (contract 23)', async () =>
    inStory({}, async (story) => {
      await story.build()
      const before = story.outputs()
      story.server.fault({ kind: 'crash', when: brief, times: 14 })
      story.configure(
        (config) =>
          ((config['variants'] as Record<string, string>)['brief'] = 'Briefly please: <q>{{ simple }}</q> Now!'),
      )
      const failed = await story.build()
      assert.is(failed.exitCode, 1)
      assert.is(story.outputs()[fusionOf('music')], before[fusionOf('music')])
      assert.is(story.outputs()[merged], before[merged])
      const again = await story.build()
      assert.is(again.exitCode, 0)
      assert.is(again.calls, 2)
      assert.equal((await story.build()).outcome.ran, [])
    }))
})
