/** `fusion.lock.json`: what it says, when it is written, and what `build --frozen` makes of it. */
import * as assert from 'uvu/assert'
import { bug } from '../../src/base/unreachable.js'
import { fusionId, mergedId } from '../../src/domain/target.js'
import { fusionLockName, parsedFusionLock } from '../../src/store/fusion-lock.js'
import { spec } from '../support/spec.js'
import { animals, type Config, inStory, music, type Story } from '../support/story.js'

const lock = 'fusion.lock.json'
const variantsOf = (config: Config) => config['variants'] as Record<string, unknown>

/** As on another machine: the sources and the lock, and nothing that was built. */
function freshCheckout(story: Story): void {
  for (const built of ['.fusionkit', 'dataset']) story.remove(built)
}

spec('fusion.lock.json', (it) => {
  it('says of each target what it was made from, what came out, and which weights answered', async () =>
    inStory({}, async (story) => {
      await story.build()
      const { targets } = parsedFusionLock(story.read(lock)) ?? bug('no lock')
      assert.equal([...targets.keys()].map(String), ['animals', 'merged', 'music'])
      const { models, inputs, outputs } = targets.get(fusionId('animals')) ?? bug('no target')
      assert.match(models['llama3.2:latest'] ?? '', /^ollama \w+$/)
      assert.equal(Object.keys(inputs), ['questions/animals.jsonl'])
      assert.equal(String(outputs[0]?.path), 'dataset/fusion_datasets/animals.jsonl')
      assert.is(outputs[0]?.records, 18)
    }))

  it('is the same for whoever builds the same, in any order, and is left alone where it says so already', async () =>
    inStory({}, async (story) => {
      await story.build({ targets: ['music'] })
      await story.build()
      const text = story.read(lock)
      const { [lock]: before } = story.times()
      await story.build({ force: true })
      assert.is(story.times()[lock], before)
      freshCheckout(story)
      story.remove(lock)
      await story.build()
      assert.is(story.read(lock), text)
      story.remove(lock)
      const { calls, outcome } = await story.build()
      assert.equal([calls, outcome.ran], [0, []])
      assert.is(story.read(lock), text)
    }))

  it('has no target that is incomplete', async () =>
    inStory({}, async (story) => {
      await story.build({ maxCalls: 20 })
      const { targets } = parsedFusionLock(story.read(lock)) ?? {}
      assert.not.ok(targets?.has(mergedId))
      await story.build()
      assert.ok(parsedFusionLock(story.read(lock))?.targets.has(mergedId))
    }))

  it('is named after its config', () => {
    assert.equal(['fusion.config.yaml', 'quiz.yaml', 'quiz.config.yml', 'data'].map(fusionLockName), [
      'fusion.lock.json',
      'quiz.lock.json',
      'quiz.lock.json',
      'data.lock.json',
    ])
  })

  it('that was damaged is no lock; an entry that was is not there', () => {
    for (const text of ['', 'null', '[]', '{"version":2,"targets":{}}', '{"version":1}', '{"version":1,"targets":[]}'])
      assert.is(parsedFusionLock(text), undefined)
    const entries = {
      a: {},
      b: null,
      c: { kind: 'fusion', fingerprint: 'f', components: 'c', inputs: {}, outputs: [] },
    }
    assert.is(parsedFusionLock(JSON.stringify({ version: 1, targets: entries }))?.targets.size, 0)
  })
})

spec('`build --frozen`', (it) => {
  it('passes on a fresh checkout without outputs, state or model, writes nothing and asks nobody', async () =>
    inStory({}, async (story) => {
      await story.build()
      freshCheckout(story)
      story.configure((config) => (config['engine'] = { kind: 'ollama', hosts: ['http://127.0.0.1:9'] }))
      const before = story.files()
      const { exitCode, text, codes } = await story.build({ frozen: true })
      assert.is(exitCode, 0, text)
      assert.equal(codes, ['outputs-not-here'])
      assert.match(text, '3 outputs of fusion.lock.json are not here')
      assert.match(text, 'up to date: 3 targets, 27 records')
      assert.equal(story.files(), before)
    }))

  it('exits 4 and names every difference with its reason: prompts, questions, groups that came and went', async () =>
    inStory({}, async (story) => {
      await story.build()
      freshCheckout(story)
      story.configure((config) => (variantsOf(config)['fluid'] = 'With ease: <q>{{ simple }}</q>'))
      story.questions('questions/zoo.jsonl', animals)
      story.questions('questions/animals.jsonl', animals.slice(1))
      story.remove('questions/music.jsonl')
      const { exitCode, text, outcome, calls } = await story.build({ frozen: true })
      assert.is(exitCode, 4)
      assert.is(calls, 0)
      assert.equal([...outcome.leftStale].sort(), ['animals', 'merged', 'zoo'])
      assert.match(
        text,
        '"animals" is not as fusion.lock.json says: prompt of "fluid" changed; questions/animals.jsonl',
      )
      assert.match(text, '"zoo" is in the config, and not in fusion.lock.json')
      assert.match(text, '"music" is in fusion.lock.json, and no longer in the config')
      assert.match(text, 'commit fusion.lock.json with your change')
      assert.equal(story.outputs(), {})
    }))

  it('says one sentence for all targets that differ for the same reason', async () =>
    inStory({}, async (story) => {
      await story.build()
      story.configure((config) => (config['max_attempts'] = 3))
      const { codes, text } = await story.build({ frozen: true })
      assert.equal(codes, ['not-as-locked'])
      assert.match(text, '"animals" and "music" are not as fusion.lock.json says: config changed: max_attempts.')
    }))

  it('sees an output that is another one than in the lock, and leaves it alone', async () =>
    inStory({}, async (story) => {
      await story.build()
      const path = 'dataset/fusion_datasets/music.jsonl'
      story.write(path, '{}\n')
      const { exitCode, text } = await story.build({ frozen: true })
      assert.is(exitCode, 4)
      assert.match(text, `"music" is not as fusion.lock.json says: ${path} was changed by hand.`)
      assert.is(story.read(path), '{}\n')
    }))

  it('holds one target to the lock where one is named', async () =>
    inStory({}, async (story) => {
      await story.build()
      story.questions('questions/music.jsonl', music.slice(1))
      assert.is((await story.build({ frozen: true, targets: ['animals'] })).exitCode, 0)
      assert.is((await story.build({ frozen: true, targets: ['music'] })).exitCode, 4)
    }))

  it('exits 4 where there is no lock, or none that can be read', async () =>
    inStory('rules', async (story) => {
      story.configure((config) => (config['variants'] = ['simple']))
      assert.equal((await story.build({ frozen: true })).codes, ['lock-not-there'])
      story.write(lock, '{')
      const { codes, exitCode } = await story.build({ frozen: true })
      assert.equal([codes, exitCode], [['lock-unreadable'], 4])
    }))

  it('knows groups that are cut from a source by the lock', async () =>
    inStory('rules', async (story) => {
      story.configure((config) => {
        config['variants'] = ['simple', 'fluid']
        config['sources'] = { people: { faker: { entries: 8 } } }
        config['groups'] = { crowd: { source: 'people', size: 4 } }
      })
      assert.is((await story.build()).exitCode, 0)
      freshCheckout(story)
      const { exitCode, outcome, text } = await story.build({ frozen: true })
      assert.is(exitCode, 0, text)
      assert.is(outcome.targets, 5)
      story.configure((config) => (config['sources'] = { people: { faker: { entries: 9 } } }))
      assert.equal((await story.build({ frozen: true })).outcome.leftStale, ['source:people'])
    }))

  it('passes where groups that are cut from a source do not come in the order of their names', async () =>
    inStory('rules', async (story) => {
      story.configure((config) => {
        config['variants'] = ['simple']
        config['sources'] = {
          people: { faker: { entries: 22 } },
          capitals: { files: 'capitals.jsonl', question: 'What is the capital of {{ of }}?' },
        }
        config['groups'] = {
          crowd: { source: 'people', size: 2 }, // crowd-10 comes after crowd-9
          world: { source: 'capitals', by: 'continent' },
        }
      })
      const rows = [
        ['Togo', 'Africa'],
        ['Samoa', 'Oceania'],
        ['Bhutan', 'Asia'],
        ['Mali', 'Africa'],
      ].map(([of, continent]) => `${JSON.stringify({ of, continent })}\n`)
      story.write('capitals.jsonl', rows.join(''))
      assert.is((await story.build()).exitCode, 0)
      const { exitCode, text } = await story.build({ frozen: true })
      assert.is(exitCode, 0, text)
    }))
})
