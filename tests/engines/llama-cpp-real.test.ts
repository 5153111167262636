/** Real inference, on a model that the test writes itself: where node-llama-cpp is installed beside fusionkit. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { Completion, CompletionRequest } from '../../src/domain/completion.js'
import type { Diagnostic } from '../../src/domain/diagnostic.js'
import { EngineUnavailable, type Server } from '../../src/engines/engine.js'
import { llamaCpp } from '../../src/engines/llama-cpp.js'
import { findPackage } from '../../src/engines/llama-cpp/package.js'
import { aRequest, errorOf, patient, sampling } from '../support/fake-ollama/asking.js'
import { spec } from '../support/spec.js'
import { inStory, plainConfig } from '../support/story.js'
import { tokensOf, writeTinyModel } from '../support/tiny-gguf.js'

interface Real {
  readonly server: Server
  readonly said: readonly Diagnostic[]
  ask(content: string, changes?: Partial<CompletionRequest>): Promise<Completion>
}

/** More threads than free cores are slower, not faster. */
const settings = { kind: 'llama-cpp', threads: 1, context_tokens: 256, chat_wrapper: 'chatML' }

async function withModel(
  use: (real: Real) => Promise<void>,
  more: { readonly settings?: Readonly<Record<string, unknown>>; readonly gpu?: boolean | number } = {},
): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'fusionkit-test-'))
  writeTinyModel(join(root, 'tiny.gguf'))
  const said: Diagnostic[] = []
  const options = { gpu: more.gpu ?? false, say: (diagnostic: Diagnostic) => void said.push(diagnostic) }
  const engine = await llamaCpp.open({ ...settings, ...more.settings }, options, { env: {}, root })
  const [server] = engine.servers
  assert.ok(server)
  try {
    const ask: Real['ask'] = async (content, changes = {}) =>
      (
        await server.complete(
          aRequest({ model: 'tiny.gguf', messages: [{ role: 'user', content }], ...changes }),
          patient,
        )
      ).completion
    await use({ server, said, ask })
  } finally {
    await engine.close()
    rmSync(root, { recursive: true })
  }
}

const warm = { ...sampling, temperature: 1, top_k: 0, top_p: 1 }
/** ChatML around one message, and the token that all begins with. */
const around = tokensOf('user\n\nassistant\n') + 3 + 1

/** A prompt that leaves so many tokens of the context. */
const leaving = (tokens: number) => 'x'.repeat(settings.context_tokens - around - tokens)

const cases: readonly (readonly [string, () => Promise<void>])[] = [
  [
    'says a question to its end, the same one for the same seed, others for others',
    async () =>
      withModel(
        async ({ ask }) => {
          const seeds = [1, 2, 3, 4, 5, 6]
          const first = await Promise.all(seeds.map(async (seed) => ask('Is it?', { seed, sampling: warm })))
          for (const { text, end, completionTokens = 0 } of first) {
            assert.match(text, /^(?:When|Who|How|Where|What) .*\?$/)
            assert.is(end, 'stop')
            assert.ok(completionTokens > 3)
          }
          assert.ok(new Set(first.map(({ text }) => text)).size > 2)
          for (const [index, seed] of seeds.entries())
            assert.is((await ask('Is it?', { seed, sampling: warm })).text, first[index]?.text)
        },
        { settings: { chat_wrapper: 'auto' } },
      ),
  ],
  [
    'is given our messages alone: no system message is made up, and ours is sent as it is',
    async () =>
      withModel(async ({ ask }) => {
        const user = { role: 'user', content: 'Is it?' } as const
        const alone = await ask('', { messages: [user] })
        assert.is(alone.promptTokens, around + tokensOf(user.content))
        const system = { role: 'system', content: 'Be brief.' } as const
        const both = await ask('', { messages: [system, user] })
        assert.is((both.promptTokens ?? 0) - (alone.promptTokens ?? 0), tokensOf('system\nBe brief.\n') + 2)
      }),
  ],
  [
    'obeys sampling: no temperature, one word to choose from, a stop, a limit',
    async () =>
      withModel(async ({ ask }) => {
        const texts = async (changes: Partial<CompletionRequest>) =>
          new Set(await Promise.all([1, 2, 3, 4].map(async (seed) => (await ask('Is it?', { ...changes, seed })).text)))
        assert.is((await texts({ sampling: { ...warm, temperature: 0 } })).size, 1)
        assert.is((await texts({ sampling: { ...warm, top_k: 1 } })).size, 1)
        assert.ok((await texts({ sampling: warm })).size > 1)
        const stopped = await ask('Is it?', { sampling: { ...sampling, stop: ['?'] } })
        assert.not.match(stopped.text, /\?/)
        assert.is(stopped.end, 'stop')
        const cut = await ask('Is it?', { sampling: { ...sampling, max_tokens: 2 } })
        assert.equal([cut.end, cut.completionTokens], ['length', 2])
        const penalty = { ...warm, repeat_penalty: 1.3, frequency_penalty: 0.5 }
        assert.is((await ask('Is it?', { sampling: penalty })).end, 'stop')
      }),
  ],
  [
    'says that a prompt does not fit, to the token, and cuts an answer where the context ends',
    async () =>
      withModel(async ({ ask }) => {
        assert.equal(await ask(leaving(1)), { text: '', end: 'prompt-too-long', contextTokens: 256 })
        const { end, completionTokens } = await ask(leaving(4))
        assert.equal([end, completionTokens], ['length', 3])
        assert.is((await ask(leaving(30))).end, 'stop')
      }),
  ],
  [
    'holds a reply to a JSON Schema',
    async () =>
      withModel(async ({ ask }) => {
        const text = { type: 'string' }
        const format = {
          type: 'object',
          properties: { simple: text, fluid: text },
          required: ['simple', 'fluid'],
          additionalProperties: false,
        }
        const answer = await ask('Is it?', { format, sampling: { ...sampling, max_tokens: 150 } })
        assert.is(answer.end, 'stop')
        assert.equal(Object.keys(JSON.parse(answer.text) as object), ['simple', 'fluid'])
      }),
  ],
  [
    'answers many calls at once, as it answers them one by one',
    async () =>
      withModel(
        async ({ ask }) => {
          const seeds = Array.from({ length: 24 }, (_, index) => index)
          const together = await Promise.all(seeds.map(async (seed) => ask(`Is it ${seed % 3}?`, { seed })))
          for (const { end } of together) assert.is(end, 'stop')
        },
        { settings: { sequences: 8 } },
      ),
  ],
  [
    'is on the CPU where there is no GPU, and says so',
    async () =>
      withModel(
        async ({ ask, said }) => {
          assert.is((await ask('Is it?')).end, 'stop')
          const codes = said.map(({ code }) => code)
          assert.ok(codes.length === 0 || codes[0] === 'llama-cpp-on-cpu', codes.join())
        },
        { gpu: true },
      ),
  ],
  [
    'says in a sentence that a file is no model',
    async () =>
      withModel(async ({ server }) => {
        const error = await errorOf(Promise.resolve(server.load?.(import.meta.filename, patient)))
        assert.instance(error, EngineUnavailable)
        assert.is((error as EngineUnavailable).diagnostic.code, 'model-not-read')
      }),
  ],
  [
    'builds a dataset, and asks nothing when it is built again',
    async () =>
      inStory(
        'rules',
        async ({ root, configure, build }) => {
          writeTinyModel(join(root, 'tiny.gguf'))
          configure((config) => (config['engine'] = settings))
          const { exitCode, text, outcome } = await build()
          assert.is(exitCode, 0, text)
          assert.is(outcome.ran.length, 3)
          assert.equal((await build()).outcome.ran, [])
        },
        { ...plainConfig(), model: 'tiny.gguf', gpu: false, max_attempts: 3 },
      ),
  ],
]

const why = 'node-llama-cpp is not installed beside fusionkit'

spec('a real model in llama.cpp', (it) => {
  for (const [sentence, check] of cases) {
    if (findPackage('/') === undefined) it.skip(sentence, why)
    else it(sentence, check)
  }

  it('is small enough to be written by a test', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fusionkit-test-'))
    writeTinyModel(join(folder, 'tiny.gguf'))
    assert.ok(statSync(join(folder, 'tiny.gguf')).size < 3_000_000)
    rmSync(folder, { recursive: true })
  })
})
