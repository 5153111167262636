/** Whatever is edited, and whenever: a watch ends with the files of a build from scratch, and asks nothing twice (contract 33, 39). */
import * as assert from 'uvu/assert'
import fc from 'fast-check'
import { soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'
import { animals, inStory, music, type Story } from '../support/story.js'
import { fromScratch, inWatch } from '../support/watching.js'

const words = ['Please', 'Kindly', 'Now'] as const
const variants = ['simple', 'fluid', 'brief'] as const

/** What is done, and how many answers are let out before it: it comes in the middle of whatever is under way. */
const step = fc.record({
  answers: fc.integer({ min: 0, max: 5 }),
  edit: fc.oneof(
    fc.record({
      kind: fc.constant('prompt' as const),
      variant: fc.constantFrom(...variants),
      word: fc.constantFrom(...words, ''),
    }),
    fc.record({ kind: fc.constant('questions' as const), count: fc.integer({ min: 2, max: 4 }) }),
    fc.record({ kind: fc.constant('file' as const), isThere: fc.boolean() }),
    fc.record({ kind: fc.constantFrom('touch' as const, 'broken' as const, 'preview' as const, 'build' as const) }),
  ),
})
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never

const plain: Readonly<Record<string, string>> = {
  simple: 'Merge these: <q1>{{ q1 }}</q1> <q2>{{ q2 }}</q2>',
  fluid: 'Fluently please: <q>{{ simple }}</q>',
  brief: 'Briefly please: <q>{{ simple }}</q>',
}

function write(story: Story, edit: Step['edit']): void {
  switch (edit.kind) {
    case 'prompt':
      story.configure((config) => {
        const prompts = config['variants'] as Record<string, string>
        prompts[edit.variant] = `${edit.word} ${plain[edit.variant]}`.trim()
      })
      break
    case 'questions':
      story.questions('questions/animals.jsonl', animals.slice(0, edit.count))
      break
    case 'file':
      if (edit.isThere) story.questions('questions/more.jsonl', music.slice(0, 2))
      else story.remove('questions/more.jsonl')
      break
    case 'touch':
      story.questions('questions/music.jsonl', music)
      break
    case 'broken':
      story.write('fusion.config.yaml', '{ "version": 1, "groops": ')
      break
    case 'preview':
    case 'build':
      break
  }
}

async function live(steps: readonly Step[]): Promise<void> {
  await inStory({}, async (story) =>
    inWatch(story, async ({ next, control }) => {
      story.server.hold()
      await next('round-started') // what is written before the first look is no edit
      for (const { answers, edit } of steps) {
        story.server.release(answers)
        write(story, edit)
        if (edit.kind === 'preview') control.previewOnly()
        if (edit.kind === 'build') control.buildAll()
        await new Promise((resolve) => setTimeout(resolve, answers * 60)) // some come within one quiet time, some do not
      }
      story.server.release()
      story.configure(() => {})
      story.questions('questions/last.jsonl', ['Is this the end?', 'Who knows?'])
      await next('round-started', ({ edits }) =>
        edits.some(({ subject }) => subject.kind === 'file' && subject.path.endsWith('last.jsonl')),
      )
      control.buildAll()
      await next('build-ended', ({ outcome }) => outcome.superseded === undefined)
      await next('watching')
      const isThere = story.exists('questions/more.jsonl') // of a group that is gone the files stay
      const made = Object.entries(story.outputs()).filter(([path]) => isThere || !path.endsWith('/more.jsonl'))
      assert.equal(Object.fromEntries(made), await fromScratch(story))
      assert.equal(story.server.repeated(), [])
      assert.is(story.server.stats.aborted, 0)
    }),
  )
}

spec('a watch, whatever is edited and whenever', (it) => {
  it('ends with the files of a build from scratch, loses no answer, and asks nothing twice (contract 33)', async () =>
    fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), live), {
      numRuns: soakRuns(3),
      endOnFailure: true,
    }))
})
