/** Who answers, and what makes a question another one. */
import * as assert from 'uvu/assert'
import { framed } from '../../../src/base/hash.js'
import type { CompletionRequest } from '../../../src/domain/completion.js'
import type { Sampling } from '../../../src/domain/project.js'
import type { EngineKind } from '../../../src/engines/engine.js'
import { seedFor } from '../../../src/fusion/prompts.js'
import { aRequest, sampling } from '../../support/fake-ollama/asking.js'
import { type Case, completionBy, requestIn } from './case.js'

const keyOf = (kind: EngineKind, request: CompletionRequest) => framed(kind.reads(request))

/** Each value of the sampling that is sent, changed. The config's seed is not: it is in that of the call. */
const otherSampling: readonly Partial<Sampling>[] = [
  { temperature: 0.3 },
  { top_p: 0.8 },
  { max_tokens: 400 },
  { top_k: 20 },
  { min_p: 0.1 },
  { repeat_penalty: 1.1 },
  { repeat_last_n: 32 },
  { presence_penalty: 0.5 },
  { frequency_penalty: 0.5 },
  { stop: ['\n'] },
  { stop: ['\n', 'END'] },
]

const otherPrompts: readonly Partial<CompletionRequest>[] = [
  { messages: [{ role: 'user', content: 'Merge them.' }] },
  { messages: [{ role: 'system', content: 'Merge them.' }] },
  {
    messages: [
      { role: 'user', content: 'Merge ' },
      { role: 'user', content: 'them.' },
    ],
  },
  { seed: 8 },
  { format: { type: 'object' } },
  ...otherSampling.map((other) => ({ sampling: { ...sampling, ...other } })),
]

const { pair } = aRequest()

const otherPairs: readonly Partial<CompletionRequest>[] = [
  { pair: { first: pair.second, second: pair.first } },
  { style: 'fluid' },
  { language: 'fr' },
  { attempt: 2 },
]

/** Each of them is another question than the first, and than all others. */
function allDiffer(kind: EngineKind, changes: readonly Partial<CompletionRequest>[]): void {
  const keys = [{}, ...changes].map((change) => keyOf(kind, aRequest(change)))
  assert.is(new Set(keys).size, keys.length)
}

/** As requestOf in fusion/ makes them. */
const attemptOf = (attempt: number): Partial<CompletionRequest> => {
  const { messages } = aRequest()
  return { attempt, seed: seedFor(sampling, attempt, messages) }
}

export const knowing: readonly Case[] = [
  {
    sentence:
      'says who answers for each of its models: the same whenever it is asked, after a restart, too, and wherever it is',
    async check(scene) {
      const first = await scene.identify(scene.models)
      assert.equal([...first.keys()], [...scene.models])
      for (const { id, label } of first.values()) {
        assert.ok(id !== '' && label !== '')
        assert.not.match(id, /127\.0\.0\.1|localhost|\/tmp\//)
      }
      assert.equal(await scene.identify(scene.models), first)
      const engine = await scene.open()
      const [server] = engine.servers
      if (server?.identify) assert.equal(await server.identify(scene.models, 5_000), first)
      await completionBy(engine, requestIn(scene))
      await engine.close()
      await scene.restart()
      assert.equal(await scene.identify(scene.models), first)
      assert.equal((await scene.identify([])).size, 0)
    },
  },
  {
    sentence: 'reads a request purely: equal ones are one question, whatever of them it does not read',
    async check(scene, kind) {
      const request = requestIn(scene)
      const again = requestIn(scene, structuredClone({ messages: request.messages, pair: request.pair }))
      assert.equal(kind.reads(request), kind.reads(request))
      assert.is(keyOf(kind, again), keyOf(kind, request))
      assert.is(keyOf(kind, requestIn(scene, { prefix: 'another' })), keyOf(kind, request))
      assert.is(keyOf(kind, requestIn(scene, { model: 'another' })), keyOf(kind, request)) // who that is is in the identity
      assert.is(scene.requests(), 0)
    },
  },
  {
    sentence: 'takes another prompt, seed or value of the sampling for another question (contract 3)',
    needs: ['prompt'],
    check: async (_scene, kind) => allDiffer(kind, otherPrompts),
  },
  {
    sentence: 'takes another pair, style, language or attempt for another question (contract 3)',
    needs: ['pair'],
    check: async (_scene, kind) => allDiffer(kind, otherPairs),
  },
  {
    sentence: 'takes every attempt for another question',
    check: async (_scene, kind) => allDiffer(kind, [2, 3].map(attemptOf)),
  },
]
