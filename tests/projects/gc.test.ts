/** `fusionkit gc`: what it keeps, what it deletes, and what that costs (contract 40). */
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { collectGarbage } from '../../src/app/collect-garbage.js'
import { hostSurroundings } from '../../src/app/host.js'
import { digestOf } from '../../src/base/hash.js'
import { UserError } from '../../src/domain/diagnostic.js'
import { examineStore } from '../../src/store/examine-store.js'
import type { FakeOptions } from '../support/fake-ollama/state.js'
import { spec } from '../support/spec.js'
import { animals, type Config, distinct, inStory, setEngine, type Story } from '../support/story.js'

const variantsOf = (config: Config) => config['variants'] as Record<string, unknown>

const collect = (story: Story, deletes: boolean) => {
  const ports = { surroundings: hostSurroundings(), signal: new AbortController().signal, say: () => {} }
  return collectGarbage(story.root, 'fusion.config.yaml', ports, deletes)
}

/** Makes everything again from completions alone: what is missing is asked. */
async function fromCompletions(story: Story, config?: string) {
  story.remove('.fusionkit/store/pairs')
  return story.build({ force: true, ...(config === undefined ? {} : { config }) })
}

/** Many texts are alike, cut off, or fail a check, so that cells have several attempts, and some none that is good. */
const troubled: NonNullable<FakeOptions['respond']> = (body) => {
  const prompt = body.messages.at(-1)?.content ?? ''
  const pick = Number.parseInt(digestOf(`${prompt} ${String(body.options?.['seed'])}`).slice(0, 6), 16)
  if (pick % 5 === 0) return { content: 'What is', done_reason: 'length' }
  return pick % 3 === 0 ? `What about number ${pick % 4}?` : pick % 7 === 1 ? 'No.' : distinct(body)
}

spec('what gc keeps', (it) => {
  it('is all that the present plan reaches: every attempt of every cell, so nothing is asked after it (contract 40)', async () => {
    for (const [unique, batch] of [
      ['pair', false],
      ['group', false],
      ['pair', true],
    ] as const)
      await inStory({ respond: troubled, log: false }, async (story) => {
        story.configure((config) => Object.assign(config, { unique, batch, max_attempts: 4 }))
        await story.build()
        story.configure((config) => (variantsOf(config)['fluid'] = 'With ease please: <q>{{ simple }}</q>'))
        await story.build()
        const outputs = story.outputs()
        const { completions } = await collect(story, true)
        assert.ok(completions.unreached > 0 && completions.kept > 0)
        const { calls, exitCode } = await fromCompletions(story)
        assert.equal([exitCode, calls], [0, 0], `unique: ${unique}, batch: ${batch}`)
        assert.equal(story.outputs(), outputs)
      })
  })

  it('is what another config of the folder needs, too, and what was asked for `fuse`', async () =>
    inStory({}, async (story) => {
      await story.build()
      const config = JSON.parse(story.read('fusion.config.yaml')) as Config
      story.write(
        'other.yaml',
        JSON.stringify({
          ...config,
          variants: { only: 'Only this: <q1>{{ q1 }}</q1> <q2>{{ q2 }}</q2>' },
          output: { fusions: 'other/{{ group }}.jsonl', merged: 'other/all.jsonl' },
        }),
      )
      await story.build({ config: 'other.yaml' })
      const { projects, completions } = await collect(story, true)
      assert.equal(projects, ['fusion.config.yaml', 'other.yaml'])
      assert.is(completions.unreached, 0)
      assert.is((await fromCompletions(story)).calls, 0)
      story.remove('other.yaml')
      assert.is((await collect(story, false)).completions.unreached, 9)
    }))

  it('is counted before it is deleted: an edit that is taken back asks only what was deleted', async () =>
    inStory({}, async (story) => {
      await story.build()
      story.questions('questions/animals.jsonl', animals.slice(1))
      await story.build()
      const counted = await collect(story, false)
      assert.equal([counted.completions.unreached, counted.resolutions.unreached], [9, 3])
      assert.is((await collect(story, true)).completions.unreached, 9)
      assert.is((await collect(story, true)).completions.unreached, 0)
      story.questions('questions/animals.jsonl', animals)
      assert.is((await story.build()).calls, 9)
    }))

  it('is a store that was closed: nobody has to look through it, and doctor takes it for no build that was cut off', async () =>
    inStory({}, async (story) => {
      await story.build()
      story.questions('questions/animals.jsonl', animals.slice(1))
      await story.build()
      for (const unreached of [9, 0]) {
        assert.is((await collect(story, true)).completions.unreached, unreached)
        assert.is(examineStore(join(story.root, '.fusionkit/store')).state, 'closed')
      }
    }))

  it('does not hang on the server: the last known model is the one that is meant', async () =>
    inStory({}, async (story) => {
      await story.build()
      setEngine(story, { hosts: ['http://127.0.0.1:9'] })
      assert.is((await collect(story, true)).completions.unreached, 0)
    }))

  it('is everything where a config of the folder cannot be read, or there is none: nobody knows what is needed', async () =>
    inStory('rules', async (story) => {
      story.configure((config) => (config['variants'] = ['simple']))
      await story.build()
      const text = story.read('fusion.config.yaml')
      for (const [broken, code] of [
        ['version: 1\ngroup: {}', 'unknown-key'],
        [undefined, 'config-not-there'],
      ] as const) {
        if (broken === undefined) story.remove('fusion.config.yaml')
        else story.write('fusion.config.yaml', broken)
        try {
          await collect(story, true)
          assert.unreachable()
        } catch (error) {
          assert.instance(error, UserError)
          assert.ok((error as UserError).diagnostics.some((diagnostic) => diagnostic.code === code))
        }
      }
      story.write('fusion.config.yaml', text)
      assert.is((await collect(story, false)).completions.unreached, 0)
    }))
})
