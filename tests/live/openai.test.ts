/**
 * What the fake server of the kind of OpenAI stands for, tried on a real one:
 *
 *   FUSIONKIT_TEST_OPENAI="http://127.0.0.1:8080 qwen2.5-0.5b-instruct-q4_k_m.gguf" npm run test:live
 *
 * The key comes from OPENAI_API_KEY, where the server wants one. Any model will do: nothing here asks for a good text.
 */
import * as assert from 'uvu/assert'
import type { Identity } from '../../src/domain/completion.js'
import { EngineUnavailable, type Server } from '../../src/engines/engine.js'
import { openai } from '../../src/engines/openai.js'
import { aRequest, errorOf, patient, sampling } from '../support/fake-ollama/asking.js'
import { spec } from '../support/spec.js'

const [url = '', model = ''] = (process.env['FUSIONKIT_TEST_OPENAI'] ?? '').trim().split(/\s+/)
const isThere = url !== '' && model !== ''
/** A model that is loaded from a slow disk takes its time. */
const longMs = 180_000

const settings = { kind: 'openai', base_url: url }
const ask = (changes: Parameters<typeof aRequest>[0] = {}) => aRequest({ model, ...changes })

async function who(): Promise<Identity | undefined> {
  return (await openai.identify(settings, [model], { env: process.env }, 5_000)).get(model)
}

async function withServer(use: (server: Server, said: readonly string[]) => Promise<void>): Promise<void> {
  const said: string[] = []
  const say = ({ message }: { readonly message: string }) => void said.push(message)
  const engine = await openai.open(settings, { gpu: true, models: [model], say }, { env: process.env })
  try {
    for (const server of engine.servers) await use(server, said)
  } finally {
    await engine.close()
  }
}

const cases: readonly (readonly [string, () => Promise<void>])[] = [
  [
    'says who it is, twice alike',
    async () => {
      const first = await who()
      assert.match(first?.id ?? '', /^openai /)
      assert.equal(await who(), first)
    },
  ],
  [
    'answers, and says how many tokens that took',
    async () =>
      withServer(async (server, said) => {
        assert.ok(await server.isUp(patient))
        const { completion } = await server.complete(ask(), patient)
        assert.ok(['stop', 'length', 'empty', 'thinking'].includes(completion.end), completion.end)
        assert.ok((completion.promptTokens ?? 0) > 0)
        process.stdout.write(`(${server.width} at once. ${said.join(' ')}) `)
      }),
  ],
  [
    'cuts an answer at max_tokens, and says so',
    async () =>
      withServer(async (server) => {
        const { completion } = await server.complete(ask({ sampling: { ...sampling, max_tokens: 2 } }), patient)
        assert.ok(['length', 'thinking'].includes(completion.end), completion.end)
      }),
  ],
  [
    'says that a prompt does not fit, in words that are understood',
    async () =>
      withServer(async (server) => {
        const content = 'How long is a sentence that nobody ends? '.repeat(40_000)
        const { completion } = await server.complete(ask({ messages: [{ role: 'user', content }] }), patient)
        assert.is(completion.end, 'prompt-too-long')
      }),
  ],
  [
    'keeps to a JSON schema, or says that it cannot',
    async () =>
      withServer(async (server) => {
        const properties = { question: { type: 'string' } }
        const format = { type: 'object', properties, required: ['question'], additionalProperties: false }
        const request = ask({ format, sampling: { ...sampling, max_tokens: 300 } })
        const { completion } = await server.complete(request, patient).catch((error: unknown) => {
          assert.match(String(error), 'one by one')
          return { completion: { text: '', end: 'empty' } }
        })
        if (completion.end === 'stop') assert.is(typeof JSON.parse(completion.text).question, 'string')
      }),
  ],
  [
    'names the models that it has, where one is not there',
    async () => {
      const error = await errorOf(openai.identify(settings, ['no-such-model:none'], { env: process.env }, 5_000))
      assert.instance(error, EngineUnavailable)
      assert.match((error as EngineUnavailable).diagnostic.hint ?? '', 'It has')
    },
  ],
]

spec('a real server of the kind of OpenAI', (it) => {
  for (const [sentence, check] of cases) {
    if (isThere) it(sentence, check, { deadlineMs: longMs })
    else it.skip(sentence, 'FUSIONKIT_TEST_OPENAI names no server and model: "http://127.0.0.1:8080 qwen2.5"')
  }
})
