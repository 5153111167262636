/** Things that happen beside a build: files that change while it runs, and other configs of the folder. */
import * as assert from 'uvu/assert'
import { spec } from '../support/spec.js'
import { animals, inStory, music, type Story } from '../support/story.js'

const merged = 'dataset/batch_fusion_generator/batch_fusion_dataset.jsonl'

/** Builds, and edits when the first group has started. */
async function buildAnd(story: Story, edit: () => void): ReturnType<Story['build']> {
  let isDone = false
  return story.build({
    onEvent: ({ kind }) => {
      if (kind !== 'target-started' || isDone) return
      isDone = true
      edit()
    },
  })
}

/** Groups that are read only when an earlier one is done. */
const writeMore = (story: Story) => {
  for (const name of ['b', 'c', 'd', 'e', 'f'])
    story.questions(`questions/${name}.jsonl`, [`What is ${name}?`, `Why is ${name}?`])
}

spec('a question file that is edited during a build', (it) => {
  it('is recorded as it was read (contract 33)', async () =>
    inStory({}, async (story) => {
      writeMore(story)
      await buildAnd(story, () => story.questions('questions/music.jsonl', animals.slice(0, 2)))
      assert.is(story.records('dataset/fusion_datasets/music.jsonl').length, 3)
      assert.equal((await story.build()).outcome.ran, [], 'what was built is what is there')
    }))

  it('and put back afterwards is not taken for built', async () =>
    inStory({}, async (story) => {
      writeMore(story)
      await buildAnd(story, () => story.questions('questions/music.jsonl', animals.slice(0, 2)))
      story.questions('questions/music.jsonl', music)
      const { outcome } = await story.build()
      assert.equal(outcome.ran, ['music', 'merged'])
      assert.is(story.records('dataset/fusion_datasets/music.jsonl').length, 9)
    }))
})

const writeOther = (story: Story, output: object) =>
  story.write('other.yaml', JSON.stringify({ ...(JSON.parse(story.read('fusion.config.yaml')) as object), output }))

spec('two configs of one folder', (it) => {
  const elsewhere = { fusions: 'dataset/other/{{ group }}.jsonl', merged: 'dataset/other.jsonl' }

  it('share completions: what one has asked, the other has', async () =>
    inStory({}, async (story) => {
      await story.build()
      writeOther(story, elsewhere)
      const { calls, exitCode, outcome } = await story.build({ config: 'other.yaml' })
      assert.is(exitCode, 0)
      assert.is(calls, 0)
      assert.equal(outcome.orphans, [])
      assert.is(story.read('dataset/other.jsonl'), story.read(merged))
      assert.equal((await story.build()).outcome.ran, [])
    }))

  it('never write one path: an error before anything is asked', async () =>
    inStory({}, async (story) => {
      await story.build()
      writeOther(story, { ...elsewhere, merged })
      const { exitCode, text, calls } = await story.build({ config: 'other.yaml' })
      assert.is(exitCode, 2)
      assert.is(calls, 0)
      assert.match(text, `"${merged}" is written by another config of this folder, "fusion.config.yaml".`)
    }))
})

spec('odd groups', (it) => {
  it('one question makes no pair: an empty file, a warning, and the rest is built', async () =>
    inStory({}, async (story) => {
      story.questions('questions/lonely.jsonl', ['Is anybody there?'])
      const { exitCode, calls, text } = await story.build()
      assert.is(exitCode, 0)
      assert.is(calls, 27)
      assert.is(story.read('dataset/fusion_datasets/lonely.jsonl'), '')
      assert.match(text, 'lonely')
      assert.equal((await story.build()).outcome.ran, [])
    }))

  it('a question that comes twice counts once', async () =>
    inStory({}, async (story) => {
      story.questions('questions/music.jsonl', [...music, music[0]])
      const { exitCode, calls, codes } = await story.build()
      assert.is(exitCode, 0)
      assert.is(calls, 27)
      assert.is(codes.length, 1)
    }))

  it('broken questions are errors with their lines, all at once, before anything is asked or written', async () =>
    inStory({}, async (story) => {
      story.write('questions/music.jsonl', '{"question": "Who?"}\n{"question": \n{"answer": "So."}\n')
      story.write('questions/new.jsonl', 'not json\n')
      const { exitCode, calls, outcome } = await story.build()
      assert.is(exitCode, 2)
      assert.is(calls, 0)
      assert.equal(
        outcome.diagnostics.map(({ place }) => `${place?.path}:${place?.line}`),
        ['questions/music.jsonl:2', 'questions/music.jsonl:3', 'questions/new.jsonl:1'],
      )
      assert.equal(story.outputs(), {})
    }))

  it('a sample of pairs is drawn by hash: a new question displaces few of them', async () =>
    inStory({}, async (story) => {
      const many = Array.from({ length: 12 }, (_each, index) => `What is the matter with number ${index}?`)
      story.questions('questions/music.jsonl', many)
      story.configure((config) => (config['pairs'] = { sample: 20, seed: 7 }))
      assert.is((await story.build()).calls, 18 + 20 * 3)
      story.questions('questions/music.jsonl', [...many, 'What else is the matter?'])
      const { calls } = await story.build()
      assert.ok(calls <= 8 * 3, `${calls} calls for a new question`)
      assert.is(story.records('dataset/fusion_datasets/music.jsonl').length, 60)
    }))
})
