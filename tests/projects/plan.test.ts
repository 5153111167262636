import * as assert from 'uvu/assert'
import { animals, inStory, music, type Story } from '../support/story.js'
import { spec } from '../support/spec.js'

const edited = [...animals.slice(0, -1), 'What do snails eat in spring?']

/** Without the table in which LMDB counts its readers. */
const written = (story: Story) => Object.entries(story.times()).filter(([path]) => !path.endsWith('lock.mdb'))

spec('a plan', (it) => {
  it('says what would run, why and at what price, with the code of build, and leaves nothing behind (contract 17)', async () =>
    inStory({}, async (story) => {
      await story.build()
      story.questions('questions/animals.jsonl', edited)
      const before = written(story)
      const { v, known, targets } = await story.plan()
      assert.equal(written(story), before)
      assert.equal([v, known], [1, 3])
      const [fusion] = targets
      assert.equal(fusion?.reasons, [{ kind: 'input-changed', input: 'questions/animals.jsonl' }])
      const { calls, outcome } = await story.build()
      assert.is(outcome.tally.cells, fusion?.cells)
      assert.equal([calls, calls], [fusion?.toAsk, fusion?.calls])
      assert.is(outcome.tally.reused, fusion?.cached)
    }))

  it('calls a target stale, or maybe where that hangs on what is not made yet; a build calls it fresh, failed or blocked (contract 11)', async () =>
    inStory({}, async (story) => {
      await story.build()
      story.questions('questions/animals.jsonl', edited)
      const { targets } = await story.plan()
      assert.equal(
        targets.map(({ target, state }) => [target, state]),
        [
          ['animals', 'stale'],
          ['merged', 'maybe'],
        ],
      )
      story.server.fault({ kind: 'crash', when: () => true, times: 1_000 })
      const { events } = await story.build()
      const ends = events.flatMap((event) =>
        event.kind === 'target-ended' ? [[event.target, event.outcome.kind]] : [],
      )
      assert.equal(ends, [
        ['animals', 'failed'],
        ['merged', 'blocked'],
      ])
      assert.not(ends.some(([target]) => target === 'music'))
    }))

  it('of a project that was never built leaves nothing behind, not even a folder for its state (contract 17)', async () =>
    inStory({}, async (story) => {
      const before = story.times()
      const { targets } = await story.plan()
      assert.equal(
        targets.map(({ target, toAsk }) => [target, toAsk]),
        [
          ['animals', 18],
          ['music', 9],
          ['merged', 0],
        ],
      )
      assert.equal(story.times(), before)
      assert.not(story.exists('.fusionkit'))
    }))

  it('estimates time and tokens by what builds have measured; losing that costs no more than the estimate', async () =>
    inStory({}, async (story) => {
      assert.is((await story.plan()).estimate, undefined)
      let nowMs = 0
      const clock = { now: () => (nowMs += 50), sleep: async () => {} }
      story.questions('questions/music.jsonl', [...music, ...animals.slice(0, 2)])
      assert.is((await story.build({ clock })).calls, 45)
      story.questions('questions/animals.jsonl', edited)
      const { estimate, targets } = await story.plan()
      assert.is(targets[0]?.toAsk, 9)
      assert.equal(targets[0]?.estimate, estimate)
      assert.ok((estimate?.seconds ?? 0) > 0)
      assert.ok((estimate?.promptTokens ?? 0) > 9 && (estimate?.completionTokens ?? 0) > 9)
      story.remove('.fusionkit/paces.json')
      const without = await story.plan()
      assert.is(without.estimate, undefined)
      assert.equal(
        without.targets.map(({ toAsk }) => toAsk),
        targets.map(({ toAsk }) => toAsk),
      )
    }))
})
