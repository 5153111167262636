/** A server that is busy, breaks connections, hangs, or goes away; and a model that says nothing of use. */
import * as assert from 'uvu/assert'
import type { FaultKind } from '../support/fake-ollama/faults.js'
import { spec } from '../support/spec.js'
import { calmOutputs, distinct, inStory, setEngine } from '../support/story.js'

spec('trouble that passes', (it) => {
  const passing: readonly FaultKind[] = [
    { kind: 'busy' },
    { kind: 'reset-before-headers' },
    { kind: 'reset-mid-body' },
    { kind: 'cut-json' },
    { kind: 'empty-200' },
    { kind: 'bad-gateway' },
    { kind: 'crash' },
    { kind: 'out-of-memory' },
    { kind: 'runner-gone' },
    { kind: 'error-200' },
    { kind: 'too-many-requests', retryAfter: '0' },
    { kind: 'too-many-requests', retryAfter: '1' },
  ]

  for (const fault of passing)
    it(`"${fault.kind}" changes no byte, and each such call is made once more (contract 29)`, async () =>
      inStory({ faults: [3, 9, 15].map((when) => ({ ...fault, when })) }, async (story) => {
        const { exitCode, calls } = await story.build()
        assert.is(exitCode, 0)
        assert.is(calls, 27 + 3)
        assert.equal(story.outputs(), await calmOutputs())
      }))

  it('a call that hangs is ended by its deadline and made again', async () =>
    inStory({ faults: [5, 12].map((when) => ({ kind: 'hang', when })) }, async (story) => {
      setEngine(story, { timeout_seconds: 0.15 })
      const { exitCode, calls } = await story.build()
      assert.is(exitCode, 0)
      assert.is(calls, 27 + 2)
      assert.equal(story.outputs(), await calmOutputs())
    }))

  it('all of it at once changes no byte, however many calls are in flight (contract 39)', async () => {
    for (const concurrency of [1, 3, 16])
      await inStory(
        {
          faults: passing.flatMap((fault, index) => [2 * index + 1, 3 * index + 5].map((when) => ({ ...fault, when }))),
        },
        async (story) => {
          setEngine(story, { concurrency, retries: 30 })
          const { exitCode } = await story.build()
          assert.is(exitCode, 0)
          assert.equal(story.outputs(), await calmOutputs())
          assert.ok(story.server.stats.maxInFlight <= concurrency)
        },
      )
  })
})

spec('a server that goes away in mid-build', (it) => {
  it('is waited for, and asked for the rest when it is back: nothing answered is asked again', async () =>
    inStory({}, async (story) => {
      story.server.hold()
      story.server.release(10)
      const building = story.build()
      await story.server.when(({ answered, inFlight }) => answered === 10 && inFlight > 0)
      await story.server.goDown()
      setTimeout(() => void story.server.comeUp().then(() => story.server.release()), 300)
      const { exitCode, text } = await building
      assert.is(exitCode, 0, text)
      assert.match(text, 'does not answer')
      assert.match(text, 'answers again')
      assert.equal(story.outputs(), await calmOutputs())
      assert.ok(story.server.stats.answered <= 27 + 4, `${story.server.stats.answered}`)
    }))
})

spec('trouble that does not pass', (it) => {
  it('a server that dies in mid-build and is waited for in vain ends it with exit code 3; what was answered is kept, and the next build goes on', async () =>
    inStory({}, async (story) => {
      setEngine(story, { outage_minutes: 0 })
      story.server.hold()
      story.server.release(10)
      const building = story.build()
      await story.server.when(({ answered, inFlight }) => answered === 10 && inFlight > 0)
      await story.server.goDown()
      const { exitCode, calls, text, events } = await building
      assert.is(exitCode, 3)
      assert.ok(calls < 27, `${calls}`)
      assert.match(text, 'ollama serve')
      assert.is(events.at(-1)?.kind, 'build-ended')
      const { answered } = story.server.stats
      await story.server.comeUp()
      story.server.release()
      const second = await story.build()
      assert.is(second.exitCode, 0)
      assert.ok(second.calls <= 27 - answered + 4, `${second.calls} of 27 asked again after ${answered} answers`)
      assert.equal(story.outputs(), await calmOutputs())
    }))

  it('a server that fails every call is given up after twenty in a row, not asked for every cell', async () =>
    inStory({ faults: [{ kind: 'crash', when: () => true }] }, async (story) => {
      const many = Array.from({ length: 20 }, (_each, index) => `What is number ${index}?`)
      story.questions('questions/many.jsonl', many)
      setEngine(story, { retries: 1, concurrency: 8 })
      const { exitCode, calls, text, codes } = await story.build()
      assert.is(exitCode, 3)
      assert.ok(codes.includes('engine-keeps-failing'), codes.join())
      assert.ok(calls <= 2 * (20 + 8), `${calls} calls`)
      assert.match(text, 'Everything that was answered is kept')
      await new Promise((resolve) => setTimeout(resolve, 20))
      assert.is(story.server.stats.calls, calls, 'nobody goes on asking after the end')
    }))

  it('a model that is deleted in mid-build ends it with exit code 3 and the line that pulls it', async () =>
    inStory({ faults: [{ kind: 'model-deleted', when: 8 }] }, async (story) => {
      const { exitCode, text } = await story.build()
      assert.is(exitCode, 3)
      assert.match(text, 'ollama pull llama3.2')
    }))

  it('a quota that is used up for an hour is not waited for: the cells fail, exit code 1', async () =>
    inStory({ faults: [{ kind: 'too-many-requests', retryAfter: '3600', when: 20, times: 3 }] }, async (story) => {
      const { exitCode, outcome } = await story.build()
      assert.is(exitCode, 1)
      assert.ok(outcome.tally.failed >= 3)
      const again = await story.build()
      assert.is(again.exitCode, 0)
      assert.equal(story.outputs(), await calmOutputs())
    }))
})

spec('a model that says nothing of use', (it) => {
  const useless: readonly [FaultKind, string][] = [
    [{ kind: 'done-false' }, 'repeat'],
    [{ kind: 'empty-content' }, 'empty'],
    [{ kind: 'thinking-only' }, 'thinking'],
  ]

  for (const [fault, reason] of useless)
    it(`"${fault.kind}" is what the model did: it is stored, and the next attempt is made`, async () =>
      inStory({ faults: [{ ...fault, when: 4 }] }, async (story) => {
        story.configure((config) => (config['record'] = { question: '{{ text }}', attempt: '{{ attempt }}' }))
        const { exitCode, calls, outcome } = await story.build()
        assert.is(exitCode, 0)
        assert.is(calls, 28)
        assert.is(outcome.records, 27)
        const attempts = ['animals', 'music'].flatMap((group) =>
          story.records(`dataset/fusion_datasets/${group}.jsonl`),
        )
        assert.is(attempts.filter(({ attempt }) => attempt === 2).length, 1, reason)
        const before = story.outputs()
        story.remove('dataset')
        story.remove('.fusionkit/state')
        assert.is((await story.build()).calls, 0)
        assert.equal(story.outputs(), before)
      }))

  it('all attempts of no use reject the cell, with the reason, for ever', async () =>
    inStory(
      {
        faults: useless.slice(1).map(([fault]) => ({
          ...fault,
          when: ({ messages }) => messages.at(-1)?.content.includes('piccolo') ?? false,
          times: 1,
        })),
      },
      async (story) => {
        story.configure((config) => Object.assign(config, { max_attempts: 1 }))
        const first = await story.build()
        assert.is(first.exitCode, 0)
        assert.ok((first.outcome.tally.rejected['skipped'] ?? 0) >= 2)
        assert.equal((await story.build()).calls, 0)
        story.configure((config) => Object.assign(config, { max_attempts: 2 }))
        const second = await story.build()
        assert.is(second.exitCode, 0)
        assert.is(second.outcome.records, 27)
      },
    ))

  it('a text that was cut off is asked for once more with twice the tokens', async () =>
    inStory({}, async (story) => {
      story.configure((config) => (config['sampling'] = { max_tokens: 40 }))
      const { exitCode, outcome } = await story.build()
      assert.is(exitCode, 0)
      assert.is(outcome.records, 27)
      const asked = story.server.requests.map(({ body }) => body.options?.['num_predict'])
      assert.ok(asked.includes(80) && asked.every((tokens) => tokens === 40 || tokens === 80), asked.join())
      assert.is((await story.build()).calls, 0)
    }))

  it('a text that is cut off both times is rejected as such', async () =>
    inStory(
      { respond: ({ messages }) => (messages.at(-1)?.content.startsWith('Briefly') ? 'long '.repeat(300) : 'x') },
      async (story) => {
        story.configure((config) =>
          Object.assign(config, {
            max_attempts: 2,
            sampling: { max_tokens: 20 },
            variants: { brief: 'Briefly please: <q1>{{ q1 }}</q1> <q2>{{ q2 }}</q2>' },
          }),
        )
        const { exitCode, calls, outcome } = await story.build()
        assert.is(exitCode, 0)
        assert.is(calls, 9 * 2 * 2)
        assert.equal(outcome.tally.rejected, { length: 9 })
        assert.is((await story.build()).calls, 0)
      },
    ))

  it('a prompt that does not fit the context is rejected for one call, and asked again where there is more room', async () =>
    inStory({}, async (story) => {
      story.questions('questions/music.jsonl', ['Who?', `What is ${'very '.repeat(60)}long?`])
      setEngine(story, { context_tokens: 128 })
      const { exitCode, calls, outcome } = await story.build()
      assert.is(exitCode, 0)
      assert.is(calls, 18 + 1)
      assert.equal(outcome.tally.rejected, { 'prompt-too-long': 1, skipped: 2 })
      assert.is((await story.build()).calls, 0)
      setEngine(story, { context_tokens: 4096 })
      const roomy = await story.build()
      assert.is(roomy.calls, 3)
      assert.is(roomy.outcome.records, 21)
    }))

  it('a refusal, and an echo of a question, are followed by the next attempt', async () => {
    for (const bad of ["I'm sorry, but I can't help with that.", 'Who wrote the opera Carmen?'])
      await inStory({ respond: (body) => (isFirst(body) ? bad : distinct(body)) }, async (story) => {
        const { exitCode, calls, outcome } = await story.build()
        assert.is(exitCode, 0)
        assert.is(outcome.records, 27)
        assert.is(calls, 27 + 2)
      })
  })
})

/** The first attempt of a merge with Carmen: it is the coldest. */
function isFirst({ messages, options }: Parameters<typeof distinct>[0]): boolean {
  const prompt = messages.at(-1)?.content ?? ''
  return options?.['temperature'] === 0.2 && prompt.startsWith('Merge') && prompt.includes('Carmen')
}

spec('a build that is told to stop', (it) => {
  it('makes no new calls, keeps those in flight, ends with 130, and goes on from there (contract 26, 41)', async () =>
    inStory({ callMs: 5 }, async (story) => {
      const stop = new AbortController()
      const build = story.build({ signal: stop.signal })
      await story.server.when(({ calls }) => calls >= 10)
      story.server.hold()
      await story.server.when(({ inFlight }) => inFlight === 4)
      const { calls } = story.server.stats
      stop.abort(new Error('enough'))
      story.server.release()
      const first = await build
      assert.is(first.exitCode, 130)
      assert.is(first.calls, calls)
      assert.is(story.server.stats.answered, calls, 'what was in flight came in')
      const ends = first.events.filter(({ kind }) => kind === 'target-ended').length
      assert.is(first.events.filter(({ kind }) => kind === 'target-started').length, ends)
      assert.match(first.text, 'everything that was answered is kept')
      const second = await story.build()
      assert.is(second.exitCode, 0)
      assert.is(second.calls, 27 - calls)
      assert.is(story.server.repeated().length, 0)
      assert.equal(story.outputs(), await calmOutputs())
    }))
})
