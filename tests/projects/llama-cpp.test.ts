/** A project whose model is a file: llama.cpp in a process of its own, with a stand-in for the native package. */
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { findPackage } from '../../src/engines/llama-cpp/package.js'
import { spec } from '../support/spec.js'
import { type Config, inStory, plainConfig, type Story } from '../support/story.js'
import { installStub, stubLog } from '../support/stub-llama/install.js'

const config = (): Config => ({ ...plainConfig(), model: 'models/a.gguf', gpu: false })

async function inProject(tell: (story: Story) => Promise<void>): Promise<void> {
  await inStory(
    'rules',
    async (story) => {
      story.configure((edited) => (edited['engine'] = { kind: 'llama-cpp', sequences: 2 }))
      installStub(story.root)
      story.write('models/a.gguf', 'a model')
      story.write('models/b.gguf', 'another model')
      await tell(story)
    },
    config(),
  )
}

const asked = ({ root }: Story, model = 'a') =>
  stubLog(join(root, `models/${model}.gguf`)).filter(({ answers }) => answers !== undefined).length

const processes = ({ root }: Story, model = 'a') =>
  stubLog(join(root, `models/${model}.gguf`)).filter(({ loads }) => loads !== undefined).length

spec('a project with llama.cpp', (it) => {
  it('is built, and a second build asks nothing and starts nothing', async () =>
    inProject(async (story) => {
      const first = await story.build()
      assert.is(first.exitCode, 0, first.text)
      assert.is(asked(story), 27)
      assert.is(processes(story), 1)
      const second = await story.build()
      assert.is(second.exitCode, 0)
      assert.equal(second.outcome.ran, [])
      assert.is(asked(story), 27)
      assert.is(processes(story), 1)
    }))

  it('asks after an edit for what changed alone', async () =>
    inProject(async (story) => {
      await story.build()
      story.configure((edited) => {
        const variants = edited['variants'] as Record<string, string>
        variants['brief'] = 'In a word, please: <q>{{ simple }}</q>'
      })
      assert.is((await story.build()).exitCode, 0)
      assert.is(asked(story), 27 + 9)
    }))

  it('notices in a build with nothing to do that the model file is another one, and asks it', async () =>
    inProject(async (story) => {
      await story.build()
      const run = async () => story.spawn('build').ended
      assert.match((await run()).stderr, 'up to date')
      assert.match((await run()).stderr, 'up to date')
      story.write('models/a.gguf', 'a better model')
      const after = await run()
      assert.is(after.code, 0, after.stderr)
      assert.match(after.stderr, /model/)
      assert.is(asked(story), 2 * 27)
      story.rename('models/a.gguf', 'models/c.gguf')
      story.rename('models/b.gguf', 'models/a.gguf')
      story.rename('models/c.gguf', 'models/b.gguf')
      story.configure((edited) => (edited['model'] = 'models/b.gguf'))
      assert.is((await run()).code, 0)
      assert.is(asked(story) + asked(story, 'b'), 2 * 27) // moved and renamed: the same model
    }))

  it('loads each of several models once, one after the other', async () =>
    inProject(async (story) => {
      story.configure((edited) => {
        const variants = edited['variants'] as Record<string, unknown>
        variants['fluid'] = { prompt: 'Fluently please: <q>{{ simple }}</q>', model: 'models/b.gguf' }
      })
      const { exitCode, text } = await story.build()
      assert.is(exitCode, 0, text)
      assert.equal([asked(story), asked(story, 'b')], [18, 9])
      assert.equal([processes(story), processes(story, 'b')], [1, 1])
    }))

  it('ends with one failed cell where a prompt brings llama.cpp down, and keeps all others', async () =>
    inProject(async (story) => {
      story.questions('questions/music.jsonl', [
        ['Who wrote the opera CRASH?', 'Nobody.'],
        ['How many strings has a violin?', 'Four.'],
      ])
      const { exitCode, text } = await story.build()
      assert.is(exitCode, 1)
      assert.match(text, 'whenever it is given this prompt')
      assert.match(text, 'GGML_ASSERT')
      const before = asked(story)
      assert.ok(before >= 6 * 3)
      await story.build()
      assert.ok(asked(story) - before <= 3, 'what was answered is kept')
    }))

  it('ends with exit code 3 and one sentence where the model file is not there', async () =>
    inProject(async (story) => {
      story.remove('models/a.gguf')
      const { code, stderr } = await story.spawn('build').ended
      assert.is(code, 3)
      assert.match(stderr, 'There is no model file "models/a.gguf".')
      assert.not.match(stderr, /\n\s+at /)
    }))

  it('is up to date with the model away, and says that it could not be checked', async () =>
    inProject(async (story) => {
      await story.build()
      story.remove('models/a.gguf')
      const { exitCode, codes } = await story.build()
      assert.is(exitCode, 0)
      assert.ok(codes.includes('model-unchecked'))
    }))

  const unchecked = 'is up to date with the package away, too'
  if (findPackage('/') === undefined) {
    it(unchecked, async () =>
      inProject(async (story) => {
        await story.build()
        story.remove('node_modules')
        const { exitCode, codes, outcome } = await story.build()
        assert.is(exitCode, 0)
        assert.equal(outcome.ran, [])
        assert.ok(codes.includes('model-unchecked'))
      }),
    )
  } else it.skip(unchecked, 'it is installed here')

  const sentence = 'ends with exit code 3 and the line that installs it where the package is not there'
  if (findPackage('/') === undefined) {
    it(sentence, async () =>
      inProject(async (story) => {
        story.remove('node_modules')
        const { code, stderr } = await story.spawn('build').ended
        assert.is(code, 3)
        assert.match(stderr, 'npm install node-llama-cpp')
        assert.not.match(stderr, /\n\s+at /)
      }),
    )
  } else it.skip(sentence, 'it is installed here')

  it('leaves the models’ digests to no plan: that writes nothing', async () =>
    inProject(async (story) => {
      await story.plan()
      assert.not.ok(story.exists('.fusionkit/models.json'))
      await story.build()
      assert.ok(story.exists('.fusionkit/models.json'))
    }))
})
