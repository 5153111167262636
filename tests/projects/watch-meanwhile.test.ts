/** What comes while something else is under way, or not there yet: no wish is lost, and nobody pays for what was not asked for. */
import * as assert from 'uvu/assert'
import type { Diagnostic } from '../../src/domain/diagnostic.js'
import { spec } from '../support/spec.js'
import { type Config, inStory, plainConfig, type Story } from '../support/story.js'
import { fromScratch, inWatch } from '../support/watching.js'

const merged = 'dataset/batch_fusion_generator/batch_fusion_dataset.jsonl'
/** `animals` and `music`, three prompts. */
const cells = 27

const promptsOf = (config: Config) => config['variants'] as Record<string, unknown>

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
          const isMissing = ({ diagnostics }: { diagnostics: readonly Diagnostic[] }) =>
            diagnostics[0]?.code === 'prompt-file-missing'
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
