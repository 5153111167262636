import * as assert from 'uvu/assert'
import { spec } from '../support/spec.js'
import { type Config, inStory, type Story } from '../support/story.js'

const models = { 'llama3.2:latest': {}, 'qwen3:4b': {}, 'gemma3:1b': {} }

/** `fluid` by one model, `brief` by a second one, which reads `fluid`; one group wholly by a third. */
function withModels(config: Config): void {
  config['variants'] = {
    simple: 'Merge these: <q1>{{ q1 }}</q1> <q2>{{ q2 }}</q2>',
    fluid: { prompt: 'Fluently please: <q>{{ simple }}</q>', model: 'qwen3:4b' },
    brief: 'Briefly please: <q>{{ fluid }}</q>',
  }
  config['groups'] = {
    topics: { files: ['questions/animals.jsonl', 'questions/music.jsonl'] },
    law: { files: 'law.jsonl', model: 'gemma3:1b', variants: ['simple'] },
  }
}

function prepare(story: Story): void {
  story.questions('law.jsonl', ['What is a writ?', 'Who may sue?', 'When is a law void?'])
  story.configure(withModels)
}

/** The models in the order in which they were asked, each run of one once. */
function turns({ server }: Story): string[] {
  const asked = server.requests.map(({ body }) => body.model)
  return asked.filter((model, index) => model !== asked[index - 1])
}

spec('several models', (it) => {
  it('are asked one after the other, over all groups: each is loaded as seldom as its prompts allow', async () =>
    inStory({ models, numParallel: 2 }, async (story) => {
      prepare(story)
      const { exitCode, outcome, text } = await story.build()
      assert.is(exitCode, 0, text)
      assert.is(outcome.records, 6 * 3 + 3 * 3 + 3)
      // simple → fluid → brief: the first model has two turns, since what it reads comes from the second
      assert.equal(turns(story), ['llama3.2:latest', 'qwen3:4b', 'llama3.2:latest', 'gemma3:1b'])
      assert.is(story.server.stats.loads, 4)
      assert.equal(story.server.repeated(), [])
    }))

  it('are unloaded before the next one comes', async () =>
    inStory({ models }, async (story) => {
      prepare(story)
      await story.build()
      const unloads = story.server.loadRequests
        .filter(({ body }) => body.keep_alive === 0)
        .map(({ body }) => body.model)
      assert.equal(unloads, ['llama3.2:latest', 'qwen3:4b', 'llama3.2:latest'])
    }))

  it('are told of, each with what it was asked, and the sum is right', async () =>
    inStory({ models }, async (story) => {
      prepare(story)
      const { events, outcome, calls } = await story.build()
      const kinds = events.flatMap((event) => (event.kind === 'model-started' ? [event.model] : []))
      const ends = events.flatMap((event) => (event.kind === 'model-ended' ? [event] : []))
      assert.equal(kinds, ['llama3.2:latest', 'qwen3:4b', 'llama3.2:latest', 'gemma3:1b'])
      assert.equal(
        ends.map(({ outcome: { kind, ...counts } }) => [kind, counts]),
        [
          ['asked', { calls: 9, waiting: 12 }],
          ['asked', { calls: 9, waiting: 12 }],
          ['asked', { calls: 9, waiting: 3 }],
          ['asked', { calls: 3, waiting: 0 }],
        ],
      )
      assert.is(outcome.tally.calls, calls)
      assert.is(outcome.tally.reused, 0)
    }))

  it('give the same bytes whether asked in passes, or when all is stored', async () =>
    inStory({ models }, async (story) => {
      prepare(story)
      await story.build()
      const before = story.outputs()
      const { calls, events } = await story.build({ force: true })
      assert.is(calls, 0)
      assert.equal(story.outputs(), before)
      assert.ok(events.every(({ kind }) => kind !== 'target-ended' || calls === 0))
    }))

  it('a change to one asks only that one', async () =>
    inStory({ models }, async (story) => {
      prepare(story)
      await story.build()
      story.configure((config) => {
        const variants = config['variants'] as Config
        variants['fluid'] = { prompt: 'Smoothly please: <q>{{ simple }}</q>', model: 'qwen3:4b' }
        variants['brief'] = 'Briefly please: <q>{{ simple }}</q>'
      })
      const before = story.server.requests.length
      const { calls } = await story.build()
      const asked = story.server.requests.slice(before).map(({ body }) => body.model)
      assert.is(calls, 18)
      assert.equal([...new Set(asked)].sort(), ['llama3.2:latest', 'qwen3:4b'])
    }))
})
