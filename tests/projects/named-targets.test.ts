/** Targets that are asked for by name. */
import * as assert from 'uvu/assert'
import { spec } from '../support/spec.js'
import { inStory } from '../support/story.js'

const merged = 'dataset/batch_fusion_generator/batch_fusion_dataset.jsonl'

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
