/** What a user reads: every target that runs prints its reason, without a flag (contract 21). Durations are 0.0 s here. */
import * as assert from 'uvu/assert'
import { reasonsInWords } from '../../src/messages/reasons.js'
import { spec } from '../support/spec.js'
import { inStory, music, plainConfig, type Config, type Story } from '../support/story.js'

const variantsOf = (config: Config) => config['variants'] as Record<string, unknown>
const merged = 'dataset/batch_fusion_generator/batch_fusion_dataset.jsonl'

/** Lines of groups that are fused at the same time come as they end. */
const sorted = (text: string) => text.trimEnd().split('\n').sort()
const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .sort()

async function tells(edit: (story: Story) => void | Promise<void>, golden: string): Promise<void> {
  await inStory({}, async (story) => {
    await story.build()
    await edit(story)
    assert.equal(
      sorted((await story.build()).text).map((line) => line.trim()),
      lines(golden),
    )
  })
}

spec('what a build says', (it) => {
  it('of a first build', async () =>
    inStory({}, async (story) => {
      const { text } = await story.build()
      assert.equal(
        sorted(text.replace(/^ +/gm, '')),
        lines(`
        built     animals  (never built) → 18 records; 18 asked, 0 reused, 0.0 s
        built     music  (never built) → 9 records; 9 asked, 0 reused, 0.0 s
        built     merged  (never built) → 27 records, 0.0 s
        done: 3 targets in 0.0 s; 27 cells: 27 records, 0 rejected, 27 asked, 0 reused
        → ${merged} (27 records)
        next: fusionkit explain merged:1  says where the first record comes from
        fusionkit watch             builds again on every edit
      `),
      )
    }))

  it('of an edited prompt', async () =>
    tells(
      (story) => story.configure((config) => (variantsOf(config)['brief'] = 'In short: <q>{{ simple }}</q>')),
      `
      built     animals  (prompt of "brief" changed) → 18 records; 6 asked, 12 reused, 0.0 s
      built     music  (prompt of "brief" changed) → 9 records; 3 asked, 6 reused, 0.0 s
      built     merged  (2 inputs changed: animals, music) → 27 records, 0.0 s
      done: 3 targets in 0.0 s; 27 cells: 27 records, 0 rejected, 9 asked, 18 reused
      → ${merged} (27 records)
    `,
    ))

  it('of an edit that is taken back: restored, for no call', async () => {
    const brief = plainConfig()['variants'] as Record<string, unknown>
    await tells(
      async (story) => {
        story.configure((config) => (variantsOf(config)['brief'] = 'In short: <q>{{ simple }}</q>'))
        await story.build()
        story.configure((config) => (variantsOf(config)['brief'] = brief['brief']))
      },
      `
      restored  animals  (prompt of "brief" changed) → 18 records; 0 asked, 18 reused, 0.0 s
      restored  music  (prompt of "brief" changed) → 9 records; 0 asked, 9 reused, 0.0 s
      restored  merged  (2 inputs changed: animals, music) → 27 records, 0.0 s
      done: 3 targets in 0.0 s; 27 cells: 27 records, 0 rejected, 0 asked, 27 reused
      → ${merged} (27 records)
    `,
    )
  })

  it('of two edited prompts and another number of attempts: root causes first, repeats collapsed (contract 10)', async () =>
    inStory({}, async (story) => {
      await story.build()
      story.configure((config) => {
        Object.assign(variantsOf(config), {
          brief: 'In short: <q>{{ simple }}</q>',
          fluid: 'With ease: <q>{{ simple }}</q>',
        })
        config['max_attempts'] = 4
      })
      story.questions('questions/music.jsonl', music.slice(0, 2))
      const { text } = await story.build()
      assert.match(
        text,
        'built     music  (prompts of "brief", "fluid" changed; config changed: max_attempts; questions/music.jsonl changed)',
      )
    }))

  it('of a group that is gone and one that is new', async () =>
    tells(
      (story) => story.rename('questions/music.jsonl', 'questions/tunes.jsonl'),
      `
      built     tunes  (never built) → 9 records; 0 asked, 9 reused, 0.0 s
      built     merged  (new: tunes, gone: music) → 27 records, same as before, 0.0 s
      done: 2 targets in 0.0 s; 9 cells: 9 records, 0 rejected, 0 asked, 9 reused
      → ${merged} (27 records)
      No longer in the config, left where they are: dataset/fusion_datasets/music.jsonl. \`fusionkit clean --orphans\` deletes them.
    `,
    ))

  it('of other weights, and of what is forced', async () => {
    await tells(
      (story) => story.server.setDigest('llama3.2:latest', 'd'.repeat(64)),
      `
      built     animals  (model llama3.2:latest changed) → 18 records; 18 asked, 0 reused, same as before, 0.0 s
      built     music  (model llama3.2:latest changed) → 9 records; 9 asked, 0 reused, same as before, 0.0 s
      done: 2 targets in 0.0 s; 27 cells: 27 records, 0 rejected, 27 asked, 0 reused
      → ${merged} (27 records)
    `,
    )
    await inStory({}, async (story) => {
      await story.build()
      const { text, calls } = await story.build({ force: true })
      assert.is(calls, 0)
      assert.match(text, 'restored  animals  (forced) → 18 records; 0 asked, 18 reused, same as before, 0.0 s')
    })
  })

  it('of another engine, whose model and context are no news of their own', () =>
    assert.is(
      reasonsInWords([
        { kind: 'model-changed', model: 'llama3.2:latest', from: 'rules 2', to: 'ollama 17177962e713' },
        { kind: 'config-changed', key: 'context_tokens' },
        { kind: 'config-changed', key: 'pairs' },
      ]),
      'engine changed: rules → ollama; config changed: pairs',
    ))

  it('of one model in place of another', () =>
    assert.is(
      reasonsInWords([
        { kind: 'model-changed', model: 'llama3.2:latest', from: 'ollama 17177962e713', to: '' },
        { kind: 'model-changed', model: 'qwen3:4b', from: '', to: 'ollama c351ea7c6d3f' },
        { kind: 'config-changed', key: 'model of simple' },
        { kind: 'config-changed', key: 'model of fluid' },
      ]),
      'model changed: llama3.2:latest → qwen3:4b',
    ))

  it('of cells that failed, and of the build that tries them again', async () =>
    inStory({}, async (story) => {
      await story.build()
      story.configure((config) => (variantsOf(config)['brief'] = 'In short: <q>{{ simple }}</q>'))
      story.server.fault({
        kind: 'crash',
        when: ({ messages }) => messages.at(-1)?.content.includes('Carmen') ?? false,
        times: 14,
      })
      const failed = (await story.build()).text
      assert.match(failed, /failed {4}music {2}\(prompt of "brief" changed\): 2 cells got no answer\. First error: /)
      assert.match(failed, 'waiting   merged  for music\n')
      assert.match(
        failed,
        /^no answer for 2 cells of music: .*\n {2}first at "brief" of .*\n {2}try again: fusionkit build music$/m,
      )
      const again = (await story.build()).text
      assert.match(
        again,
        'built     music  (prompt of "brief" changed; 2 cells got no answer last time) → 9 records; 2 asked, 7 reused',
      )
    }))
})
