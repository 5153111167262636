/** One call in ten goes wrong, in ten ways; or the server slows down, loses slots, or serves somebody else: what comes out is the same. */
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { eachAlone } from '../support/batches.js'
import type { Fault, FaultKind } from '../support/fake-ollama/faults.js'
import type { FakeOptions } from '../support/fake-ollama/state.js'
import { spec } from '../support/spec.js'
import { type Config, distinct, inStory, plainConfig, setEngine, type Story } from '../support/story.js'

/** Things of the connection and of the server, all of which may pass. */
const tenKinds: readonly FaultKind[] = [
  { kind: 'reset-before-headers' },
  { kind: 'reset-mid-body' },
  { kind: 'cut-json' },
  { kind: 'empty-200' },
  { kind: 'error-200' },
  { kind: 'bad-gateway' },
  { kind: 'busy' },
  { kind: 'crash' },
  { kind: 'out-of-memory' },
  { kind: 'too-many-requests', retryAfter: '1' },
]

/** One call in ten, by chance. Each is looked at only where those before it did not befall the call. */
const oneInTen: readonly Fault[] = tenKinds.map((fault, index) => ({
  ...fault,
  when: { probability: 0.01 / (1 - 0.01 * index) },
}))

const models = { 'llama3.2:latest': {}, 'qwen3:4b': {} }

interface Way {
  readonly name: string
  readonly config: () => Config
  readonly options: FakeOptions
}

const plain: Way = { name: 'plain', config: plainConfig, options: {} }

const batched: Way = {
  name: 'batch: true',
  config: () => ({ ...plainConfig(), batch: true }),
  options: { respond: eachAlone(distinct) },
}

/** `fluid` by a second model, and `brief` by the first one again. */
const twoModels: Way = {
  name: 'two models',
  config: () => {
    const config = plainConfig()
    const fluid = { prompt: 'Fluently please: <q>{{ simple }}</q>', model: 'qwen3:4b' }
    Object.assign(config['variants'] as object, { fluid, brief: 'Briefly please: <q>{{ fluid }}</q>' })
    return config
  },
  options: { models },
}

/** 5 + 5 questions: (10 + 10) pairs × 3 variants. */
const cells = 60

async function inLargeStory({ config, options }: Way, more: FakeOptions, tell: (story: Story) => Promise<void>) {
  await inStory(
    { ...options, ...more },
    async (story) => {
      for (const group of ['animals', 'music']) {
        const rows = Array.from({ length: 5 }, (_each, index) => `What is number ${index} of ${group}?`)
        story.questions(`questions/${group}.jsonl`, rows)
      }
      await tell(story)
    },
    config(),
  )
}

interface Calm {
  readonly outputs: Record<string, string>
  readonly calls: number
}

const calmOf = new Map<Way, Promise<Calm>>()

/** What comes out where nothing goes wrong, and how many calls that takes. */
async function calm(way: Way): Promise<Calm> {
  const known = calmOf.get(way)
  if (known !== undefined) return known
  const made = (async () => {
    let calm: Calm | undefined
    await inLargeStory(way, {}, async (story) => {
      const { exitCode, calls, outcome } = await story.build()
      assert.is(exitCode, 0)
      assert.is(outcome.records, cells)
      calm = { outputs: story.outputs(), calls }
    })
    return calm as Calm
  })()
  calmOf.set(way, made)
  return made
}

/** A seed of the chance, and how many calls at once. */
const runs = [
  [1, 1],
  [2, 'auto'],
  [3, 6],
] as const

spec('one call in ten that goes wrong, in ten ways', (it) => {
  for (const way of [plain, batched, twoModels])
    it(`changes no byte, and costs at most a quarter more calls: ${way.name} (contract 29, 39)`, async () => {
      const { outputs, calls: least } = await calm(way)
      for (const [seed, concurrency] of runs)
        await inLargeStory(way, { faults: oneInTen, seed }, async (story) => {
          setEngine(story, { concurrency })
          const { exitCode, calls, text, outcome } = await story.build()
          assert.is(exitCode, 0, text)
          assert.ok(calls > least, `seed ${seed}: ${calls} calls`)
          assert.ok(calls <= 1.25 * least, `seed ${seed}: ${calls} calls instead of ${least}`)
          assert.is(outcome.tally.calls, least, 'what failed is no call that came')
          assert.equal(story.outputs(), outputs)
        })
    })

  it('loads each model once more for each time that it was lost, and keeps to its turns', async () => {
    await inLargeStory(twoModels, { faults: oneInTen, seed: 1 }, async (story) => {
      assert.is((await story.build()).exitCode, 0)
      const asked = story.server.requests.map(({ body }) => body.model)
      const turns = asked.filter((model, index) => model !== asked[index - 1])
      assert.equal(turns, ['llama3.2:latest', 'qwen3:4b', 'llama3.2:latest'])
      const { loads, unloads } = story.server.stats
      assert.is(loads, unloads + 1)
    })
  })

  it('stops nobody from getting on: whatever goes wrong, in whatever order, ends with the same bytes', async () => {
    const { outputs } = await calm(plain)
    const anything = fc.array(fc.record({ fault: fc.constantFrom(...tenKinds), when: fc.nat({ max: 50 }) }), {
      maxLength: 16,
    })
    await fc.assert(
      fc.asyncProperty(anything, fc.constantFrom(1, 3, 16, 'auto'), async (faults, concurrency) => {
        const plan = faults.map(({ fault, when }) => ({ ...fault, when: when + 1 }))
        await inLargeStory(plain, { faults: plan }, async (story) => {
          setEngine(story, { concurrency, retries: 30 })
          const { exitCode, calls, text } = await story.build()
          assert.is(exitCode, 0, text)
          assert.is(calls, cells + plan.length)
          assert.equal(story.outputs(), outputs)
        })
      }),
      { seed: 7, numRuns: 3 },
    )
  })
})

/** What befalls these calls. */
const at = (fault: FaultKind, ...calls: readonly number[]): Fault[] => calls.map((when) => ({ ...fault, when }))

spec('a server that is not what it was', (it) => {
  const cases: readonly (readonly [
    what: string,
    faults: readonly Fault[],
    width: 4 | 'auto',
    options?: FakeOptions,
  ])[] = [
    ['is ten times slower', at({ kind: 'slow-down', factor: 10 }, 20), 'auto', { callMs: 0.2 }],
    [
      'is slow for a while',
      [...at({ kind: 'slow-down', factor: 10 }, 20), ...at({ kind: 'slow-down', factor: 1 }, 45)],
      'auto',
      { callMs: 0.2 },
    ],
    ['loses slots', at({ kind: 'slot-leak' }, 15, 30, 45), 4, { numParallel: 4 }],
    ['loses slots that were counted', at({ kind: 'slot-leak' }, 30, 40), 'auto', { numParallel: 4 }],
    ['serves somebody else, with another context', at({ kind: 'foreign-client', num_ctx: 8_192 }, 15, 30, 31, 50), 4],
    ['has the model unloaded by somebody else', at({ kind: 'unloaded' }, 15, 30, 31, 50), 4],
    ['has answers that come late', at({ kind: 'slow-headers', ms: 20 }, 15, 30, 31, 50), 'auto'],
  ]
  for (const [what, faults, concurrency, options = {}] of cases)
    it(`${what}: the build ends well, and each cell is asked once`, async () => {
      const { outputs } = await calm(plain)
      await inLargeStory(plain, { ...options, faults }, async (story) => {
        setEngine(story, { concurrency })
        const { exitCode, calls, codes, text } = await story.build()
        assert.is(exitCode, 0, text)
        assert.is(calls, cells)
        assert.equal(
          codes.filter((code) => code !== 'slots-found'),
          [],
        )
        assert.is(story.server.repeated().length, 0)
        assert.equal(story.outputs(), outputs)
        const isLost = faults.some(({ kind }) => kind === 'unloaded' || kind === 'foreign-client')
        assert.is(story.server.stats.loads > 1, isLost)
      })
    })
})
