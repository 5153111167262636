/** Which pair, prompt and answers made a record (contract 20): told from the resolution that a build goes by, and of no other line. */
import * as assert from 'uvu/assert'
import type { ExplainedRecord, FoundRecord } from '../../src/domain/explanation.js'
import { recordOf, told } from '../support/explaining.js'
import { animals, type Config, distinct, inStory, music, plainConfig, setEngine } from '../support/story.js'
import { spec } from '../support/spec.js'

const variantsOf = (config: Config) => config['variants'] as Record<string, unknown>
const merged = 'dataset/batch_fusion_generator/batch_fusion_dataset.jsonl'
const ofAnimals = 'dataset/fusion_datasets/animals.jsonl'
const ofMusic = 'dataset/fusion_datasets/music.jsonl'
const rejectedOf = (group: string) => `.fusionkit/rejected/${group}.jsonl`

function foundIn({ found, path, line }: ExplainedRecord): FoundRecord {
  if (found.kind !== 'found') throw new Error(`${path}:${line} is ${JSON.stringify(found)}`)
  return found
}

/** The first answer of `simple` for a pair with Carmen is good for nothing, and later ones are; `brief` of it never is. */
const picky = (request: Parameters<typeof distinct>[0]): ReturnType<typeof distinct> => {
  const prompt = request.messages.at(-1)?.content ?? ''
  if (prompt.startsWith('Briefly') && prompt.includes('Carmen')) return 'I cannot say.'
  return distinct(request)
}

spec('what a record is told to be', (it) => {
  it('has its pair, its variant, what was sent, what came and when, and the line that mends it (contract 20)', async () =>
    inStory({}, async (story) => {
      await story.build()
      const records = story.records(ofAnimals)
      // three variants a pair, in the order of the config
      const record = await recordOf(story, `${ofAnimals}:5`)
      const { pair, cell, reads, mend, isOfLastBuild } = foundIn(record)
      assert.equal([record.target, record.state, isOfLastBuild], ['animals', 'fresh', false])
      assert.equal(
        pair.map(({ question, path, line }) => [question, path, line]),
        [
          [animals[0][0], 'questions/animals.jsonl', 1],
          [animals[2][0], 'questions/animals.jsonl', 3],
        ],
      )
      assert.equal([cell.variant, cell.model], ['fluid', 'llama3.2:latest'])
      assert.equal(cell.outcome, { kind: 'text', text: records[4]?.['question'], attempt: 1 })
      assert.equal(
        reads.map(({ variant, outcome }) => [variant, outcome.kind === 'text' && outcome.text]),
        [['simple', records[3]?.['question']]],
      )
      const [sent] = cell.tries
      const request = story.server.requests.find(
        ({ body }) => sent?.asked.kind === 'prompt' && body.options?.['seed'] === sent.asked.seed,
      )
      assert.equal(sent?.asked.kind === 'prompt' && sent.asked.messages, request?.body.messages)
      assert.is(
        sent?.asked.kind === 'prompt' && sent.asked.sampling.temperature,
        request?.body.options?.['temperature'],
      )
      assert.is(sent?.answer, records[4]?.['question'])
      assert.ok(Math.abs(Date.parse(sent?.answeredAt ?? '') - Date.now()) < 60_000)
      assert.ok((sent?.completionTokens ?? 0) > 0)
      const mended = { pair: [animals[0][0], animals[2][0]], variant: 'fluid' }
      assert.equal(JSON.parse(mend.replace), { ...mended, question: records[4]?.['question'] })
      assert.equal(JSON.parse(mend.drop), { ...mended, drop: true })
      assert.equal(await recordOf(story, 'animals:5'), record)
    }))

  it('has every attempt with its reason, as it came and as it was cleaned; and of a skipped cell for which other', async () => {
    const config = plainConfig()
    config['max_attempts'] = 2
    variantsOf(config)['terse'] = 'Even more: <q>{{ brief }}</q>'
    await inStory(
      {
        respond: (request) =>
          typeof picky(request) === 'string' ? `Sure! "${picky(request) as string}"` : picky(request),
      },
      async (story) => {
        await story.build()
        const lines = story.records(rejectedOf('music'))
        assert.equal(
          lines.map(({ variant }) => variant),
          ['brief', 'terse', 'brief', 'terse'],
        )
        const rejected = foundIn(await recordOf(story, `${rejectedOf('music')}:1`)).cell
        assert.equal([rejected.variant, rejected.outcome.kind], ['brief', 'rejected'])
        assert.equal(
          rejected.tries.map(({ attempt, answer, cleaned, rejected: why }) => [attempt, answer, cleaned, why?.reason]),
          [1, 2].map((attempt) => [attempt, 'Sure! "I cannot say."', 'I cannot say.', 'ends_with']),
        )
        const seeds = rejected.tries.map(({ asked }) => asked.kind === 'prompt' && asked.seed)
        assert.is(new Set(seeds).size, 2)
        const skipped = foundIn(await recordOf(story, `${rejectedOf('music')}:2`))
        assert.equal(skipped.cell.outcome, { kind: 'skipped', because: 'brief' })
        assert.equal(
          skipped.reads.map(({ variant }) => variant),
          ['brief', 'simple'],
        )
        const text = await told(story, `${rejectedOf('music')}:2`)
        assert.match(text, 'skipped, since "brief" has no text')
        assert.match(text, 'brief, which it reads:')
        assert.match(text, '"question":"…"')
      },
      config,
    )
  })

  it('is told as it was asked, where the config says something else by now', async () =>
    inStory({}, async (story) => {
      await story.build()
      const before = foundIn(await recordOf(story, `${ofAnimals}:6`))
      story.configure((config) => {
        variantsOf(config)['brief'] = 'In short: <q>{{ simple }}</q>'
        variantsOf(config)['gentle'] = 'Gently: <q>{{ simple }}</q>'
        config['max_attempts'] = 3
        config['record'] = { question: '{{ text }}', by: '{{ model }}' }
      })
      story.server.setDigest('llama3.2:latest', 'd'.repeat(64))
      const record = await recordOf(story, `${ofAnimals}:6`)
      const after = foundIn(record)
      assert.equal([record.state, after.isOfLastBuild], ['stale', true])
      assert.equal([after.cell, after.pair], [before.cell, before.pair])
      assert.match(await told(story, `${ofAnimals}:6`), 'that of the last build')
    }))

  it('is found after questions were added or moved, and said to be unknown where its own are gone', async () =>
    inStory({}, async (story) => {
      await story.build()
      const before = foundIn(await recordOf(story, `${ofAnimals}:18`))
      story.questions('questions/animals.jsonl', ['Who counts sheep?', ...animals])
      assert.equal(foundIn(await recordOf(story, `${ofAnimals}:18`)).cell, before.cell)
      story.questions('questions/animals.jsonl', animals.slice(0, -1))
      assert.equal((await recordOf(story, `${ofAnimals}:18`)).found, { kind: 'unknown', why: 'questions-changed' })
    }))

  it('is never another one: a line that somebody edited is said to be none of ours, the one below it is explained', async () =>
    inStory({}, async (story) => {
      await story.build()
      const lines = story.read(ofAnimals).split('\n')
      story.write(ofAnimals, ['{"question":"Mine?","answer":"Mine."}', ...lines].join('\n'))
      assert.equal((await recordOf(story, `${ofAnimals}:1`)).found, { kind: 'unknown', why: 'edited' })
      assert.is(foundIn(await recordOf(story, `${ofAnimals}:3`)).cell.variant, 'fluid')
      story.remove('.fusionkit/store')
      assert.equal((await recordOf(story, `${ofMusic}:1`)).found, { kind: 'unknown', why: 'answers-gone' })
    }))

  it('of the merged file is told with the line of the group that it comes from, also after the group was made again', async () =>
    inStory({}, async (story) => {
      story.questions('questions/music.jsonl', [...music.slice(0, 2), animals[0], animals[1]])
      await story.build()
      const twice = story.records(ofMusic).length + 18 - story.records(merged).length
      assert.is(twice, 3) // the pair of both groups: its records are there once
      const record = await recordOf(story, `${merged}:20`)
      assert.equal(record.takenFrom, { path: ofMusic, line: 2 })
      assert.is(record.text, story.read(ofMusic).split('\n')[1])
      assert.equal(foundIn(record), foundIn(await recordOf(story, `${ofMusic}:2`)))
      story.questions('questions/animals.jsonl', animals.slice(0, 2))
      await story.build({ targets: ['animals'] })
      assert.equal((await recordOf(story, `${merged}:20`)).takenFrom, { path: ofMusic, line: 2 })
      assert.equal((await recordOf(story, `${merged}:18`)).found, { kind: 'unknown', why: 'merged-before' })
    }))

  it('that the merged file left out is told with the one that was kept', async () => {
    const config = plainConfig()
    config['record'] = { question: '{{ text }}', answer: '{{ group }}' }
    await inStory(
      {},
      async (story) => {
        story.questions('questions/music.jsonl', [animals[0], animals[1]])
        await story.build()
        const { found, target } = await recordOf(story, `${rejectedOf('merged')}:2`)
        assert.is(target, 'merged')
        assert.equal(found, { kind: 'contradiction', keptFrom: { path: ofAnimals, line: 2 } })
      },
      config,
    )
  })

  it('that came in one call with others says so; the rule engine reads a style, and no prompt', async () => {
    await inStory({}, async (story) => {
      story.configure((config) => (config['batch'] = true))
      setEngine(story, { concurrency: 1 })
      await story.build()
      const { cell } = foundIn(await recordOf(story, `${ofAnimals}:2`))
      const last = cell.tries.at(-1)
      assert.equal([last?.how, last?.rejected], ['batch', undefined])
      assert.equal(last?.asked.kind === 'prompt' && last.asked.seed, undefined)
    })
    await inStory('rules', async (story) => {
      story.configure((config) => (config['variants'] = ['simple', 'fluid']))
      await story.build()
      const { cell } = foundIn(await recordOf(story, `${ofAnimals}:2`))
      assert.equal(cell.tries[0]?.asked, { kind: 'style', style: 'fluid', language: 'en' })
      assert.match(await told(story, `${ofAnimals}:2`), 'by the rule engine (rules 2')
    })
  })

  it('has a time that nothing hangs on: made again later from the same answers it is the same, for no call (contract 14)', async () =>
    inStory({}, async (story) => {
      await story.build()
      const before = story.outputs()
      story.remove('dataset')
      story.remove('.fusionkit/state')
      const { calls } = await story.build()
      assert.is(calls, 0)
      assert.equal(story.outputs(), before)
    }))
})
