/** Groups that are cut from a source: the random generator, or files. */
import * as assert from 'uvu/assert'
import { spec } from '../support/spec.js'
import { type Config, inStory, type Story } from '../support/story.js'

const merged = 'dataset/batch_fusion_generator/batch_fusion_dataset.jsonl'
const variants = {
  simple: 'Merge these: <q1>{{ q1 }}</q1> <q2>{{ q2 }}</q2>',
  fluid: 'Fluently please: <q>{{ simple }}</q>',
}

function generated(groups: object, faker: object = {}): Config {
  return {
    version: 1,
    sources: {
      random: {
        faker: {
          entries: 9,
          seed: 1,
          fields: { name: 'person.fullName', action: ['cooking', 'coding', 'napping'] },
          unique: ['name'],
          ...faker,
        },
        question: 'What does {{ name }} like?',
        answer: '{{ name }} likes {{ action }}.',
        output: 'dataset/sources/random.jsonl',
      },
    },
    groups,
    variants,
  }
}

type Faker = Record<string, unknown>
const fakerOf = (config: Config) => (config['sources'] as { random: { faker: Faker } }).random.faker
const rows = (story: Story) => story.read('dataset/sources/random.jsonl')
const groupFiles = (story: Story) => Object.keys(story.files()).filter((path) => path.startsWith('dataset/groups/'))

spec('groups of a generated source', (it) => {
  it('are cut by position, written, fused and merged', async () =>
    inStory(
      {},
      async (story) => {
        const { exitCode, calls, outcome } = await story.build()
        assert.is(exitCode, 0)
        assert.equal(
          groupFiles(story),
          [1, 2, 3].map((n) => `dataset/groups/people/people-${n}.jsonl`),
        )
        const cut = groupFiles(story).map((path) => story.read(path))
        assert.is(cut.join(''), `${rows(story).split('\n').slice(0, 8).join('\n')}\n`)
        assert.is(calls, (3 + 3 + 1) * 2)
        assert.is(outcome.records, calls)
        assert.equal((await story.build()).outcome.ran, [])
      },
      generated({ people: { source: 'random', size: 3, limit: 8 } }, {}),
    ))

  it('more entries never change the earlier rows, and cost the new pairs alone (contract 8)', async () =>
    inStory(
      {},
      async (story) => {
        await story.build()
        const before = rows(story)
        story.configure((config) => (fakerOf(config)['entries'] = 11))
        const { calls, outcome } = await story.build()
        assert.ok(rows(story).startsWith(before))
        assert.is(calls, 2, 'one new group of two')
        assert.equal([...outcome.ran].sort(), ['groups:people', 'merged', 'people-4', 'source:random'])
      },
      generated({ people: { source: 'random', size: 3 } }),
    ))

  it('a source that comes out the same stops the wave (contract 2)', async () =>
    inStory(
      {},
      async (story) => {
        await story.build()
        story.configure((config) => (fakerOf(config)['unique'] = []))
        const { calls, outcome, text } = await story.build()
        assert.is(calls, 0)
        assert.equal(outcome.ran, ['source:random'])
        assert.match(text, /built {5}source:random {2}\(config changed: unique\) → 9 records, same as before/)
      },
      generated({ people: { source: 'random', size: 3 } }),
    ))

  it('another seed makes other rows, and the same seed the same again (contract 8)', async () =>
    inStory(
      {},
      async (story) => {
        await story.build()
        const before = story.outputs()
        story.configure((config) => (fakerOf(config)['seed'] = 2))
        assert.ok((await story.build()).calls > 0)
        assert.is.not(rows(story), before['dataset/sources/random.jsonl'])
        story.configure((config) => (fakerOf(config)['seed'] = 1))
        assert.is((await story.build()).calls, 0)
        assert.equal(story.outputs(), before)
      },
      generated({ people: { source: 'random', size: 3 } }),
    ))

  it('fewer groups leave files that are reported, kept, and no longer merged (contract 35)', async () =>
    inStory(
      {},
      async (story) => {
        await story.build()
        story.configure((config) => (config['groups'] = { people: { source: 'random', size: 5 } }))
        const { exitCode, outcome } = await story.build()
        assert.is(exitCode, 0)
        assert.equal([...outcome.orphans].sort(), [
          'dataset/fusion_datasets/people-3.jsonl',
          'dataset/groups/people/people-3.jsonl',
        ])
        assert.ok(story.exists('dataset/fusion_datasets/people-3.jsonl'))
        const fusions = [1, 2].map((n) => story.read(`dataset/fusion_datasets/people-${n}.jsonl`))
        assert.is(story.read(merged), fusions.join(''))
      },
      generated({ people: { source: 'random', size: 3 } }),
    ))

  it('a generated file or a group’s file that was edited by hand is kept aside and restored (contract 36)', async () =>
    inStory(
      {},
      async (story) => {
        await story.build()
        const before = story.outputs()
        for (const path of ['dataset/sources/random.jsonl', 'dataset/groups/people/people-2.jsonl']) {
          story.write(path, `${story.read(path)}{"question":"Mine?"}\n`)
          const { calls, exitCode } = await story.build()
          assert.is(exitCode, 0)
          assert.is(calls, 0)
          const { ...now } = story.outputs()
          const aside = Object.keys(now).filter((each) => each.startsWith(`${path}.edited-`))
          assert.is(aside.length, 1)
          story.remove(String(aside[0]))
          assert.equal(story.outputs(), before)
        }
      },
      generated({ people: { source: 'random', size: 3 } }),
    ))

  it('a buckets’ cut moves no other row when one is added', async () =>
    inStory(
      {},
      async (story) => {
        await story.build()
        const before = groupFiles(story).flatMap((path) =>
          story
            .read(path)
            .split('\n')
            .map((line) => `${path} ${line}`),
        )
        story.configure((config) => (fakerOf(config)['entries'] = 31))
        await story.build()
        const now = new Set(
          groupFiles(story).flatMap((path) =>
            story
              .read(path)
              .split('\n')
              .map((line) => `${path} ${line}`),
          ),
        )
        assert.equal(
          before.filter((line) => !now.has(line)),
          [],
        )
      },
      generated({ crowd: { source: 'random', buckets: 4 } }, { entries: 30 }),
    ))
})

const write = (story: Story, all: readonly object[]) =>
  story.write('capitals.jsonl', all.map((row) => `${JSON.stringify(row)}\n`).join(''))

spec('groups of a source of files', (it) => {
  const capitals: Config = {
    version: 1,
    sources: {
      capitals: { files: 'capitals.jsonl', question: 'What is the capital of {{ country }}?', answer: '{{ capital }}' },
    },
    groups: {
      world: { source: 'capitals', by: 'continent' },
      quiz: { source: 'capitals', where: { level: ['easy', 'medium'] }, limit: 3 },
    },
    variants,
  }
  const table = [
    ['Ghana', 'Accra', 'West Africa', 'easy'],
    ['Kenya', 'Nairobi', 'West Africa', 'hard'],
    ['Peru', 'Lima', 'América', 'medium'],
    ['Chile', 'Santiago', 'América', 'easy'],
    ['Cuba', 'Havana', 'América', 'easy'],
  ].map(([country, capital, continent, level]) => ({ country, capital, continent, level }))
  it('are one a value, or those that fit, at most so many', async () =>
    inStory(
      {},
      async (story) => {
        write(story, table)
        const { exitCode, calls } = await story.build()
        assert.is(exitCode, 0)
        assert.equal(groupFiles(story), [
          'dataset/groups/quiz/quiz.jsonl',
          'dataset/groups/world/world-america.jsonl',
          'dataset/groups/world/world-west-africa.jsonl',
        ])
        assert.equal(
          story.records('dataset/groups/quiz/quiz.jsonl').map(({ question }) => question),
          ['What is the capital of Ghana?', 'What is the capital of Peru?', 'What is the capital of Chile?'],
        )
        assert.is(calls, (1 + 3 + 3 - 1) * 2, 'Peru and Chile are a pair of both')
      },
      capitals,
    ))

  it('a column that no group reads may change: the cut runs, and the wave stops there (contract 2)', async () =>
    inStory(
      {},
      async (story) => {
        write(story, table)
        await story.build()
        write(
          story,
          table
            .map((row) => (row.country === 'Kenya' ? { ...row, capital: 'Nairobi' } : row))
            .toReversed()
            .toReversed(),
        )
        assert.equal((await story.build()).outcome.ran, [])
        write(
          story,
          table.map((row) => (row.country === 'Kenya' ? { ...row, capital: 'Nairobi City' } : row)),
        )
        const { calls, outcome } = await story.build()
        assert.is(calls, 0)
        assert.equal([...outcome.ran].sort(), ['groups:quiz', 'groups:world', 'world-west-africa'])
      },
      capitals,
    ))

  it('two values with one slug, or a row without the field, are errors before anything is asked', async () =>
    inStory(
      {},
      async (story) => {
        write(story, [
          ...table,
          { country: 'Togo', capital: 'Lomé', continent: 'west africa', level: 'easy' },
          { country: 'Mali', level: 'easy' },
        ])
        const { exitCode, calls, outcome } = await story.build()
        assert.is(exitCode, 2)
        assert.is(calls, 0)
        assert.ok(outcome.diagnostics.length >= 1)
        assert.equal(story.outputs(), {})
      },
      capitals,
    ))
})

spec('names of cuts on the command line', (it) => {
  const config = {
    ...generated({ people: { source: 'random', size: 3 }, topics: { files: 'questions/*.jsonl' } }),
  }

  it('`people-1` builds what it needs and nothing else', async () =>
    inStory(
      {},
      async (story) => {
        const { exitCode, outcome } = await story.build({ targets: ['people-1'] })
        assert.is(exitCode, 0)
        assert.equal(outcome.ran, ['source:random', 'groups:people', 'people-1'])
      },
      config,
    ))

  it('`people` builds all groups of that key', async () =>
    inStory(
      {},
      async (story) => {
        const { outcome } = await story.build({ targets: ['people'] })
        assert.equal([...outcome.ran].sort(), ['groups:people', 'people-1', 'people-2', 'people-3', 'source:random'])
      },
      config,
    ))

  it('`source:random` makes the source alone', async () =>
    inStory(
      {},
      async (story) => {
        const { exitCode, outcome, text } = await story.build({ targets: ['source:random'] })
        assert.is(exitCode, 0, text)
        assert.equal(outcome.ran, ['source:random'])
        assert.match(text, 'Not asked for')
      },
      config,
    ))

  it('`source:random` makes the source also where there are no other groups than its own', async () =>
    inStory(
      {},
      async (story) => {
        const { exitCode, outcome, text } = await story.build({ targets: ['source:random'] })
        assert.is(exitCode, 0, text)
        assert.equal(outcome.ran, ['source:random'])
      },
      generated({ people: { source: 'random', size: 3 } }),
    ))

  it('`group:people-1` and `groups:people` cut the groups, and fuse nothing', async () => {
    for (const name of ['group:people-1', 'groups:people'])
      await inStory(
        {},
        async (story) => {
          const { exitCode, outcome, calls, text } = await story.build({ targets: [name] })
          assert.is(exitCode, 0, text)
          assert.is(calls, 0)
          assert.equal(outcome.ran, ['source:random', 'groups:people'])
        },
        config,
      )
  })

  it('`topics` needs no source, and is built without one', async () =>
    inStory(
      {},
      async (story) => {
        const { exitCode, outcome, text } = await story.build({ targets: ['topics'] })
        assert.is(exitCode, 0, text)
        assert.equal([...outcome.ran].sort(), ['animals', 'music'])
        assert.not(story.exists('dataset/sources/random.jsonl'))
      },
      config,
    ))

  it('a path of a group’s file, and of a fusion that is not cut yet, are names', async () => {
    for (const [name, last] of [
      ['dataset/groups/people/people-2.jsonl', 'groups:people'],
      ['dataset/fusion_datasets/people-2.jsonl', 'people-2'],
    ] as const)
      await inStory(
        {},
        async (story) => {
          const { exitCode, outcome, text } = await story.build({ targets: [name] })
          assert.is(exitCode, 0, text)
          assert.is(outcome.ran.at(-1), last)
          assert.ok(story.exists(name))
        },
        config,
      )
  })

  it('`people-9` is no group: an error, once the groups are known', async () =>
    inStory(
      {},
      async (story) => {
        const { exitCode, calls, text } = await story.build({ targets: ['people-9'] })
        assert.is(exitCode, 2)
        assert.is(calls, 0)
        assert.match(text, 'There is no target "people-9"')
      },
      config,
    ))
})
