/** A build that may ask only so much: it stops cleanly, says what is left, and the next one goes on from there. */
import * as assert from 'uvu/assert'
import type { Clock } from '../../src/base/clock.js'
import { eachAlone } from '../support/batches.js'
import { spec } from '../support/spec.js'
import { distinct, inStory, type Story, type Told } from '../support/story.js'

const merged = 'dataset/batch_fusion_generator/batch_fusion_dataset.jsonl'

let inOneGo: Promise<Record<string, string>> | undefined

async function outputsInOneGo(): Promise<Record<string, string>> {
  return (inOneGo ??= (async () => {
    let outputs = {}
    await inStory({}, async (story) => {
      assert.is((await story.build()).exitCode, 0)
      outputs = story.outputs()
    })
    return outputs
  })())
}

const unaskedOf = ({ outcome }: Told) => outcome.tally.unasked

/** A clock that the test moves on. */
function clockByHand(): Clock & { pass(milliseconds: number): void } {
  let now = 0
  const waiting = new Set<{ readonly until: number; readonly wake: () => void }>()
  return {
    now: () => now,
    sleep: (milliseconds, signal) =>
      new Promise((wake, reject) => {
        const one = { until: now + milliseconds, wake }
        waiting.add(one)
        signal.addEventListener('abort', () => waiting.delete(one) && reject(signal.reason as Error), { once: true })
      }),
    pass: (milliseconds) => {
      now += milliseconds
      for (const one of waiting) if (one.until <= now && waiting.delete(one)) one.wake()
    },
  }
}

spec('a budget of calls', (it) => {
  it('is kept to exactly, and the builds that go on add up to one in one go, byte by byte (contract 3)', async () => {
    for (const maxCalls of [4, 10, 26])
      await inStory({}, async (story) => {
        const calls: number[] = []
        while (calls.length < 30) {
          const told = await story.build({ maxCalls })
          calls.push(told.calls)
          assert.is(told.outcome.tally.calls, told.calls)
          assert.equal(told.outcome.failed, [])
          if (told.exitCode === 0) break
          assert.is(told.exitCode, 1)
          assert.is(told.calls, maxCalls)
          assert.equal(told.outcome.budget, { kind: 'calls', most: maxCalls })
        }
        assert.equal(calls, [...Array<number>(Math.floor(27 / maxCalls)).fill(maxCalls), 27 % maxCalls])
        assert.is(story.server.repeated().length, 0)
        assert.equal(story.outputs(), await outputsInOneGo())
      })
  })

  it('that is large enough changes nothing, not a word', async () => {
    const texts: string[] = []
    for (const ways of [{}, { maxCalls: 27 }, { maxMinutes: 1e6 }])
      await inStory({}, async (story) => {
        const clock = clockByHand()
        const { exitCode, text } = await story.build({ ...ways, clock })
        assert.is(exitCode, 0)
        texts.push(text.split('\n').sort().join('\n'))
        assert.equal(story.outputs(), await outputsInOneGo())
      })
    assert.is(new Set(texts).size, 1)
  })

  it('that is used up says how many cells are left in all groups, as `plan` counts them, and keeps whole groups', async () =>
    inStory({}, async (story) => {
      await story.build({ targets: ['music'] })
      story.questions('questions/plants.jsonl', ['What is moss?', 'What is fern?', 'What is bark?'])
      story.remove('dataset/fusion_datasets/music.jsonl')
      const told = await story.build({ maxCalls: 5 })
      assert.is(told.exitCode, 1)
      const { targets } = await story.plan()
      const left = targets.reduce((sum, { toAsk }) => sum + toAsk, 0)
      assert.equal(unaskedOf(told), { budget: left, hopeless: 0 })
      assert.is(left, 18 + 9 - 5)
      assert.ok(story.exists('dataset/fusion_datasets/music.jsonl'), 'what needs no call is made')
      assert.not(story.exists(merged))
      assert.match(
        told.text,
        `The budget of 5 calls (--max-calls) is used up: ${left} cells of 2 groups are left, and \`fusionkit build\` goes on from there.`,
      )
      assert.not.match(told.text, /failed|no answer|error/i)
    }))

  it('leaves the last good output where it is, and says of groups that it never came to nothing but their number', async () =>
    inStory({}, async (story) => {
      await story.build()
      const before = story.outputs()
      const names = Array.from({ length: 30 }, (_each, index) => `more-${index}`)
      for (const name of names) story.questions(`questions/${name}.jsonl`, [`What is ${name}?`, `Where is ${name}?`])
      story.configure((config) => (config['variants'] = { other: 'Other: <q1>{{ q1 }}</q1> <q2>{{ q2 }}</q2>' }))
      const told = await story.build({ maxCalls: 2 })
      assert.is(told.exitCode, 1)
      for (const [path, text] of Object.entries(before)) assert.is(story.read(path), text)
      assert.ok(told.text.split('\n').length < 10, told.text)
      assert.match(told.text, `${9 + 30 - 2} cells of`)
      const last = await story.build()
      assert.is(last.exitCode, 0)
      assert.is(last.calls, 9 + 30 - 2)
    }))

  it('asks nobody anything, and needs no server, where it is nothing', async () =>
    inStory({}, async (story) => {
      const told = await story.build({ maxCalls: 0 })
      assert.is(told.exitCode, 1)
      assert.is(told.calls, 0)
      assert.equal(unaskedOf(told), { budget: 27, hopeless: 0 })
    }))

  it('does not count the further tries of a call', async () =>
    inStory({ faults: [2, 5].map((when) => ({ kind: 'busy', when })) }, async (story) => {
      const told = await story.build({ maxCalls: 10 })
      assert.is(told.calls, 12)
      assert.is(told.outcome.tally.calls, 10)
      assert.is((await story.build()).calls, 17)
    }))
})

/** What comes of builds with so many calls each: all of their calls, and the files. */
async function inPieces(story: Story, maxCalls: number | undefined) {
  let calls = 0
  for (let build = 0; build < 30; build += 1) {
    const told = await story.build(maxCalls === undefined ? {} : { maxCalls })
    calls += told.calls
    assert.is(told.calls, told.outcome.tally.calls)
    if (told.exitCode === 0) break
    assert.is(told.calls, maxCalls)
    const left = (await story.plan()).targets.reduce((sum, { toAsk }) => sum + toAsk, 0)
    assert.is(told.outcome.tally.unasked?.budget, left)
  }
  assert.equal(story.server.repeated(), [])
  return { calls, outputs: story.outputs() }
}

spec('a budget of calls, in several pieces as in one,', (it) => {
  it('holds where several models are asked one after the other', async () => {
    const told: Awaited<ReturnType<typeof inPieces>>[] = []
    for (const maxCalls of [undefined, 5, 12])
      await inStory({ models: { 'llama3.2:latest': {}, 'qwen3:4b': {} } }, async (story) => {
        story.configure((config) =>
          Object.assign(config['variants'] as object, {
            fluid: { prompt: 'Fluently please: <q>{{ simple }}</q>', model: 'qwen3:4b' },
          }),
        )
        told.push(await inPieces(story, maxCalls))
      })
    assert.is(told[0]?.calls, 27)
    assert.equal(told[1], told[0])
    assert.equal(told[2], told[0])
  })

  it('counts a call that several cells share as one', async () => {
    const told: Awaited<ReturnType<typeof inPieces>>[] = []
    for (const maxCalls of [undefined, 4])
      await inStory({ respond: eachAlone(distinct) }, async (story) => {
        story.configure((config) => Object.assign(config, { batch: true }))
        told.push(await inPieces(story, maxCalls))
      })
    assert.is(told[0]?.calls, 18)
    assert.equal(told[1], told[0])
  })
})

spec('a budget of minutes', (it) => {
  it('begins no call when it is over, and keeps those that are under way', async () =>
    inStory({}, async (story) => {
      const clock = clockByHand()
      story.server.hold()
      const building = story.build({ maxMinutes: 1.5, clock })
      await story.server.when(({ inFlight }) => inFlight === 4)
      clock.pass(89_999)
      story.server.release(2)
      await story.server.when(({ answered, inFlight }) => answered === 2 && inFlight === 4)
      clock.pass(1)
      story.server.release()
      const told = await building
      assert.is(told.exitCode, 1)
      assert.is(told.calls, 6)
      assert.is(told.outcome.tally.calls, 6)
      assert.match(told.text, /The budget of 1\.5 minutes \(--max-minutes\) is used up: 21 cells of 2 groups are left/)
      const rest = await story.build()
      assert.is(rest.calls, 21)
      assert.is(story.server.repeated().length, 0)
      assert.equal(story.outputs(), await outputsInOneGo())
    }))
})

spec('budgets on the command line', (it) => {
  it('end with exit code 1 and the way on; -n counts all of it', async () =>
    inStory({}, async (story) => {
      const { code, stdout, stderr } = await story.spawn('build', '--max-calls', '5', '--max-minutes=60').ended
      assert.is(code, 1, stderr)
      assert.is(stdout, '')
      assert.match(
        stderr,
        /The budget of 5 calls \(--max-calls\) is used up: 22 cells of 2 groups are left, and `fusionkit build` goes on from there\.\n$/,
      )
      const plan = await story.spawn('build', '-n', '--max-calls', '5').ended
      assert.match(plan.stdout, 'at least 22 to ask')
      const { code: last } = await story.spawn('build', '--keep-going', '--max-minutes', '0.5').ended
      assert.is(last, 0)
      assert.equal(story.outputs(), await outputsInOneGo())
    }))

  it('hold for `fuse` too', async () =>
    inStory('rules', async (story) => {
      const fuse = ['fuse', 'questions/music.jsonl', '--engine', 'rules', '--output', 'fused.jsonl']
      const { code, stderr } = await story.spawn(...fuse, '--max-calls', '4').ended
      assert.is(code, 1, stderr)
      assert.match(
        stderr,
        /The budget of 4 calls .* of 1 group are left, and the same `fusionkit fuse` goes on from there/,
      )
      assert.not(story.exists('fused.jsonl'))
      assert.is((await story.spawn(...fuse).ended).code, 0)
      assert.ok(story.exists('fused.jsonl'))
    }))
})
