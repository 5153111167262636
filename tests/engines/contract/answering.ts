/** What is asked and answered. */
import * as assert from 'uvu/assert'
import { seedFor } from '../../../src/fusion/prompts.js'
import { patient, sampling } from '../../support/fake-ollama/asking.js'
import { type Case, completionBy, requestIn, serverOf } from './case.js'

/** None of these is what a server or the package would take by itself. */
const unusual = {
  temperature: 0.65,
  top_p: 0.85,
  max_tokens: 123,
  top_k: 17,
  min_p: 0.05,
  repeat_penalty: 1.15,
  repeat_last_n: 48,
  presence_penalty: 0.25,
  frequency_penalty: 0.35,
  stop: ['\n\n', 'END'],
} as const

export const answering: readonly Case[] = [
  {
    sentence: 'answers a prompt, and leaves the request as it was',
    async check(scene) {
      const engine = await scene.open()
      for (const { name, width } of engine.servers) {
        assert.not.equal(name, '')
        assert.ok(width === 'auto' || width >= 1)
      }
      const { text, end } = await completionBy(engine, requestIn(scene))
      assert.is(end, 'stop')
      assert.not.equal(text.trim(), '')
      assert.ok(await engine.servers[0]?.isUp(patient))
    },
  },
  {
    sentence: 'asks once for each call, and for nothing before the first',
    needs: ['seen'],
    async check(scene) {
      const engine = await scene.open()
      assert.is(scene.requests(), 0)
      await completionBy(engine, requestIn(scene))
      await completionBy(engine, requestIn(scene)) // an engine keeps nothing: that is the store's
      assert.is(scene.heard().length, 2)
    },
  },
  {
    sentence: 'sends the messages, the seed and every value of the sampling as the request has them',
    needs: ['seen', 'prompt'],
    async check(scene) {
      const request = requestIn(scene, { seed: 1_234_567, sampling: { seed: 0, ...unusual } })
      await completionBy(await scene.open(), request)
      const [heard] = scene.heard()
      assert.is(heard?.seed, 1_234_567)
      assert.equal(heard?.sampling, unusual)
      for (const { content } of request.messages) assert.ok(heard?.prompt.includes(content), content)
    },
  },
  {
    sentence: 'sends another seed for another attempt, and the same one for the same',
    needs: ['seen', 'prompt'],
    async check(scene) {
      const server = await serverOf(scene)
      for (const attempt of [1, 2, 1]) {
        const { messages } = requestIn(scene)
        const seed = seedFor(sampling, attempt, messages)
        await server.complete(requestIn(scene, { attempt, seed }), patient)
      }
      const [first, second, again] = scene.heard()
      assert.not.equal(first, second)
      assert.equal(first, again)
    },
  },
  {
    sentence: 'says that an answer was cut off: its end is "length"',
    needs: ['cut'],
    async check(scene) {
      const cut = requestIn(scene, { sampling: { ...sampling, max_tokens: 2 } })
      const { text, end } = await completionBy(await scene.open(), cut)
      assert.is(end, 'length')
      assert.not.equal(text.trim(), '')
    },
  },
]
