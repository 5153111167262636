/**
 * What the fake server stands for, tried on a real one:
 *
 *   FUSIONKIT_TEST_OLLAMA="http://127.0.0.1:11434 llama3.2:latest" npm run test:live
 *
 * Any model will do: nothing here asks for a good text.
 */
import * as assert from 'uvu/assert'
import { makeSystemClock } from '../../src/base/clock.js'
import { EngineUnavailable, type Server } from '../../src/engines/engine.js'
import { ollama } from '../../src/engines/ollama.js'
import { makeLanes } from '../../src/run/lanes.js'
import { aRequest, errorOf, openAt, patient, sampling } from '../support/fake-ollama/asking.js'
import { spec } from '../support/spec.js'
import { type Config, inStory, plainConfig } from '../support/story.js'

const [url = '', model = ''] = (process.env['FUSIONKIT_TEST_OLLAMA'] ?? '').trim().split(/\s+/)
const isThere = url !== '' && model !== ''
/** A model that is loaded from a slow disk takes its time. */
const longMs = 180_000

const ask = (changes: Parameters<typeof aRequest>[0] = {}) => aRequest({ model, ...changes })

async function withServer(use: (server: Server) => Promise<void>): Promise<void> {
  const engine = await openAt({ url }, { context_tokens: 512 }, false)
  try {
    await use(engine.server)
  } finally {
    await engine.close()
  }
}

const cases: readonly (readonly [string, () => Promise<void>])[] = [
  [
    'says who it is, by a digest',
    async () => {
      const who = await ollama.identify({ kind: 'ollama', hosts: [url] }, [model], { env: {} }, 5_000)
      assert.match(who.get(model)?.id ?? '', /^ollama [\da-f]{64}/)
    },
  ],
  [
    'answers, and says how long it waited and worked',
    async () =>
      withServer(async (server) => {
        assert.ok(await server.isUp(patient))
        const { completion, queuedMs, busyMs } = await server.complete(ask(), patient)
        assert.ok(['stop', 'length', 'empty', 'repeat'].includes(completion.end), completion.end)
        if (completion.end === 'repeat') return // a model that the server stopped is told of with nothing else
        assert.ok((completion.promptTokens ?? 0) > 0)
        assert.ok((queuedMs ?? -1) >= 0 && (busyMs ?? 0) > 0)
      }),
  ],
  [
    'cuts an answer at max_tokens, and says so',
    async () =>
      withServer(async (server) => {
        const { completion } = await server.complete(ask({ sampling: { ...sampling, max_tokens: 2 } }), patient)
        assert.is(completion.end, 'length')
        assert.ok((completion.completionTokens ?? 99) <= 3)
      }),
  ],
  [
    'says that a prompt does not fit, instead of cutting it',
    async () =>
      withServer(async (server) => {
        const content = 'How long is a sentence that nobody ends? '.repeat(200)
        const { completion } = await server.complete(ask({ messages: [{ role: 'user', content }] }), patient)
        assert.is(completion.end, 'prompt-too-long')
        assert.is(completion.contextTokens, 512)
      }),
  ],
  [
    'keeps to a JSON schema',
    async () =>
      withServer(async (server) => {
        const format = { type: 'object', properties: { question: { type: 'string' } }, required: ['question'] }
        const request = ask({ format, sampling: { ...sampling, max_tokens: 300 } })
        const { completion } = await server.complete(request, patient)
        if (completion.end === 'stop') assert.is(typeof JSON.parse(completion.text).question, 'string')
        else assert.match(completion.text, /^\s*\{/)
      }),
  ],
  [
    'names a model that it does not have',
    async () =>
      withServer(async (server) => {
        const error = await errorOf(server.complete(ask({ model: 'no-such-model:none' }), patient))
        assert.instance(error, EngineUnavailable)
        assert.match((error as EngineUnavailable).diagnostic.hint ?? '', 'ollama pull no-such-model:none')
      }),
  ],
  [
    'unloads a model, and loads it for the next call',
    async () =>
      withServer(async (server) => {
        await server.load?.(model, patient)
        await server.unload?.(model, patient)
        assert.ok((await server.complete(ask(), patient)).completion.end)
      }),
  ],
  [
    'gives up a call that is aborted, and goes on',
    async () =>
      withServer(async (server) => {
        await server.load?.(model, patient)
        const stop = new AbortController()
        const long = ask({ sampling: { ...sampling, max_tokens: 400, temperature: 2 } })
        const aborted = errorOf(server.complete(long, stop.signal))
        setTimeout(() => stop.abort(new Error('enough')), 20)
        const error = await aborted.catch(() => undefined) // it may have been faster
        if (error !== undefined) assert.match((error as Error).message, 'enough')
        assert.ok((await server.complete(ask({ seed: 8 }), patient)).completion.end)
      }),
  ],
  [
    'shows how many calls it works on at once',
    async () =>
      withServer(async (server) => {
        const found: string[] = []
        const say = ({ message }: { readonly message: string }) => void found.push(message)
        const lanes = makeLanes([server], { retries: 6, clock: makeSystemClock(), random: Math.random, say })
        const seeds = Array.from({ length: 150 }, (_each, seed) => seed)
        await Promise.all(seeds.map((seed) => lanes.complete(ask({ seed }), patient)))
        lanes.close()
        process.stdout.write(`(${found.join(' ') || 'too fast to be seen'}) `)
      }),
  ],
  [
    'builds a dataset, asks nothing twice, and again nothing when nothing changed',
    async () => {
      const config: Config = { ...plainConfig(), model, gpu: false, checks: { ends_with: false, cut_off: false } }
      await inStory(
        {},
        async (story) => {
          story.configure((edited) => {
            edited['engine'] = { kind: 'ollama', hosts: [url], context_tokens: 512 }
            edited['sampling'] = { max_tokens: 60 }
          })
          const first = await story.build()
          assert.is(first.exitCode, 0, first.text)
          assert.is(first.outcome.tally.cells, 27)
          const again = await story.build({ force: true })
          assert.is(again.outcome.tally.calls, 0)
          assert.match((await story.build()).text, 'up to date')
        },
        config,
      )
    },
  ],
]

spec('a real Ollama', (it) => {
  for (const [sentence, check] of cases) {
    if (isThere) it(sentence, check, { deadlineMs: longMs })
    else it.skip(sentence, 'FUSIONKIT_TEST_OLLAMA names no server and model: "http://127.0.0.1:11434 llama3.2:latest"')
  }
})
