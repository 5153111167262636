/** Fields that servers differ in: what they refuse is found out once. */
import * as assert from 'uvu/assert'
import type { Diagnostic } from '../../src/domain/diagnostic.js'
import { CallFailed } from '../../src/engines/engine.js'
import { type Fields, firstFields, learnt } from '../../src/engines/openai/fields.js'
import { aRequest, errorOf, patient } from '../support/fake-ollama/asking.js'
import { withEngine } from '../support/fake-openai/asking.js'
import { openAiError } from '../support/fake-openai/bodies.js'
import { spec } from '../support/spec.js'

/** As chat.ts sends it. */
const sent = {
  model: 'm',
  messages: [{ role: 'user', content: 'Merge these.' }],
  max_tokens: 200,
  temperature: 0.2,
  top_p: 0.9,
  seed: 7,
  presence_penalty: 0,
  frequency_penalty: 0,
  stop: ['\n'],
  top_k: 40,
  min_p: 0,
  repeat_penalty: 1,
  repetition_penalty: 1,
  repeat_last_n: 64,
  reasoning_effort: 'none',
  chat_template_kwargs: { enable_thinking: false },
  response_format: { type: 'json_schema' },
}

const first = firstFields('m')
const error = (message: string, param: string | null = null, code: string | null = null) =>
  JSON.stringify({ error: { message, type: 'invalid_request_error', param, code } })

/** Bodies as servers really send them, and what they teach. `undefined`: nothing, the user must hear of it. */
const refusals: readonly (readonly [
  who: string,
  body: string,
  learns: Partial<Fields> | readonly string[] | undefined,
])[] = [
  [
    'OpenAI, of a reasoning model',
    error(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      'max_tokens',
      'unsupported_parameter',
    ),
    { limit: 'max_completion_tokens' },
  ],
  [
    'a gateway without `param`',
    '{"error":{"message":"Unsupported parameter: \'max_tokens\' is not supported with this model. Use \'max_completion_tokens\' instead.","code":"invalid_request_body"}}',
    { limit: 'max_completion_tokens' },
  ],
  ['OpenAI, of one argument', error('Unrecognized request argument supplied: top_k'), ['top_k']],
  [
    'OpenAI, of several',
    error(
      'Unrecognized request arguments supplied: chat_template_kwargs, min_p, repeat_last_n, repeat_penalty, repetition_penalty, top_k',
    ),
    ['chat_template_kwargs', 'min_p', 'repeat_last_n', 'repeat_penalty', 'repetition_penalty', 'top_k'],
  ],
  [
    'OpenAI, of a model that does not think',
    error('Unrecognized request argument supplied: reasoning_effort'),
    ['reasoning_effort'],
  ],
  [
    'OpenAI, of a temperature',
    error(
      "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.",
      'temperature',
      'unsupported_value',
    ),
    ['temperature'],
  ],
  [
    'Azure, of a reasoning model',
    error("Unsupported parameter: 'top_p' is not supported with this model.", 'top_p', 'unsupported_parameter'),
    ['top_p'],
  ],
  ['FastAPI in few words', '{"detail":"Unsupported parameter: top_p"}', ['top_p']],
  [
    'OpenAI, of an effort',
    error(
      "Unsupported value: 'reasoning_effort' does not support 'none' with this model. Supported values are: 'minimal', 'low', 'medium', and 'high'.",
      'reasoning_effort',
      'unsupported_value',
    ),
    { effort: 'minimal' },
  ],
  [
    'o3, of an effort',
    error(
      "Unsupported value: 'reasoning_effort' does not support 'none' with this model. Supported values are: 'low', 'medium', and 'high'.",
      'reasoning_effort',
      'unsupported_value',
    ),
    { effort: 'low' },
  ],
  [
    'vLLM before it knew "none", and SGLang',
    "{\"object\":\"error\",\"message\":\"1 validation error:\\n  {'type': 'literal_error', 'loc': ('body', 'reasoning_effort'), 'msg': \\\"Input should be 'low', 'medium' or 'high'\\\", 'input': 'none', 'ctx': {'expected': \\\"'low', 'medium' or 'high'\\\"}}\",\"type\":\"Bad Request\",\"param\":null,\"code\":400}",
    ['reasoning_effort'],
  ],
  [
    'an old vLLM',
    '{"object":"error","message":"[{\'type\': \'extra_forbidden\', \'loc\': (\'body\', \'min_p\'), \'msg\': \'Extra inputs are not permitted\', \'input\': 0}]","type":"BadRequestError","param":null,"code":400}',
    ['min_p'],
  ],
  [
    'Mistral',
    '{"object":"Error","detail":[{"type":"extra_forbidden","loc":["body","top_k"],"msg":"Extra inputs are not permitted","input":40},{"type":"extra_forbidden","loc":["body","seed"],"msg":"Extra inputs are not permitted","input":7}]}',
    ['seed', 'top_k'],
  ],
  [
    'NIM',
    '{"type":"urn:inference-service:problem-details:unprocessable-entity","title":"Unprocessable Entity","status":422,"detail":"body -> frequency_penalty\\n  Extra inputs are not permitted (type=extra_forbidden)\\nbody -> presence_penalty\\n  Extra inputs are not permitted (type=extra_forbidden)"}',
    ['frequency_penalty', 'presence_penalty'],
  ],
  ['Groq', error("property 'top_k' is unsupported, did you mean 'top_p'?"), ['top_k']],
  [
    'Groq, of something that resembles a field',
    error("property 'repeat_last_n' is unsupported, did you mean 'seed'?"),
    ['repeat_last_n'],
  ],
  [
    'OpenAI, of a schema',
    error(
      "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model. Learn more about supported models at the Structured Outputs guide",
      '',
      null,
    ),
    ['response_format'],
  ],
  ['DeepSeek, of a schema', error('This response_format type is unavailable now'), ['response_format']],
  [
    'Volcano, of a schema',
    '{"error":{"code":"InvalidParameter","message":"The parameter `response_format.type` specified in the request are not valid: invalid value: `json_schema`, supported values are: `json_object` and `text`.","param":"response_format.type","type":"BadRequest"}}',
    ['response_format'],
  ],
  ['a value that is wrong', error('top_p must be positive but top_p = 0', 'top_p'), undefined],
  [
    'a temperature that is too high',
    error(
      "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 3 instead.",
      'temperature',
    ),
    undefined,
  ],
  ['something else', error("Invalid value for 'messages[0].role'."), undefined],
  [
    'a sentence with a plain word of ours in it',
    error('The model will stop: this kind of seed is not supported here.'),
    undefined,
  ],
  ['no JSON', 'Bad Request', undefined],
]

function isList(learns: Partial<Fields> | readonly string[]): learns is readonly string[] {
  return Array.isArray(learns)
}

spec('what a server refuses', (it) => {
  for (const [who, body, learns] of refusals) {
    it(`is learnt from ${who}`, () => {
      const now = learnt(first, sent, {}, body)
      if (learns === undefined) return assert.is(now, undefined)
      if (!isList(learns)) return assert.equal({ ...now, ...learns }, now)
      assert.equal([...(now?.refused ?? [])].sort(), learns)
      assert.is(now?.limit, 'max_tokens')
    })
  }

  it('is not what the user wrote into `body`: they hear of it', () => {
    const body = error('Unrecognized request argument supplied: top_k')
    assert.is(learnt(first, sent, { top_k: 5 }, body), undefined)
  })

  it('is not all that it echoes', () => {
    const echo = `{"detail":[{"type":"value_error","loc":["body"],"msg":"this is not supported","input":${JSON.stringify(sent)}}]}`
    assert.is(learnt(first, sent, {}, echo), undefined)
  })

  it('is tried under its other name once, and then the user hears of it', () => {
    const switched = learnt(first, sent, {}, unsupportedIn('max_tokens')) ?? first
    const { max_tokens: limit, ...rest } = sent
    assert.is(
      learnt(switched, { ...rest, max_completion_tokens: limit }, {}, unsupportedIn('max_completion_tokens')),
      undefined,
    )
  })

  it('begins with the least thinking that there is', () => {
    assert.is(firstFields('openai/gpt-oss-20b').effort, 'low')
    assert.is(firstFields('qwen3').effort, 'none')
  })
})

function unsupportedIn(name: string): string {
  return error(`Unsupported parameter: '${name}' is not supported with this model.`, name)
}

const burst = Array.from({ length: 12 }, (_, seed) => seed)

spec('a server that refuses fields', (it) => {
  it('is asked without them, by all calls that come at once: only the first finds out', async () =>
    withEngine({ profile: 'openai', models: ['gpt-5-mini'] }, async (engine, fake) => {
      const ask = (seed: number) => engine.complete(aRequest({ model: 'gpt-5-mini', seed }), patient)
      const ends = await Promise.all(burst.map(async (seed) => (await ask(seed)).end))
      assert.ok(ends.every((end) => end === 'stop'))
      assert.is(fake.stats.answered, burst.length)
      assert.is(fake.stats.calls, burst.length + fake.stats.refused)
      assert.ok(fake.stats.refused <= 7, `${fake.stats.refused} refusals`)
      const { body = {} } = fake.requests.at(-1) ?? {}
      assert.equal(Object.keys(body).sort(), [
        'max_completion_tokens',
        'messages',
        'model',
        'reasoning_effort',
        'seed',
        'stream',
      ])
      assert.is(body['reasoning_effort'], 'minimal')
    }))

  it('is asked each model in its own way', async () =>
    withEngine({ profile: 'openai', models: ['gpt-5-mini', 'gpt-4o-mini-2024-07-18'] }, async (engine, fake) => {
      for (const model of ['gpt-5-mini', 'gpt-4o-mini-2024-07-18']) await engine.complete(aRequest({ model }), patient)
      const { body = {} } = fake.requests.at(-1) ?? {}
      assert.equal([body['max_tokens'], body['temperature']], [200, 0.2])
    }))

  it('is told of once, where it is a field that one would count on', async () => {
    const said: Diagnostic[] = []
    await withEngine(
      { profile: 'openai', models: ['gpt-5-mini'] },
      async (engine) => {
        for (const seed of [1, 2]) await engine.complete(aRequest({ model: 'gpt-5-mini', seed }), patient)
      },
      { say: (diagnostic) => said.push(diagnostic) },
    )
    assert.equal([...new Set(said.map(({ code }) => code))], ['fields-left-out'])
    assert.equal(said.map(({ message }) => /`\w+`/.exec(message)?.[0] ?? '').sort(), [
      '`frequency_penalty`',
      '`presence_penalty`',
      '`temperature`',
      '`top_p`',
    ])
  })

  it('tells the user where it is about something else', async () =>
    withEngine(
      { refuse: () => openAiError(400, "Invalid 'temperature': above 2.", { param: 'temperature' }) },
      async (engine, fake) => {
        const error = await errorOf(engine.complete(aRequest(), patient))
        assert.instance(error, CallFailed)
        assert.is((error as CallFailed).mayPass, false)
        assert.match((error as CallFailed).message, "answered 400: Invalid 'temperature': above 2.")
        assert.is(fake.stats.calls, 1)
      },
    ))

  it('holds up nobody for longer than the first call takes, however that ends', async () =>
    withEngine({ faults: [{ kind: 'server-error', when: 1 }] }, async (engine, fake) => {
      const calls = await Promise.allSettled(burst.map((seed) => engine.complete(aRequest({ seed }), patient)))
      assert.is(calls.filter(({ status }) => status === 'rejected').length, 1)
      assert.is(fake.stats.answered, burst.length - 1)
    }))

  it('lets go at once of who waits for the first call and is told to stop', async () =>
    withEngine({ faults: [{ kind: 'hang', when: 1 }] }, async (engine, fake) => {
      const stop = new AbortController()
      const calls = [1, 2].map((seed) => errorOf(engine.complete(aRequest({ seed }), stop.signal)))
      await fake.when(({ calls: came }) => came === 1)
      const reason = new Error('Ctrl-C')
      stop.abort(reason)
      assert.equal(await Promise.all(calls), [reason, reason])
      assert.is(fake.stats.calls, 1)
    }))
})
