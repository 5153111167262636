/** Outputs that are edited, deleted or left behind; and the model that cannot be asked. */
import * as assert from 'uvu/assert'
import { sealedJson } from '../../src/base/sealed-json.js'
import { spec } from '../support/spec.js'
import { animals, type Config, inStory, type Story } from '../support/story.js'

const merged = 'dataset/batch_fusion_generator/batch_fusion_dataset.jsonl'
const tunes = 'dataset/fusion_datasets/music.jsonl'

async function built(tell: (story: Story, good: Record<string, string>) => Promise<void>): Promise<void> {
  await inStory({}, async (story) => {
    assert.is((await story.build()).exitCode, 0)
    await tell(story, story.outputs())
  })
}

spec('an output that was edited by hand', (it) => {
  it('is kept aside and restored for no call, and never flows into the merged file (contract 36)', async () =>
    built(async (story, good) => {
      const edited = story.read(tunes).replace('Do you know', 'Say')
      story.write(tunes, edited)
      const { calls, exitCode, codes, text, outcome } = await story.build()
      assert.is(exitCode, 0)
      assert.is(calls, 0)
      assert.equal(codes, ['edited-by-hand'])
      assert.equal(outcome.ran, ['music'])
      const { [merged]: now, ...rest } = story.outputs()
      assert.is(now, good[merged])
      const aside = Object.keys(rest).filter((path) => path.includes('.edited-'))
      assert.is(aside.length, 1)
      assert.match(String(aside[0]), /^dataset\/fusion_datasets\/music\.jsonl\.edited-[0-9a-f]{8}$/)
      assert.is(story.read(String(aside[0])), edited)
      assert.is(story.read(tunes), good[tunes])
      assert.match(text, `restored  music  (${tunes} was changed by hand)`)
      assert.equal((await story.build()).outcome.ran, [])
    }))

  it('is kept aside also where its questions changed meanwhile', async () =>
    built(async (story) => {
      story.write(tunes, 'mine\n')
      story.questions('questions/music.jsonl', animals.slice(0, 2))
      assert.is((await story.build()).exitCode, 0)
      const aside = Object.keys(story.outputs()).filter((path) => path.includes('.edited-'))
      assert.equal(
        aside.map((path) => story.read(path)),
        ['mine\n'],
      )
    }))

  it('does not flow into the merged file when only that is asked for', async () =>
    built(async (story, good) => {
      story.write(tunes, 'mine\n')
      story.remove(merged)
      await story.build({ targets: ['merged'] })
      assert.is(story.read(merged), good[merged])
      assert.is(story.read(tunes), good[tunes])
    }))

  it('a file of the user’s that stands where an output will be is kept aside, too', async () =>
    inStory({}, async (story) => {
      story.write(merged, 'precious\n')
      assert.is((await story.build()).exitCode, 0)
      const aside = Object.keys(story.outputs()).filter((path) => path.includes('.edited-'))
      assert.equal(
        aside.map((path) => story.read(path)),
        ['precious\n'],
      )
    }))
})

spec('an output that is missing', (it) => {
  it('is restored for no call', async () =>
    built(async (story, good) => {
      story.remove('dataset')
      const { calls, exitCode, text } = await story.build()
      assert.is(exitCode, 0)
      assert.is(calls, 0)
      assert.equal(story.outputs(), good)
      assert.match(text, `restored  music  (${tunes} is missing)`)
    }))

  it('is restored with the server down, too, and that the model was not checked is said (contract 37)', async () =>
    built(async (story, good) => {
      story.remove('dataset')
      await story.server.goDown()
      const { calls, exitCode, text, outcome } = await story.build()
      assert.is(exitCode, 0)
      assert.is(calls, 0)
      assert.equal(story.outputs(), good)
      assert.equal(outcome.unconfirmed, ['llama3.2:latest'])
      assert.match(text, /last known digest of "llama3\.2:latest" stood in/)
    }))

  it('is restored offline without a word to the server', async () =>
    built(async (story, good) => {
      story.remove(tunes)
      const { tags } = story.server.stats
      const { exitCode, outcome } = await story.build({ offline: true })
      assert.is(exitCode, 0)
      assert.is(story.server.stats.tags, tags)
      assert.equal(outcome.unconfirmed, [])
      assert.equal(story.outputs(), good)
    }))
})

spec('a server that is not there', (it) => {
  it('is no trouble where nothing is to be asked: one line, and that the model was not checked (contract 15)', async () =>
    built(async (story) => {
      await story.server.goDown()
      const { exitCode, text } = await story.build()
      assert.is(exitCode, 0)
      assert.match(text, 'up to date: 3 targets, 27 records')
      assert.match(text, 'stood in')
    }))

  it('ends a build that has never known its model with exit code 3, and nothing is written', async () =>
    inStory({}, async (story) => {
      await story.server.goDown()
      const { exitCode, text } = await story.build()
      assert.is(exitCode, 3)
      assert.match(text, 'ollama serve')
      assert.equal(story.outputs(), {})
    }))

  it('does not let the answers of another engine pass for those of the model', async () =>
    inStory(
      {},
      async (story) => {
        assert.is((await story.build({ engine: 'rules' })).exitCode, 0)
        await story.server.goDown()
        const { exitCode } = await story.build()
        assert.is(exitCode, 3, 'who answers for "llama3.2:latest" on Ollama was never known')
        await story.server.comeUp()
        const { calls } = await story.build()
        assert.is(calls, 27)
      },
      withStyles(),
    ))

  it('a model that moved while it was away ends the build before an answer is stored under the wrong name', async () =>
    built(async (story) => {
      story.questions('questions/new.jsonl', [
        ['Why is it so?', 'So.'],
        ['Why not?', 'So.'],
      ])
      let isUp = false
      await story.server.goDown()
      const build = story.build({
        onEvent: (event) => {
          if (event.kind !== 'target-started' || isUp) return
          isUp = true
          story.server.setDigest('llama3.2:latest', 'e'.repeat(64))
          void story.server.comeUp()
        },
      })
      const { exitCode, codes, calls } = await build
      assert.is(exitCode, 3)
      assert.ok(codes.includes('model-moved'), codes.join())
      assert.is(calls, 0)
      const next = await story.build()
      assert.is(next.exitCode, 0)
      assert.is(next.calls, 30)
    }))

  it('a model that was never pulled ends the build with exit code 3 and says how to pull it', async () =>
    inStory({}, async (story) => {
      story.configure((config) => (config['model'] = 'qwen3:4b'))
      const { exitCode, text } = await story.build()
      assert.is(exitCode, 3)
      assert.match(text, 'ollama pull qwen3:4b')
    }))
})

function withStyles(): Config {
  return {
    version: 1,
    groups: { topics: { files: 'questions/*.jsonl' } },
    variants: {
      simple: 'Merge these: <q1>{{ q1 }}</q1> <q2>{{ q2 }}</q2>',
      fluid: 'Fluently please: <q>{{ simple }}</q>',
      concise: 'Briefly please: <q>{{ simple }}</q>',
    },
  }
}

spec('state that is deleted', (it) => {
  it('any part of it is safe: the same bytes, and no call while the store is there (contract 27)', async () =>
    built(async (story, good) => {
      const state = '.fusionkit/state/fusion.config.yaml'
      for (const part of [
        `${state}/log.jsonl`,
        `${state}/stats.json`,
        `${state}/config.json`,
        state,
        '.fusionkit/rejected',
      ]) {
        story.remove(part)
        const { calls, exitCode } = await story.build()
        assert.is(exitCode, 0, part)
        assert.is(calls, 0, part)
        const { ...now } = story.outputs()
        if (part.endsWith('rejected')) continue
        assert.equal(now, good, part)
      }
    }))

  it('all of it is safe: the same bytes, asked anew', async () =>
    built(async (story, good) => {
      story.remove('.fusionkit')
      const { calls, exitCode, codes } = await story.build()
      assert.is(exitCode, 0)
      assert.is(calls, 27)
      assert.equal(codes, [])
      assert.equal(story.outputs(), good)
    }))

  it('a log that was cut in mid-line costs no call (contract 24)', async () =>
    built(async (story, good) => {
      const path = '.fusionkit/state/fusion.config.yaml/log.jsonl'
      const log = story.read(path)
      for (const share of [0.2, 0.5, 0.8, 0.95]) {
        story.write(path, log.slice(0, Math.floor(log.length * share)))
        const { calls, exitCode, codes } = await story.build()
        assert.is(exitCode, 0)
        assert.is(calls, 0)
        assert.equal(codes, [])
        assert.equal(story.outputs(), good)
        assert.equal((await story.build()).outcome.ran, [], `cut at ${share}`)
      }
    }))

  it('garbage in the stat cache and the config cache is a miss', async () =>
    built(async (story, good) => {
      for (const name of ['stats.json', 'config.json'])
        for (const text of ['', '{', '[]', 'null', '{"a":1}']) {
          story.write(`.fusionkit/state/fusion.config.yaml/${name}`, text)
          const { calls, exitCode } = await story.build()
          assert.is(exitCode, 0)
          assert.is(calls, 0)
        }
      assert.equal(story.outputs(), good)
    }))

  it('a build log of another format is said, and everything is assembled again for no call (contract 27)', async () =>
    built(async (story, good) => {
      const path = '.fusionkit/state/fusion.config.yaml/log.jsonl'
      const [, ...rest] = story.read(path).split('\n')
      story.write(path, [sealedJson({ kind: 'format', version: 999 }), ...rest].join('\n'))
      const { calls, codes } = await story.build()
      assert.is(calls, 0)
      assert.equal(codes, ['state-of-other-format'])
      assert.equal(story.outputs(), good)
      assert.equal((await story.build()).codes, [])
    }))
})
