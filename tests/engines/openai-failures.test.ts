import type { RequestListener, ServerResponse } from 'node:http'
import * as assert from 'uvu/assert'
import { makeSystemClock } from '../../src/base/clock.js'
import { CallFailed, EngineUnavailable } from '../../src/engines/engine.js'
import { isFiltered, isPromptTooLong } from '../../src/engines/openai/refusals.js'
import { makeLanes } from '../../src/run/lanes.js'
import { aRequest, errorOf, patient } from '../support/fake-ollama/asking.js'
import { openAt, withEngine } from '../support/fake-openai/asking.js'
import type { FaultKind } from '../support/fake-openai/faults.js'
import { startFakeOpenAi } from '../support/fake-openai/server.js'
import { answering, inServer } from '../support/replying-server.js'
import { spec } from '../support/spec.js'

/** What the engine makes of a fault. */
async function failureBy(fault: FaultKind): Promise<unknown> {
  let error: unknown
  await withEngine({ faults: [{ ...fault, when: 1 }] }, async (engine) => {
    error = await errorOf(engine.complete(aRequest(), patient))
  })
  return error
}

/** What the engine makes of a reply to a completion. */
async function failureOn(reply: (response: ServerResponse) => void): Promise<unknown> {
  const listener: RequestListener = (request, response) => {
    request.resume().on('end', () => reply(response))
  }
  return inServer(listener, async (url) => {
    const engine = await openAt({ url })
    const error = await errorOf(engine.complete(aRequest(), patient))
    await engine.close()
    return error
  })
}

const diagnosticOf = (error: unknown) => {
  assert.instance(error, EngineUnavailable)
  return (error as EngineUnavailable).diagnostic
}

spec('what may pass later at a server of the kind of OpenAI (contract 29)', (it) => {
  const passing: readonly FaultKind[] = [
    { kind: 'reset-before-headers' },
    { kind: 'reset-mid-body' },
    { kind: 'cut-json' },
    { kind: 'empty-200' },
    { kind: 'error-200' },
    { kind: 'odd-end' },
    { kind: 'server-error' },
    { kind: 'bad-gateway' },
    { kind: 'too-many-requests', retryAfter: '3' },
  ]
  for (const fault of passing) {
    it(`${fault.kind} is no answer, and may pass`, async () => {
      const error = (await failureBy(fault)) as CallFailed
      assert.instance(error, CallFailed)
      assert.is(error.mayPass, true)
      const isDoubtful = fault.kind.startsWith('reset') || fault.kind === 'bad-gateway'
      assert.equal([error.isDoubtful, error.absence !== undefined], [isDoubtful, isDoubtful])
      assert.is(error.retryAfterMs, fault.kind === 'too-many-requests' ? 3_000 : undefined)
      assert.not.match(error.message, /\[object|undefined|<\w/)
    })
  }

  for (const status of [408, 429, 499, 500, 502, 503, 504, 524, 529]) {
    it(`${status} may pass`, async () => {
      const error = (await failureOn(answering(status, '{"error":{"message":"later"}}'))) as CallFailed
      assert.is(error.mayPass, true)
      assert.match(error.message, `answered ${status}: later`)
      assert.is(error.isStrain, status === 503 || status === 529)
    })
  }

  for (const [status, body] of [
    [400, '{"error":{"message":"messages is wrong","type":"invalid_request_error"}}'],
    [413, ''],
    [422, '{"detail":[{"loc":["body","messages"],"msg":"field required"}]}'],
    [500, '{"error":{"code":500,"message":"failed to parse grammar","type":"server_error"}}'],
    [501, 'not implemented'],
  ] as const) {
    it(`${status} ${body} is final`, async () => {
      const error = (await failureOn(answering(status, body))) as CallFailed
      assert.instance(error, CallFailed)
      assert.is(error.mayPass, false)
    })
  }

  it('a model that is still loading is no strain: fewer calls would not help', async () => {
    const body = '{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}'
    const error = (await failureOn(answering(503, body))) as CallFailed
    assert.equal([error.mayPass, error.isStrain], [true, false])
  })

  it('200 with JSON that is no completion is no answer', async () => {
    for (const body of [
      '{}',
      'null',
      '[]',
      '{"choices":[]}',
      '{"choices":[{"finish_reason":"stop"}]}',
      '{"choices":[{"message":{"content":"A?"}}]}',
    ]) {
      const error = await failureOn(answering(200, body))
      assert.instance(error, CallFailed, body)
      assert.is((error as CallFailed).mayPass, true)
    }
  })

  it('a deadline ends the call, and the server sees the client go', async () =>
    withEngine(
      { faults: [{ kind: 'hang', when: 1 }] },
      async (engine, fake) => {
        const error = (await errorOf(engine.complete(aRequest(), patient))) as CallFailed
        assert.equal([error.mayPass, error.isDoubtful], [true, true])
        assert.match(error.message, 'within 0.1 s (timeout_seconds)')
        await fake.when(({ aborted }) => aborted === 1)
        assert.is((await engine.complete(aRequest(), patient)).end, 'stop')
      },
      { settings: { timeout_seconds: 0.1 } },
    ))

  it('a deadline is that of one text: a shared call has so much for each', async () => {
    const properties = { first: { type: 'string' }, second: { type: 'string' }, third: { type: 'string' } }
    await withEngine(
      { faults: [{ kind: 'hang', when: 1 }] },
      async (engine) => {
        const shared = aRequest({ format: { type: 'object', properties } })
        assert.match(String(await errorOf(engine.complete(shared, patient))), 'within 0.3 s')
      },
      { settings: { timeout_seconds: 0.1 } },
    )
  })

  it('is tried again, the very same call: an answer comes once for each', async () => {
    const kinds = ['reset-before-headers', 'reset-mid-body', 'cut-json', 'server-error', 'bad-gateway'] as const
    const fake = await startFakeOpenAi({ faults: kinds.map((kind, index) => ({ kind, when: 2 + 3 * index })) })
    const engine = await openAt(fake, { settings: { concurrency: 3 } })
    const lane = makeLanes(engine.servers, { retries: 6, clock: makeSystemClock(), random: () => 0 })
    await Promise.all(Array.from({ length: 20 }, async (_, seed) => lane.complete(aRequest({ seed }), patient)))
    assert.is(fake.stats.calls, 20 + kinds.length)
    assert.is(fake.stats.answered, 20)
    assert.is(new Set(fake.requests.map(({ body }) => body['seed'])).size, 20)
    await engine.close()
    await fake.when(({ open }) => open === 0)
    await fake.close()
  })
})

spec('a server of the kind of OpenAI that cannot be asked', (it) => {
  it('refuses the connection: whoever waits in vain hears how to go on', async () => {
    const fake = await startFakeOpenAi()
    await fake.close()
    const engine = await openAt(fake)
    const error = (await errorOf(engine.complete(aRequest(), patient))) as CallFailed
    assert.is(error.absence?.code, 'server-not-running')
    assert.not(await engine.server.isUp(patient))
    await engine.close()
  })

  it('has no such model: it says which it has', async () =>
    withEngine({ profile: 'vllm', models: ['Qwen/Qwen3-8B', 'other'] }, async (engine) => {
      const { code, message, hint } = diagnosticOf(
        await errorOf(engine.complete(aRequest({ model: 'Qwen/Qwen3-8b' }), patient)),
      )
      assert.is(code, 'model-not-served')
      assert.match(message, '"Qwen/Qwen3-8b"')
      assert.match(hint ?? '', 'Did you mean "Qwen/Qwen3-8B"')
      assert.match(hint ?? '', 'It has "Qwen/Qwen3-8B", "other"')
    }))

  it('has loaded no model', async () =>
    withEngine({ profile: 'lm-studio' }, async (engine) => {
      assert.is(diagnosticOf(await errorOf(engine.complete(aRequest(), patient))).code, 'model-not-served')
    }))

  it('has an account with nothing left: that is no limit that passes', async () => {
    assert.is(diagnosticOf(await failureBy({ kind: 'quota' })).code, 'quota-used-up')
    const body = '{"error":{"message":"Insufficient Balance","type":"unknown_error","code":"invalid_request_error"}}'
    assert.is(diagnosticOf(await failureOn(answering(402, body))).code, 'quota-used-up')
  })

  it('wants a key: the variable is named, and the key is not', async () => {
    const { message, hint } = diagnosticOf(await failureBy({ kind: 'wrong-key' }))
    assert.match(message, 'OPENAI_API_KEY is not set')
    assert.match(hint ?? '', 'api_key_env')
    await withEngine(
      { key: 'sk-right' },
      async (engine) => {
        const wrong = diagnosticOf(await errorOf(engine.complete(aRequest(), patient)))
        assert.match(wrong.message, 'does not accept the one in MY_KEY')
        assert.not.match(`${wrong.message} ${wrong.hint ?? ''}`, 'sk-')
      },
      { settings: { api_key_env: 'MY_KEY' }, env: { MY_KEY: 'sk-wrong' } },
    )
  })

  for (const [status, body, code] of [
    [403, '{"error":{"message":"Country not supported"}}', 'server-forbids'],
    [404, '404 page not found', 'not-openai'],
    [405, 'method not allowed', 'not-openai'],
  ] as const) {
    it(`answers ${status}: ${code}`, async () => {
      assert.is(diagnosticOf(await failureOn(answering(status, body, 'text/plain'))).code, code)
    })
  }
})

spec('errors that are answers', (it) => {
  for (const words of [
    '"code":"context_length_exceeded"',
    "This model's maximum context length is 16384 tokens. However, you requested 19591 tokens (9591 in the messages, 10000 in the completion).",
    "'max_tokens' or 'max_completion_tokens' is too large: 512. This model's maximum context length is 2048 tokens and your request has 1900 input tokens",
    'The decoder prompt (length 5000) is longer than the maximum model length of 2048.',
    'max_tokens must be at least 1, got -186.',
    'request (5000 tokens) exceeds the available context size (4096 tokens), try increasing it',
    "The input (61709 tokens) is longer than the model's context length (40960 tokens).",
    "Requested token count exceeds the model's maximum context length of 4096 tokens.",
    'Trying to keep the first 15857 tokens when context the overflows.',
    'The number of tokens to keep from the initial prompt is greater than the context length.',
    'Cannot truncate prompt with n_keep (11378) >= n_ctx (4096)',
    'Context size has been exceeded.',
  ]) {
    it(`are those of a prompt that does not fit: ${words}`, () => assert.ok(isPromptTooLong(words)))
  }

  it('are those of a filter', () => {
    assert.ok(isFiltered('{"error":{"code":"content_filter","message":"filtered"}}'))
    assert.ok(isFiltered('{"error":{"code":"400","innererror":{"code":"ResponsibleAIPolicyViolation"}}}'))
  })

  it('are no others', () => {
    for (const words of [
      'Rate limit reached',
      'max_tokens must be a number',
      'context is null',
      '"code":"invalid_api_key"',
    ]) {
      assert.not(isPromptTooLong(words) || isFiltered(words), words)
    }
  })
})
