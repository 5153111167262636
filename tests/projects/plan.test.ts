import * as assert from 'uvu/assert'
import { animals, inStory, type Story } from '../support/story.js'
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
})
