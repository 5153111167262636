/** A build that two servers share: what each of them does, and what becomes of it when one goes away, comes back, or is another. */
import * as assert from 'uvu/assert'
import type { Fault } from '../support/fake-ollama/faults.js'
import { type FakeOllama, startFakeOllama } from '../support/fake-ollama/server.js'
import type { FakeOptions } from '../support/fake-ollama/state.js'
import { spec } from '../support/spec.js'
import { distinct, inStory, setEngine, type Story, type Told } from '../support/story.js'

const model = 'llama3.2:latest'
const [ours, another] = ['a'.repeat(64), 'b'.repeat(64)]
const models = { [model]: { digest: ours } }

/** `animals` and `music`, three prompts. */
const cells = 27
const width = 4

interface Two {
  readonly story: Story
  /** That of the story. */
  readonly one: FakeOllama
  readonly other: FakeOllama
}

async function withTwo(tell: (two: Two) => Promise<void>, options: FakeOptions = { models }): Promise<void> {
  await inStory({ models }, async (story) => {
    const other = await startFakeOllama({ respond: distinct, numParallel: 8, ...options })
    try {
      setEngine(story, { hosts: [story.server.url, other.url] })
      await tell({ story, one: story.server, other })
    } finally {
      await other.close()
    }
  })
}

let calm: Promise<Record<string, string>> | undefined

/** What one server makes of it. */
async function calmOutputs(): Promise<Record<string, string>> {
  return (calm ??= (async () => {
    let outputs = {}
    await inStory({ models }, async (story) => {
      assert.is((await story.build()).exitCode, 0)
      outputs = story.outputs()
    })
    return outputs
  })())
}

const sumOf = ({ one, other }: Two, name: 'calls' | 'answered') => one.stats[name] + other.stats[name]

/** Questions that were asked more than once, at either of them. */
function askedTwice({ one, other }: Two): number {
  const bodies = [...one.requests, ...other.requests].map(({ body }) => JSON.stringify(body))
  return bodies.length - new Set(bodies).size
}

interface Held {
  readonly build: Promise<Told>
  /** Resolves when the build has said so. */
  said(code: string): Promise<void>
}

/** Both stand still, with as many calls as they may have. */
async function bothHeld({ story, one, other }: Two): Promise<Held> {
  const codes = new Set<string>()
  const waiting = new Map<string, () => void>()
  one.hold()
  other.hold()
  const build = story.build({
    onEvent: (event) => {
      if (event.kind !== 'diagnostic') return
      codes.add(event.diagnostic.code)
      waiting.get(event.diagnostic.code)?.()
    },
  })
  await Promise.all([one, other].map(async (server) => server.when(({ inFlight }) => inFlight === width)))
  return {
    build,
    said: async (code) => {
      if (!codes.has(code)) await new Promise<void>((resolve) => waiting.set(code, resolve))
    },
  }
}

spec('two hosts', (it) => {
  it('share a build: both are asked, nothing is asked twice, and the bytes are those of one host (contract 39)', async () =>
    withTwo(async (two) => {
      const { exitCode, codes } = await two.story.build()
      assert.is(exitCode, 0)
      assert.equal(codes, [])
      assert.is(sumOf(two, 'calls'), cells)
      assert.is(askedTwice(two), 0)
      for (const { stats } of [two.one, two.other]) assert.ok(stats.calls >= width, `${stats.calls}`)
      assert.equal(two.story.outputs(), await calmOutputs())
    }))

  it('get no more calls at once than stands beside each, and each loads the model once', async () =>
    withTwo(async (two) => {
      const { story, one, other } = two
      setEngine(story, { hosts: [one.url, { url: other.url, concurrency: 2 }] })
      one.hold()
      other.hold()
      const build = story.build()
      await Promise.all([one.when(({ inFlight }) => inFlight === width), other.when(({ inFlight }) => inFlight === 2)])
      one.release()
      other.release()
      assert.is((await build).exitCode, 0)
      assert.equal([one.stats.maxInFlight, other.stats.maxInFlight], [width, 2])
      assert.equal([one.stats.loads, other.stats.loads], [1, 1])
    }))

  it('of which one is busy: the other does what there is to do', async () =>
    withTwo(async (two) => {
      const { story, one, other } = two
      other.hold()
      const build = story.build()
      await one.when(({ answered }) => answered >= 5) // the rest waits for what the other one holds
      await other.when(({ inFlight }) => inFlight === width)
      const before = other.stats.calls
      assert.is(before, width, 'no call waits at a server that has no place for it')
      other.release()
      assert.is((await build).exitCode, 0)
      assert.is(sumOf(two, 'calls'), cells)
      assert.equal(story.outputs(), await calmOutputs())
    }))
})

spec('two hosts, on which much goes wrong', (it) => {
  it('change no byte, and ask nothing twice that was answered (contract 29)', async () => {
    const faults = (['reset-mid-body', 'busy', 'crash', 'cut-json', 'bad-gateway'] as const).map(
      (kind, index): Fault => ({ kind, when: { every: 7, from: index + 2 }, times: 2 }),
    )
    await withTwo(
      async (two) => {
        const { story, one } = two
        for (const fault of faults) one.fault(fault)
        const { exitCode, text } = await story.build()
        assert.is(exitCode, 0, text)
        assert.is(sumOf(two, 'answered'), cells)
        assert.is(sumOf(two, 'calls'), cells + askedTwice(two))
        assert.equal(story.outputs(), await calmOutputs())
      },
      { models, faults },
    )
  })

  it('of which one is up and fails whatever it is given: the other answers all of it, and no cell is without an answer', async () =>
    withTwo(
      async (two) => {
        const { story, one } = two
        one.fault({ kind: 'crash', when: () => true })
        const { exitCode, text } = await story.build()
        assert.is(exitCode, 0, text)
        assert.is(two.other.stats.calls, cells)
        assert.ok(one.stats.calls <= cells, 'no call goes back to where it failed')
        assert.equal(story.outputs(), await calmOutputs())
      },
      { models, callMs: 5 },
    ))

  it('of which each fails whatever it is given: a call is tried at both, as often as `retries` says, and then given up', async () =>
    withTwo(
      async (two) => {
        const { story, one } = two
        one.fault({ kind: 'crash', when: () => true })
        setEngine(story, { retries: 3 })
        const { exitCode } = await story.build({ targets: ['music'] })
        assert.is(exitCode, 1)
        assert.equal([one.stats.calls, two.other.stats.calls], [6, 6])
      },
      { models, faults: [{ kind: 'crash', when: () => true }] },
    ))
})

spec('two hosts, of which one goes down', (it) => {
  it('in mid-build: its calls go to the other, with a warning', async () =>
    withTwo(async (two) => {
      const { story, one, other } = two
      const { build } = await bothHeld(two)
      await other.goDown()
      one.release()
      const { exitCode, codes, text } = await build
      assert.is(exitCode, 0, text)
      assert.equal(codes, ['server-away'])
      assert.match(text, `${other.url} does not answer`)
      assert.match(text, 'Its calls go to the others')
      assert.equal([one.stats.answered, other.stats.answered], [cells, 0])
      assert.is(askedTwice(two), width, 'those that it took with it')
      assert.equal(story.outputs(), await calmOutputs())
    }))

  it('and comes back: it is used again, and that is said', async () =>
    withTwo(async (two) => {
      const { story, one, other } = two
      const { build, said } = await bothHeld(two)
      await other.goDown()
      await said('server-away')
      await other.comeUp()
      await other.when(({ inFlight }) => inFlight > 0)
      one.release()
      other.release()
      const { exitCode, codes, text } = await build
      assert.is(exitCode, 0, text)
      assert.equal(codes, ['server-away', 'server-back'])
      assert.ok(other.stats.answered > 0)
      assert.is(sumOf(two, 'answered'), cells)
      assert.equal(story.outputs(), await calmOutputs())
    }))

  it('and comes back with other weights: the build ends before the two are mixed (contract 3)', async () =>
    withTwo(async (two) => {
      const { story, one, other } = two
      const { build } = await bothHeld(two)
      await other.goDown()
      other.setDigest(model, another)
      const { calls: before, tags: asked } = other.stats
      await other.comeUp()
      while (other.stats.tags === asked) await new Promise((resolve) => setImmediate(resolve))
      one.release()
      const { exitCode, codes } = await build
      assert.is(exitCode, 3)
      assert.ok(codes.includes('model-moved'), codes.join())
      assert.is(other.stats.calls, before, 'nothing was asked of it')
      assert.equal(datasets(story), [])
      other.setDigest(model, ours)
      other.release()
      const { answered } = one.stats
      const next = await story.build()
      assert.is(next.exitCode, 0)
      assert.is(sumOf(two, 'answered'), cells, `what ${answered} answers said is kept`)
      assert.equal(story.outputs(), await calmOutputs())
    }))

  it('after it has answered: what it said is used, and confirmed when it is back', async () =>
    withTwo(async (two) => {
      const { story, one, other } = two
      const { build } = await bothHeld(two)
      other.release(2)
      await other.when(({ answered, inFlight }) => answered === 2 && inFlight >= width - 1)
      await other.goDown()
      one.release()
      const { exitCode, codes, outcome, text } = await build
      assert.is(exitCode, 0, text)
      assert.ok(codes.includes('model-unchecked'), codes.join())
      assert.equal(outcome.unconfirmed, [model])
      assert.equal(story.outputs(), await calmOutputs())
      await other.comeUp()
      other.release()
      const next = await story.build()
      assert.equal(next.codes, [])
      assert.match(next.text, 'up to date')
      assert.is(sumOf(two, 'answered'), cells)
    }))

  it('before the build: the other one does it all, with a warning', async () =>
    withTwo(async (two) => {
      const { story, one, other } = two
      await other.goDown()
      const { exitCode, codes, text } = await story.build()
      assert.is(exitCode, 0, text)
      assert.equal(codes, ['server-away'])
      assert.match(text, other.url)
      assert.is(one.stats.calls, cells)
      assert.equal(story.outputs(), await calmOutputs())
    }))

  it('before the build, and comes up without the model: it is left out then', async () =>
    withTwo(async (two) => {
      const { story, one, other } = two
      const [build] = await heldWithoutOther(two)
      other.removeModel(model)
      await other.comeUp()
      await other.when(({ calls, preloads }) => calls + preloads > 0)
      one.release()
      const { exitCode, codes, text } = await build
      assert.is(exitCode, 0, text)
      assert.ok(codes.includes('server-left-out'), codes.join())
      assert.equal([one.stats.answered, other.stats.answered], [cells, 0])
      assert.equal(story.outputs(), await calmOutputs())
    }))

  it('before the build, and comes up with other weights: the build ends before the two are mixed (contract 3)', async () =>
    withTwo(async (two) => {
      const { story, one, other } = two
      const [build] = await heldWithoutOther(two)
      other.setDigest(model, another)
      const { tags } = other.stats
      await other.comeUp()
      while (other.stats.tags === tags) await new Promise((resolve) => setImmediate(resolve))
      one.release()
      const { exitCode, text } = await build
      assert.is(exitCode, 3, text)
      for (const digest of [ours, another]) assert.match(text, digest.slice(0, 12))
      assert.is(other.stats.calls, 0)
      assert.equal(datasets(story), [])
    }))

  it('while the other one loses the model: nobody is left, exit 3; what was answered counts when the same one is pulled again', async () =>
    withTwo(async (two) => {
      const { story, one, other } = two
      setEngine(story, { outage_minutes: 0 })
      const { build, said } = await bothHeld(two)
      await other.goDown()
      await said('server-away')
      one.fault({ kind: 'model-deleted', when: () => true })
      one.release()
      const { exitCode, codes } = await build
      assert.is(exitCode, 3, codes.join())
      const { answered } = one.stats
      assert.ok(answered > 0)
      one.clearFaults()
      one.setDigest(model, ours)
      await other.comeUp()
      other.release()
      const next = await story.build()
      assert.is(next.exitCode, 0, next.text)
      assert.is(sumOf(two, 'answered'), cells)
      assert.equal(story.outputs(), await calmOutputs())
    }))

  it('after the build: a build with nothing to do says so, asks nothing and complains of nothing (contract 15)', async () =>
    withTwo(async (two) => {
      const { story, other } = two
      await story.build()
      await other.goDown()
      const { exitCode, codes, text } = await story.build()
      assert.is(exitCode, 0)
      assert.match(text, 'up to date: 3 targets, 27 records')
      assert.equal(codes, [])
      assert.is(sumOf(two, 'calls'), cells)
    }))

  it('and then the other: they are waited for, the build ends with 3, and the next one asks what is missing', async () =>
    withTwo(async (two) => {
      const { story, one, other } = two
      setEngine(story, { outage_minutes: 0 })
      const { build, said } = await bothHeld(two)
      one.release(3)
      await one.when(({ answered, inFlight }) => answered === 3 && inFlight === width)
      await other.goDown()
      await said('server-away')
      await one.goDown()
      const { exitCode, text, codes } = await build
      assert.is(exitCode, 3, text)
      assert.equal(codes, ['server-away', 'ollama-not-running'])
      await Promise.all([one.comeUp(), other.comeUp()])
      one.release()
      other.release()
      assert.is((await story.build()).exitCode, 0)
      assert.is(sumOf(two, 'answered'), cells)
      assert.equal(story.outputs(), await calmOutputs())
    }))
})

/** The other one is down, and the one stands still. */
async function heldWithoutOther({ story, one, other }: Two): Promise<readonly [Promise<Told>]> {
  one.hold()
  await other.goDown()
  const build = story.build()
  await one.when(({ inFlight }) => inFlight === width)
  return [build]
}

const datasets = (story: Story) => Object.keys(story.outputs()).filter((path) => path.startsWith('dataset/'))

spec('two hosts that do not have the same', (it) => {
  it('the one without the model is left out, with a warning', async () =>
    withTwo(
      async (two) => {
        const { story, one, other } = two
        const { exitCode, codes, text } = await story.build()
        assert.is(exitCode, 0, text)
        assert.equal(codes, ['server-left-out'])
        assert.match(text, `${other.url} does not have the model "${model}"`)
        assert.equal([one.stats.calls, other.stats.calls], [cells, 0])
        assert.equal(story.outputs(), await calmOutputs())
      },
      { models: { 'mistral:7b': {} } },
    ))

  it('the one that loses the model in mid-build is left out from then on', async () =>
    withTwo(async (two) => {
      const { story, one, other } = two
      other.fault({ kind: 'model-deleted', when: 2 })
      const { exitCode, codes, text } = await story.build()
      assert.is(exitCode, 0, text)
      assert.ok(codes.includes('server-left-out'), codes.join())
      assert.ok(one.stats.answered >= cells - 1)
      assert.is(sumOf(two, 'answered'), cells)
      assert.equal(story.outputs(), await calmOutputs())
    }))

  it('other weights under one name: exit 3 with both digests, and nothing is asked or written (contract 3)', async () =>
    withTwo(
      async (two) => {
        const { story, one, other } = two
        const before = story.files()
        const { exitCode, codes, text } = await story.build()
        assert.is(exitCode, 3)
        assert.equal(codes, ['hosts-differ'])
        for (const part of [one.url, other.url, ours.slice(0, 12), another.slice(0, 12), `\`ollama pull ${model}\``])
          assert.ok(text.includes(part), `${part} in ${text}`)
        assert.is(sumOf(two, 'calls'), 0)
        assert.equal(story.files(), before)
      },
      { models: { [model]: { digest: another } } },
    ))

  it('another host than at the last build, with the same weights: nothing is asked again', async () =>
    withTwo(async (two) => {
      const { story, one, other } = two
      setEngine(story, { hosts: [one.url] })
      await story.build()
      setEngine(story, { hosts: [other.url] })
      const { calls, text } = await story.build()
      assert.is(calls, 0)
      assert.match(text, 'up to date')
      assert.is(other.stats.calls, 0)
    }))
})
