/**
 * The same bytes, for any history, order of answers and number of calls in flight (contract 39): what real files, a real server and the
 * rule engine add to oracle.test.ts.
 */
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { digestOf } from '../../src/base/hash.js'
import type { FakeOptions } from '../support/fake-ollama/state.js'
import { soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'
import { type Config, distinct, inStory, type Story } from '../support/story.js'

/** So many runs more: for a night. */

const pool = [
  'Who invented the zip fastener?',
  'How long can a snail sleep?',
  'Which planet has the most moons?',
  'Why do cats purr?',
  'Where does the Danube rise?',
  'When was the first stamp printed?',
  'What is glass made of?',
]
const files = ['a', 'b', 'c'] as const
const variants: Config = {
  simple: 'Merge: <q1>{{ q1 }}</q1> <q2>{{ q2 }}</q2>',
  fluid: 'Fluently: <q>{{ simple }}</q>',
  concise: 'Briefly: <q>{{ simple }}</q>',
  academic: 'As a professor: <q>{{ fluid }}</q>',
}

interface Project {
  readonly groups: Readonly<Record<(typeof files)[number], readonly number[]>>
  readonly order: readonly (typeof files)[number][]
  readonly variants: readonly string[]
  readonly unique: 'pair' | 'group'
  readonly answers: boolean
  readonly attempts: number
}

const questions = fc.uniqueArray(fc.nat(pool.length - 1), { minLength: 2, maxLength: 4 })
const edits: fc.Arbitrary<Partial<Project>> = fc.oneof(
  fc.record({ a: questions, b: questions, c: questions }).map((groups) => ({ groups })),
  fc.shuffledSubarray([...files], { minLength: 1 }).map((order) => ({ order })),
  fc.shuffledSubarray(['fluid', 'concise', 'academic'], { minLength: 0 }).map((names) => ({ variants: names })),
  fc.constantFrom('pair' as const, 'group' as const).map((unique) => ({ unique })),
  fc.boolean().map((answers) => ({ answers })),
  fc.integer({ min: 1, max: 3 }).map((attempts) => ({ attempts })),
)

const first: Project = {
  groups: { a: [0, 1, 2], b: [3, 4], c: [1, 2, 5, 6] },
  order: ['a', 'b', 'c'],
  variants: ['fluid', 'concise', 'academic'],
  unique: 'group',
  answers: false,
  attempts: 3,
}

function write(story: Story, project: Project): void {
  for (const file of files)
    story.questions(
      `questions/${file}.jsonl`,
      project.groups[file].map((index): [string, string] => [pool[index] ?? '', `Answer ${index}.`]),
    )
  story.remove('questions/animals.jsonl')
  story.remove('questions/music.jsonl')
  story.configure((config) => {
    const names = [
      'simple',
      ...project.variants.filter((name) => name !== 'academic' || project.variants.includes('fluid')),
    ]
    config['groups'] = Object.fromEntries(project.order.map((file) => [file, { files: `questions/${file}.jsonl` }]))
    config['variants'] = Object.fromEntries(names.map((name) => [name, variants[name]]))
    Object.assign(config, { unique: project.unique, max_attempts: project.attempts })
    config['record'] = project.answers
      ? { question: '{{ text }}', answer: '{{ a1 }} {{ a2 }}' }
      : { question: '{{ text }}' }
  })
}

/** What is built from the present inputs: leftovers of groups that are gone are no outputs of this project. */
function built(story: Story, { order }: Project): Record<string, string> {
  return Object.fromEntries(
    Object.entries(story.outputs()).filter(([path]) => {
      const group = /([a-c])\.jsonl$/.exec(path)?.[1]
      return path.includes('merged') || path.includes('batch') || order.some((each) => each === group)
    }),
  )
}

async function sameAsFromScratch(steps: readonly Partial<Project>[]): Promise<void> {
  await inStory('rules', async (story) => {
    let project = first
    for (const step of [{}, ...steps]) {
      project = { ...project, ...step }
      write(story, project)
      const planned = await story.plan()
      const { exitCode, text, outcome } = await story.build()
      assert.is(exitCode, 0, text)
      const planOf = (state: string) =>
        planned.targets.filter((target) => target.state === state).map(({ target }) => target)
      assert.ok(
        outcome.ran.every((target) => [...planOf('stale'), ...planOf('maybe')].includes(target)),
        'ran ⊆ planned (contract 19)',
      )
      assert.ok(
        planOf('stale').every((target) => outcome.ran.includes(target)),
        'ran ⊇ stale (contract 19)',
      )
      assert.equal((await story.plan()).targets, [])
    }
    const incremental = built(story, project)
    for (const path of ['.fusionkit', 'dataset']) story.remove(path)
    assert.is((await story.build()).exitCode, 0)
    assert.equal(incremental, built(story, project))
  })
}

/** Answers of which many are alike, so that the same question comes from other pairs and other variants, and attempts differ. */
const repetitive: NonNullable<FakeOptions['respond']> = (body) => {
  const seed = Number(body.options?.['seed'] ?? 0)
  const pick = Number.parseInt(digestOf(`${body.messages.at(-1)?.content ?? ''} ${seed}`).slice(0, 6), 16)
  return pick % 3 === 0 ? `What about number ${pick % 5}?` : pick % 7 === 1 ? 'No.' : distinct(body)
}

spec('incremental = from scratch', (it) => {
  it('with the rule engine, after any edits', async () =>
    fc.assert(
      fc.asyncProperty(fc.array(edits, { minLength: 1, maxLength: 4 }), async (steps) => sameAsFromScratch(steps)),
      { numRuns: soakRuns(4) },
    ))
})

spec('any order of answers', (it) => {
  for (const unique of ['pair', 'group'] as const)
    it(`gives the same bytes and asks the same questions, under \`unique: ${unique}\``, async () => {
      const found: { outputs: Record<string, string>; asked: string[] }[] = []
      for (const [concurrency, jitter] of [
        [1, 0],
        [3, 5],
        [16, 5],
        [16, 9],
      ] as const)
        await inStory(
          {
            respond: repetitive,
            numParallel: 16,
            callMs: (body) => (jitter === 0 ? 0 : (Number(body.options?.['seed']) * jitter) % (jitter + 2)),
          },
          async (story) => {
            write(story, { ...first, unique })
            story.configure((config) => Object.assign(config['engine'] as object, { concurrency }))
            assert.is((await story.build()).exitCode, 0)
            assert.is(story.server.repeated().length, 0)
            found.push({
              outputs: story.outputs(),
              asked: story.server.requests.map(({ body }) => JSON.stringify(body)).sort(),
            })
          },
        )
      for (const each of found.slice(1)) {
        assert.equal(each.outputs, found[0]?.outputs)
        assert.equal(each.asked, found[0]?.asked)
      }
    })
})
