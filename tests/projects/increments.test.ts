/** What an edit costs: the calls that the server counts, exactly. 27 cells: (6 + 3) pairs × 3 variants. */
import { cpSync, mkdtempSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { spec } from '../support/spec.js'
import { animals, type Config, inStory, music, type Story } from '../support/story.js'

const merged = 'dataset/batch_fusion_generator/batch_fusion_dataset.jsonl'
const snail = ['How long can a snail sleep?', 'Three years.'] as const
type Variants = Record<string, unknown>
const variantsOf = (config: Config) => config['variants'] as Variants

/** A built project, then an edit: what the next build calls, what it runs, and that a third one has nothing to do. */
async function after(
  edit: (story: Story) => void,
  check: (found: { calls: number; ran: readonly string[]; text: string; story: Story }) => void,
  before: (story: Story) => void = () => {},
  asksAnew = false,
): Promise<void> {
  await inStory({}, async (story) => {
    before(story)
    assert.is((await story.build()).exitCode, 0)
    edit(story)
    const planned = await story.plan()
    const { calls, outcome, text } = await story.build()
    assert.is(outcome.exitCode, 0, text)
    check({ calls, ran: [...outcome.ran].sort(), text, story })
    const toRun = new Set(planned.targets.map(({ target }) => target))
    const mustRun = planned.targets.filter(({ state }) => state === 'stale').map(({ target }) => target)
    assert.ok(
      outcome.ran.every((target) => toRun.has(target)),
      'what ran was planned (contract 19)',
    )
    assert.ok(
      mustRun.every((target) => outcome.ran.includes(target)),
      'what was stale ran (contract 19)',
    )
    if (!asksAnew) assert.is(story.server.repeated().length, 0, 'nothing is asked twice')
    const again = await story.build()
    assert.is(again.calls, 0)
    assert.equal(again.outcome.ran, [])
  })
}

const edit = (change: (config: Config) => void) => (story: Story) => story.configure(change)
const costs =
  (calls: number, ...ran: string[]) =>
  (found: { calls: number; ran: readonly string[] }) => {
    assert.is(found.calls, calls)
    assert.equal(found.ran, [...ran].sort())
  }

spec('a build with nothing to do', (it) => {
  it('says one line, asks nothing and writes nothing but the stat cache (contract 15)', async () =>
    inStory({}, async (story) => {
      await story.build()
      const before = story.times()
      const { text, calls, exitCode } = await story.build()
      assert.is(text, 'up to date: 3 targets, 27 records\n')
      assert.is(calls, 0)
      assert.is(exitCode, 0)
      const now = story.times()
      assert.equal(Object.keys(now), Object.keys(before))
      assert.equal(
        Object.keys(now).filter((path) => now[path] !== before[path]),
        ['.fusionkit/state/fusion.config.yaml/stats.json'],
      )
    }))

  it('follows a touch, a copy of the folder, and a round trip of a file (contract 13)', async () =>
    inStory({}, async (story) => {
      await story.build()
      const file = 'questions/animals.jsonl'
      utimesSync(join(story.root, file), 1_000_000, 1_000_000)
      assert.equal((await story.build()).outcome.ran, [])
      const text = story.read(file)
      story.write(file, 'other')
      story.remove(file)
      story.write(file, text)
      assert.equal((await story.build()).outcome.ran, [])
      const copy = mkdtempSync(join(tmpdir(), 'fusionkit-copy-'))
      cpSync(story.root, copy, { recursive: true })
      for (const name of ['questions', 'dataset', '.fusionkit', 'fusion.config.yaml']) story.remove(name)
      cpSync(copy, story.root, { recursive: true })
      rmSync(copy, { recursive: true })
      const { calls, outcome } = await story.build()
      assert.is(calls, 0)
      assert.equal(outcome.ran, [])
    }))

  it('sees an edit of the same size and the same mtime (contract 12)', async () =>
    inStory({}, async (story) => {
      const file = join(story.root, 'questions/music.jsonl')
      utimesSync(file, 1_000_000, 1_000_000)
      await story.build()
      story.write('questions/music.jsonl', story.read('questions/music.jsonl').replace('violin', 'guitar'))
      utimesSync(file, 1_000_000, 1_000_000)
      assert.is((await story.build()).calls, 2 * 3)
    }))

  it('follows comments, other quotes, another order of keys and other blanks in the config (contract 4)', async () =>
    after((story) => {
      const { url } = story.server
      story.write(
        'fusion.config.yaml',
        `# who answers
engine: { concurrency: 16, hosts: ["${url}"], kind: ollama, timeout_seconds: 77, retries: 3 }
gpu: false
variants:

  simple:   'Merge these: <q1>{{ q1 }}</q1> <q2>{{ q2 }}</q2>'
  fluid: { prompt: "Fluently please: <q>{{ simple }}</q>" } # the long form
  brief: >-
    Briefly please:
    <q>{{ simple }}</q>
groups: { topics: { files: [questions/*.jsonl] } }
max_attempts: 10
sampling: { temperature: 0.2 }
version: 1
`,
      )
    }, costs(0)))
})

spec('an edited prompt', (it) => {
  it('costs a call a pair, and only its own cells (contract 5)', async () =>
    after(
      edit((config) => (variantsOf(config)['fluid'] = 'With ease please: <q>{{ simple }}</q>')),
      costs(9, 'animals', 'music', 'merged'),
    ))

  it('costs the pairs alone where all read it and it is answered alike (contract 2, design §4)', async () =>
    after(
      edit((config) => (variantsOf(config)['simple'] = 'Merge those: <q1>{{ q1 }}</q1> <q2>{{ q2 }}</q2>')),
      ({ calls, text }) => {
        assert.is(calls, 9)
        assert.match(
          text,
          'built     animals  (prompt of "simple" changed) → 18 records; 6 asked, 12 reused, same as before',
        )
        assert.match(text, 'same as before')
        assert.not.match(text, 'merged  (')
      },
    ))

  it('is undone for nothing', async () =>
    after(
      edit((config) => (variantsOf(config)['fluid'] = 'Fluently please: <q>{{ simple }}</q>')),
      costs(0),
      (story) => story.configure(() => {}),
    ))

  it('is asked again where the system text changes, for every variant that has none of its own', async () =>
    after(
      edit((config) => (config['system'] = 'Only the question.')),
      costs(27, 'animals', 'music'),
      (story) => story.configure((config) => Object.assign(config, { system: '' })),
    ))

  it('undone after a build costs nothing either', async () =>
    inStory({}, async (story) => {
      await story.build()
      const before = story.outputs()
      const original = variantsOf(JSON.parse(story.read('fusion.config.yaml')) as Config)['fluid']
      story.configure((config) => (variantsOf(config)['fluid'] = 'With ease: <q>{{ simple }}</q>'))
      assert.is((await story.build()).calls, 9)
      story.configure((config) => (variantsOf(config)['fluid'] = original))
      assert.is((await story.build()).calls, 0)
      assert.equal(story.outputs(), before)
    }))

  it('in a file is an edit like any other', async () =>
    after(
      (story) => story.write('prompts/fluid.md', 'Very fluently please:\n<q>{{ simple }}</q>\n'),
      costs(9, 'animals', 'music', 'merged'),
      (story) => {
        story.write('prompts/fluid.md', 'Fluently please:\n<q>{{ simple }}</q>\n')
        story.configure((config) => (variantsOf(config)['fluid'] = { prompt: { file: 'prompts/fluid.md' } }))
      },
    ))
})

spec('edited questions', (it) => {
  it('one of n costs n − 1 pairs, in its own group alone (contract 5)', async () =>
    after(
      (story) => {
        story.questions('questions/animals.jsonl', [['How long can a bat sleep?', 'A day.'], ...animals.slice(1)])
      },
      costs(3 * 3, 'animals', 'merged'),
    ))

  it('a new one costs its pairs with the others', async () =>
    after(
      (story) => {
        story.questions('questions/music.jsonl', [...music, ['Who built the first piano?', 'Cristofori.']])
      },
      costs(3 * 3, 'music', 'merged'),
    ))

  it('a removed one costs nothing', async () =>
    after((story) => story.questions('questions/animals.jsonl', animals.slice(1)), costs(0, 'animals', 'merged')))

  it('moved inside the file cost the pairs that are now the other way round', async () =>
    after(
      (story) => {
        story.questions('questions/animals.jsonl', [animals[0], animals[2], animals[1], animals[3]])
      },
      costs(3, 'animals', 'merged'),
    ))

  it('moved to another group cost their new pairs alone (contract 7)', async () =>
    after(
      (story) => {
        story.questions('questions/animals.jsonl', animals.slice(1))
        story.questions('questions/music.jsonl', [snail, ...music])
      },
      costs(3 * 3, 'animals', 'music', 'merged'),
    ))

  it('an edited answer costs nothing where no prompt reads it', async () =>
    after(
      (story) => {
        story.questions('questions/music.jsonl', [[music[0][0], 'Bizet.'], ...music.slice(1)])
      },
      costs(0, 'music'),
    ))
})

spec('edited groups', (it) => {
  it('a renamed one costs nothing (contract 7); its old file is reported and kept (contract 35)', async () =>
    after(
      (story) => story.rename('questions/music.jsonl', 'questions/tunes.jsonl'),
      ({ calls, ran, text, story }) => {
        assert.is(calls, 0)
        assert.equal(ran, ['merged', 'tunes'])
        assert.match(text, /built {5}merged {2}\(.*new: tunes, gone: music.*\) → 27 records, same as before/)
        assert.match(text, 'No longer in the config, left where they are: dataset/fusion_datasets/music.jsonl.')
        assert.ok(story.exists('dataset/fusion_datasets/music.jsonl'))
      },
    ))

  it('one that leaves the config leaves the merged file, too (contract 35)', async () =>
    after(
      (story) => story.remove('questions/music.jsonl'),
      ({ calls, ran, story }) => {
        assert.is(calls, 0)
        assert.equal(ran, ['merged'])
        assert.is(story.read(merged), story.read('dataset/fusion_datasets/animals.jsonl'))
      },
    ))

  it('two that become one cost the pairs between them (contract 7)', async () =>
    after(
      (story) => {
        story.remove('questions/music.jsonl')
        story.questions('questions/animals.jsonl', [...animals, ...music])
      },
      costs(4 * 3 * 3, 'animals', 'merged'),
    ))

  it('in another order cost nothing, and the merged file has that order (contract 4)', async () =>
    after(
      edit(
        (config) =>
          (config['groups'] = { b: { files: 'questions/music.jsonl' }, a: { files: 'questions/animals.jsonl' } }),
      ),
      ({ calls, ran, story }) => {
        assert.is(calls, 0)
        assert.equal(ran, ['merged'])
        const [music, animals] = ['music', 'animals'].map((name) => story.read(`dataset/fusion_datasets/${name}.jsonl`))
        assert.is(story.read(merged), `${music}${animals}`)
      },
      (story) =>
        story.configure(
          (config) =>
            (config['groups'] = { a: { files: 'questions/animals.jsonl' }, b: { files: 'questions/music.jsonl' } }),
        ),
    ))

  it('that share a prompt ask it once (contract 3)', async () =>
    after((story) => story.questions('questions/zoo.jsonl', animals), costs(0, 'zoo', 'merged')))
})

spec('edited styles', (it) => {
  it('a new one costs a call a pair', async () =>
    after(
      edit((config) => (variantsOf(config)['polite'] = 'Politely please: <q>{{ simple }}</q>')),
      costs(9, 'animals', 'music', 'merged'),
    ))

  it('a dropped one costs nothing', async () =>
    after(
      edit((config) => delete variantsOf(config)['brief']),
      costs(0, 'animals', 'music', 'merged'),
    ))

  it('a renamed one costs nothing (contract 3)', async () =>
    after(
      edit((config) => {
        variantsOf(config)['concise'] = variantsOf(config)['brief']
        delete variantsOf(config)['brief']
      }),
      costs(0, 'animals', 'music'),
    ))

  it('`simple` renamed, and its readers with it, costs nothing', async () =>
    after(
      edit((config) => {
        const { simple } = variantsOf(config)
        config['variants'] = {
          plain: simple,
          fluid: 'Fluently please: <q>{{ plain }}</q>',
          brief: 'Briefly please: <q>{{ plain }}</q>',
        }
      }),
      costs(0, 'animals', 'music'),
    ))

  it('in another order cost nothing, and records have that order (contract 4)', async () =>
    after(
      edit((config) => {
        const { simple, fluid, brief } = variantsOf(config)
        config['variants'] = { brief, fluid, simple }
      }),
      costs(0, 'animals', 'music', 'merged'),
    ))
})

spec('edited settings', (it) => {
  it('another temperature asks everything that is sent with it', async () =>
    after(
      edit(
        (config) =>
          (variantsOf(config)['fluid'] = { prompt: variantsOf(config)['fluid'], sampling: { temperature: 0.9 } }),
      ),
      costs(9, 'animals', 'music'),
    ))

  it('another seed asks everything', async () =>
    after(
      edit((config) => (config['sampling'] = { seed: 7 })),
      costs(27, 'animals', 'music'),
    ))

  it('another `record` costs nothing', async () =>
    after(
      edit((config) => (config['record'] = { question: '{{ text }}', answer: '{{ a1 }} {{ a2 }}' })),
      costs(0, 'animals', 'music', 'merged'),
    ))

  it('a tightened check asks the next attempt of those that fail it', async () =>
    after(
      edit((config) => (config['checks'] = { not_matches: ['violin.*piccolo'] })),
      ({ calls, ran, story }) => {
        // `simple` of that one pair is tried nine times more; what reads it is skipped.
        assert.is(calls, 9)
        assert.equal(ran, ['animals', 'merged', 'music'])
        assert.is(story.records(merged).length, 24)
      },
    ))

  it('a loosened check costs what was skipped for its sake alone', async () =>
    after(
      edit((config) => (config['checks'] = {})),
      costs(2, 'animals', 'music', 'merged'),
      (story) => story.configure((config) => (config['checks'] = { not_matches: ['violin.*piccolo'] })),
    ))

  it('fewer or more attempts cost nothing where none was needed', async () =>
    after(
      edit((config) => (config['max_attempts'] = 2)),
      costs(0, 'animals', 'music'),
    ))

  it('other weights behind the same tag ask everything anew, and say so', async () =>
    after(
      (story) => story.server.setDigest('llama3.2:latest', 'f'.repeat(64)),
      ({ calls, text }) => {
        assert.is(calls, 27)
        assert.match(text, 'built     animals  (model llama3.2:latest changed)')
      },
      () => {},
      true,
    ))

  it('another tag of the same weights asks nothing', async () =>
    after((story) => story.configure((config) => (config['model'] = 'llama3.2')), costs(0, 'animals', 'music')))
})

spec('targets by name', (it) => {
  it('`build animals` leaves the merged file alone and says that it is stale', async () =>
    inStory({}, async (story) => {
      const { calls, text, outcome, exitCode } = await story.build({ targets: ['animals'] })
      assert.is(exitCode, 0)
      assert.is(calls, 18)
      assert.equal(outcome.ran, ['animals'])
      assert.not(story.exists(merged))
      assert.match(text, /Not asked for, and no longer current: .*merged/)
      assert.is((await story.build()).calls, 9)
    }))

  it('a key, an output’s path and `merged` are names, too', async () =>
    inStory({}, async (story) => {
      assert.equal((await story.build({ targets: ['dataset/fusion_datasets/music.jsonl'] })).outcome.ran, ['music'])
      assert.equal((await story.build({ targets: ['topics'] })).outcome.ran, ['animals'])
      assert.equal((await story.build({ targets: ['merged'] })).outcome.ran, ['merged'])
      story.remove(merged)
      assert.equal((await story.build({ targets: [merged] })).outcome.ran, ['merged'])
    }))

  it('a name that nothing has is an error with a suggestion, before anything is asked', async () =>
    inStory({}, async (story) => {
      const { calls, exitCode, text } = await story.build({ targets: ['animal'] })
      assert.is(exitCode, 2)
      assert.is(calls, 0)
      assert.match(text, 'There is no target "animal"')
      assert.match(text, 'Did you mean "animals"?')
      assert.equal(story.outputs(), {})
    }))
})
