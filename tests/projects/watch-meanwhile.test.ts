/** What comes while something else is under way, or not there yet: no wish is lost, and nobody pays for what was not asked for. */
import * as assert from 'uvu/assert'
import type { Diagnostic } from '../../src/domain/diagnostic.js'
import { spec } from '../support/spec.js'
import { type Config, inStory, music, plainConfig, type Story } from '../support/story.js'
import { fromScratch, inWatch } from '../support/watching.js'

const merged = 'dataset/batch_fusion_generator/batch_fusion_dataset.jsonl'
/** `animals` and `music`, three prompts; four calls at once. */
const cells = 27
const width = 4

const promptsOf = (config: Config) => config['variants'] as Record<string, unknown>

const isMissing = ({ diagnostics }: { readonly diagnostics: readonly Diagnostic[] }) =>
  diagnostics[0]?.code === 'prompt-file-missing'

function editPrompt(story: Story, variant: string, prompt: unknown): void {
  story.configure((config) => {
    promptsOf(config)[variant] = prompt
  })
}

spec('a prompt file that is not there', (it) => {
  const inFile = { prompt: { file: 'prompts/fluid.md' } }

  it('is waited for, where an edit of the config names it before it is written (contract 34)', async () =>
    inStory({}, async (story) =>
      inWatch(story, async ({ next, round }) => {
        await round()
        editPrompt(story, 'fluid', inFile)
        assert.is((await next('config-refused')).diagnostics[0]?.code, 'prompt-file-missing')
        story.write('prompts/fluid.md', 'Most fluently please: <q>{{ simple }}</q>')
        assert.match((await round())[0] ?? '', 'fluid: prompt changed')
        assert.equal(story.outputs(), await fromScratch(story))
      }),
    ))

  it('is waited for at the start, too', async () =>
    inStory(
      {},
      async (story) =>
        inWatch(story, async ({ next, round }) => {
          await next('config-refused', isMissing)
          editPrompt(story, 'brief', 'Briefly please: <q>{{ simpel }}</q>')
          await next('config-refused')
          editPrompt(story, 'brief', promptsOf(plainConfig())['brief'])
          await next('config-refused', isMissing)
          story.write('prompts/fluid.md', 'Most fluently please: <q>{{ simple }}</q>')
          await round()
          assert.is(story.records(merged).length, cells)
        }),
      { ...plainConfig(), variants: { ...promptsOf(plainConfig()), fluid: inFile } },
    ))
})

const sport = (year: number) => ['How long is a marathon?', `Who won in ${year}?`]

spec('a folder of questions', (it) => {
  const config = { ...plainConfig(), groups: { topics: { files: 'questions/**/*.jsonl' } } }
  const ways: Readonly<Record<string, (story: Story) => void>> = {
    'that another one takes the place of': (story) => {
      story.questions('next/more/sport.jsonl', sport(1900))
      story.rename('questions', 'before')
      story.rename('next', 'questions')
    },
    'that is deleted and made anew': (story) => {
      story.remove('questions')
      story.questions('questions/more/sport.jsonl', sport(1900))
    },
  }
  for (const [way, replace] of Object.entries(ways))
    it(`${way} is read, and watched from then on (contract 32)`, async () =>
      inStory(
        {},
        async (story) => {
          story.questions('questions/more/sport.jsonl', sport(1896))
          await inWatch(story, async ({ round }) => {
            await round()
            replace(story)
            assert.match((await round()).join('\n'), 'questions/more/sport.jsonl: 1 line changed')
            story.questions('questions/more/sport.jsonl', sport(1904))
            assert.match((await round()).join('\n'), 'questions/more/sport.jsonl: 1 line changed')
          })
        },
        config,
      ))
})

spec('a key that is pressed while something else is under way', (it) => {
  it('p takes back a b that has to wait for its turn: nothing is paid for', async () =>
    inStory({}, async (story) => {
      story.server.hold()
      const build = story.spawn('build')
      await story.server.when(({ inFlight }) => inFlight === width)
      await inWatch(story, async ({ next, control }) => {
        await next('diagnostic', ({ diagnostic }) => diagnostic.code === 'waiting-for-lock')
        control.buildAll()
        control.previewOnly()
        story.server.release()
        await build.ended
        assert.is((await next('round-ended')).outcome.kind, 'previewed')
        await next('watching')
      })
    }))

  it('p shows what was edited, also where a question is edited before that was shown', async () =>
    inStory({}, async (story) => {
      await story.build()
      await inWatch(
        story,
        async ({ next, round, control }) => {
          await round()
          story.server.hold()
          editPrompt(story, 'fluid', 'Most fluently please: <q>{{ simple }}</q>')
          await next('preview-chosen')
          control.previewOnly()
          await next('preview-chosen', ({ variants }) => variants.some(({ name }) => name === 'fluid'))
          story.questions('questions/music.jsonl', music.slice(0, 2))
          await next('round-started', ({ edits }) => edits.length > 0)
          story.server.release()
          const { outcome } = await next('preview-ended', (event) => event.outcome.kind !== 'aborted')
          assert.is(outcome.kind, 'shown')
          await next('watching')
        },
        { previewOnly: true },
      )
    }))
})

spec('a preview at the start', (it) => {
  it('is shown, also where a question is edited before that', async () =>
    inStory({}, async (story) => {
      await story.build()
      editPrompt(story, 'fluid', 'Most fluently please: <q>{{ simple }}</q>')
      story.server.hold()
      await inWatch(story, async ({ next }) => {
        await next('preview-chosen')
        story.questions('questions/music.jsonl', music.slice(0, 2))
        await next('round-started', ({ edits }) => edits.length > 0)
        story.server.release()
        const { outcome } = await next('preview-ended', (event) => event.outcome.kind !== 'aborted')
        assert.is(outcome.kind, 'shown')
        await next('watching')
      })
    }))
})

spec('what nobody wants any more and is still on its way', (it) => {
  it('holds up neither the end of a round nor the next one', async () =>
    inStory({}, async (story) => {
      await story.build()
      await inWatch(story, async ({ next, round }) => {
        await round()
        story.server.hold()
        editPrompt(story, 'fluid', 'Most fluently please: <q>{{ simple }}</q>')
        await story.server.when(({ inFlight }) => inFlight === width)
        story.questions('questions/music.jsonl', music.slice(0, 2)) // all that is left of it is stored
        editPrompt(story, 'fluid', promptsOf(plainConfig())['fluid'])
        const { outcome } = await next('round-ended', ({ outcome: { kind } }) => kind === 'built')
        assert.equal(outcome, { kind: 'built', exitCode: 0 })
        assert.is(story.server.stats.inFlight, width)
        editPrompt(story, 'brief', 'Most briefly please: <q>{{ simple }}</q>')
        await next('round-started', ({ edits }) => edits.length > 0)
        story.server.release()
        await next('watching')
        assert.is(story.server.stats.aborted, 0)
        assert.equal(story.outputs(), await fromScratch(story))
      })
    }))
})

spec('a model that is another one in mid-preview', (it) => {
  it('lets nothing be built that nobody asked for', async () =>
    inStory({}, async (story) => {
      await story.build()
      await inWatch(
        story,
        async ({ next, round, events }) => {
          await round()
          story.server.hold()
          editPrompt(story, 'fluid', 'Most fluently please: <q>{{ simple }}</q>')
          await story.server.when(({ inFlight }) => inFlight === width)
          story.server.setDigest('llama3.2:latest', 'b'.repeat(64))
          story.server.release()
          await next('watching')
          assert.not(events.some(({ kind }) => kind === 'build-started'))
        },
        { previewOnly: true },
      )
    }))
})
