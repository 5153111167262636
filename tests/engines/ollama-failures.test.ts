import type { RequestListener, ServerResponse } from 'node:http'
import * as assert from 'uvu/assert'
import { makeSystemClock } from '../../src/base/clock.js'
import { CallFailed, EngineUnavailable } from '../../src/engines/engine.js'
import { retryAfter } from '../../src/engines/http/replies.js'
import { makeLanes } from '../../src/run/lanes.js'
import { aRequest, errorOf, openAt, patient } from '../support/fake-ollama/asking.js'
import type { FaultKind } from '../support/fake-ollama/faults.js'
import { startFakeOllama } from '../support/fake-ollama/server.js'
import { answering, inServer } from '../support/replying-server.js'
import { spec } from '../support/spec.js'

/** What the engine makes of a fault. */
async function failureBy(fault: FaultKind): Promise<unknown> {
  const fake = await startFakeOllama({ faults: [{ ...fault, when: 1 }] })
  const engine = await openAt(fake)
  try {
    return await errorOf(engine.complete(aRequest(), patient))
  } finally {
    await engine.close()
    await fake.close()
  }
}

/** What the engine makes of a reply to a completion (loads are answered well). */
async function failureOn(reply: (response: ServerResponse) => void): Promise<unknown> {
  const listener: RequestListener = (request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      if (!body.includes('"messages":[]')) return reply(response)
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end('{"model":"m","message":{"role":"assistant","content":""},"done":true,"done_reason":"load"}')
    })
  }
  return inServer(listener, async (url) => {
    const engine = await openAt({ url })
    const error = await errorOf(engine.complete(aRequest(), patient))
    await engine.close()
    return error
  })
}

/** Everything that is written to stdout meanwhile. */
async function stdoutOf(run: () => Promise<unknown>): Promise<string> {
  const write = process.stdout.write.bind(process.stdout)
  let written = ''
  process.stdout.write = (chunk: string | Uint8Array) => {
    written += String(chunk)
    return true
  }
  try {
    await run()
  } finally {
    process.stdout.write = write
  }
  return written
}

spec('what may pass later (contract 29)', (it) => {
  const passing: readonly FaultKind[] = [
    { kind: 'reset-before-headers' },
    { kind: 'reset-mid-body' },
    { kind: 'cut-json' },
    { kind: 'empty-200' },
    { kind: 'error-200' },
    { kind: 'crash' },
    { kind: 'out-of-memory' },
    { kind: 'busy' },
    { kind: 'too-many-requests', retryAfter: '3' },
    { kind: 'bad-gateway' },
    { kind: 'runner-gone' },
  ]
  for (const fault of passing) {
    it(`${fault.kind} is no answer, and may pass`, async () => {
      const error = await failureBy(fault)
      assert.instance(error, CallFailed)
      assert.is((error as CallFailed).mayPass, true)
      // whoever breaks a connection, or stands behind a gateway that says so, may be gone: he is asked whether he is there
      const isDoubtful = fault.kind.startsWith('reset') || fault.kind === 'bad-gateway'
      assert.is((error as CallFailed).absence === undefined, !isDoubtful)
      assert.is((error as CallFailed).isDoubtful, isDoubtful)
      assert.is((error as CallFailed).isStrain, ['out-of-memory', 'busy'].includes(fault.kind))
      assert.is((error as CallFailed).retryAfterMs, fault.kind === 'too-many-requests' ? 3_000 : undefined)
      assert.not.match((error as CallFailed).message, /\[object|undefined|<\w|fetch failed/)
    })
  }

  for (const status of [408, 429, 499, 500, 502, 503, 504, 524, 529]) {
    it(`${status} may pass`, async () => {
      const error = await failureOn(answering(status, '{"error":"later"}'))
      assert.is((error as CallFailed).mayPass, true)
      assert.match((error as CallFailed).message, `answered ${status}: later`)
    })
  }

  const final: readonly (readonly [number, string])[] = [
    [400, '{"error":"invalid model name"}'],
    [400, '{"error":"{\\"error\\":{\\"code\\":400,\\"message\\":\\"failed to parse grammar\\"}}"}'],
    [413, ''],
    [422, '{"error":{"message":"no such option"}}'],
    [500, '{"error":"option \\"top_k\\" must be of type integer"}'],
    [500, '{"error":"llama runner process has terminated: error loading model: unknown model architecture: \'xyz\'"}'],
    [501, 'not implemented'],
  ]
  for (const [status, body] of final) {
    it(`${status} ${body} is final`, async () => {
      const error = await failureOn(answering(status, body))
      assert.instance(error, CallFailed)
      assert.is((error as CallFailed).mayPass, false)
      assert.not.match((error as CallFailed).message, /\[object|[{}]/)
    })
  }

  const straining: readonly (readonly [number, string, boolean])[] = [
    [503, 'server busy, please try again.  maximum pending requests exceeded', true],
    [503, 'Server overloaded, please retry shortly (ref: 1)', true],
    [529, 'overloaded', true],
    [500, 'llama runner process has terminated: cudaMalloc failed: out of memory', true],
    [500, 'unable to load full model on GPU', true],
    [500, 'model requires more system memory (12.3 GiB) than is available (7.9 GiB)', true],
    [500, 'no slots available after 10 retries', true],
    [429, 'too many concurrent requests', true],
    [429, 'you have reached your hourly usage limit', false],
    [500, 'timed out waiting for llama-server to start', false],
    [500, 'llama-server process no longer running', false],
    [502, 'bad gateway', false],
  ]
  for (const [status, said, isStrain] of straining) {
    it(`${status} ${said} ${isStrain ? 'asks for fewer calls at once' : 'has nothing to do with how many there are'}`, async () => {
      const error = await failureOn(answering(status, JSON.stringify({ error: said })))
      assert.is((error as CallFailed).mayPass, true)
      assert.is((error as CallFailed).isStrain, isStrain)
    })
  }

  it('a gateway without its server is not up', async () => {
    for (const [status, isUp] of [
      [200, true],
      [404, true],
      [502, false],
      [503, false],
    ] as const) {
      const listener: RequestListener = (_request, response) => answering(status, '{}')(response)
      await inServer(listener, async (url) => {
        const engine = await openAt({ url })
        assert.is(await engine.server.isUp(patient), isUp, String(status))
        await engine.close()
      })
    }
  })

  it('a connection that breaks may pass', async () => {
    const error = await failureOn((response) => response.socket?.destroy())
    assert.is((error as CallFailed).mayPass, true)
    assert.match((error as CallFailed).message, 'broke before the answer was complete')
  })

  it('200 with JSON that is no completion is no answer', async () => {
    for (const body of ['{}', 'null', '[]', '{"message":{"role":"assistant"}}', '{"status":"ok","done":true}']) {
      const error = await failureOn(answering(200, body))
      assert.instance(error, CallFailed, body)
      assert.is((error as CallFailed).mayPass, true)
    }
  })

  it('an unknown done_reason is no answer', async () => {
    const body = '{"message":{"role":"assistant","content":"A?"},"done":true,"done_reason":"unload"}'
    assert.match(String(await failureOn(answering(200, body))), 'it ended with "unload"')
    const bare = '{"message":{"role":"assistant","content":"A?"},"done":true}'
    assert.match(String(await failureOn(answering(200, bare))), 'it does not say why it ended')
  })

  it('of the page of a proxy, its title is told', async () => {
    const error = await failureBy({ kind: 'bad-gateway' })
    assert.match((error as CallFailed).message, /answered 502: 502 Bad Gateway$/)
  })
})

spec('nobody there', (it) => {
  it('a model that is gone in mid-run is not there, and says what to pull', async () => {
    const error = await failureBy({ kind: 'model-deleted' })
    assert.instance(error, EngineUnavailable)
    const { code, hint } = (error as EngineUnavailable).diagnostic
    assert.is(code, 'model-not-pulled')
    assert.match(hint ?? '', '`ollama pull llama3.2:latest`')
  })

  it('a server that refuses the connection is tried once more, then the build can say how to start it', async () => {
    const fake = await startFakeOllama()
    await fake.close()
    const engine = await openAt(fake)
    const error = await errorOf(engine.complete(aRequest(), patient))
    assert.instance(error, CallFailed)
    assert.is((error as CallFailed).absence?.code, 'ollama-not-running')
    assert.not(await engine.server.isUp(patient))
    const lane = makeLanes(engine.servers, { retries: 6, clock: makeSystemClock(), random: Math.random })
    const outcome = await errorOf(lane.complete(aRequest(), patient))
    assert.instance(outcome, EngineUnavailable)
    assert.match((outcome as EngineUnavailable).diagnostic.hint ?? '', '`ollama serve`')
    await engine.close()
  })

  it('a server that is back after a second goes on where it stood', async () => {
    const fake = await startFakeOllama({ faults: [{ kind: 'refuse', ms: 200, when: 3 }] })
    const engine = await openAt(fake, { concurrency: 3 })
    const lane = makeLanes(engine.servers, {
      retries: 6,
      outageMs: 10_000,
      clock: makeSystemClock(),
      random: () => 0,
    })
    for (const seed of [1, 2, 3, 4]) assert.is((await lane.complete(aRequest({ seed }), patient)).end, 'stop')
    assert.is(fake.stats.answered, 4)
    assert.is(fake.stats.loads, 2)
    await engine.close()
    await fake.close()
  })

  for (const [status, body, code] of [
    [401, '{"error":"unauthorized","signin_url":"https://ollama.com/connect"}', 'ollama-not-signed-in'],
    [403, '', 'ollama-forbids'],
    [403, '{"error":"ollama cloud is disabled: remote inference is unavailable"}', 'ollama-cloud-is-off'],
    [404, '404 page not found', 'not-ollama'],
    [405, 'method not allowed', 'not-ollama'],
  ] as const) {
    it(`${status} ${body} is ${code}`, async () => {
      const error = await failureOn(answering(status, body, 'text/plain'))
      assert.instance(error, EngineUnavailable)
      assert.is((error as EngineUnavailable).diagnostic.code, code)
    })
  }
})

spec('errors of Ollama', (it) => {
  it('never write to stdout, which carries data', async () => {
    const faults: readonly FaultKind[] = [{ kind: 'bad-gateway' }, { kind: 'cut-json' }, { kind: 'empty-200' }]
    assert.is(
      await stdoutOf(async () => {
        for (const fault of faults) await failureBy(fault)
        await failureOn(answering(500, 'plain text', 'text/plain'))
        await failureOn(answering(500, '{"error":', 'application/json'))
      }),
      '',
    )
  })

  it('are forgotten by retries of the very same call: an answer comes once for each (contract 29)', async () => {
    const kinds = ['reset-before-headers', 'reset-mid-body', 'cut-json', 'crash', 'busy', 'bad-gateway'] as const
    const fake = await startFakeOllama({ faults: kinds.map((kind, index) => ({ kind, when: 1 + 3 * index })) })
    const engine = await openAt(fake, { concurrency: 3 })
    const lane = makeLanes(engine.servers, { retries: 6, clock: makeSystemClock(), random: () => 0 })
    const texts = await Promise.all(
      Array.from({ length: 20 }, async (_, seed) => (await lane.complete(aRequest({ seed }), patient)).text),
    )
    assert.is(texts.length, 20)
    assert.is(fake.stats.calls, 20 + kinds.length)
    assert.is(fake.repeated().length, kinds.length)
    assert.is(fake.stats.answered, 20)
    await engine.close()
    await fake.close()
  })

  it('of the width are never made: the server sees at most as many at once', async () => {
    const fake = await startFakeOllama({ numParallel: 64 })
    const engine = await openAt(fake, { concurrency: 7 })
    const lane = makeLanes(engine.servers, { retries: 6, clock: makeSystemClock(), random: () => 0 })
    fake.hold()
    const all = Promise.all(Array.from({ length: 100 }, async (_, seed) => lane.complete(aRequest({ seed }), patient)))
    await fake.when(({ inFlight }) => inFlight === 7)
    fake.release()
    await all
    assert.is(fake.stats.maxInFlight, 7)
    assert.ok(fake.stats.connections <= 8)
    await engine.close()
    await fake.close()
  })

  it('of the system are not provoked: thousands of calls need no more sockets than the width, and leave none', async () => {
    const fake = await startFakeOllama({ numParallel: 16, log: false })
    const engine = await openAt(fake, { concurrency: 16 })
    const lane = makeLanes(engine.servers, { retries: 6, clock: makeSystemClock(), random: () => 0 })
    await Promise.all(Array.from({ length: 2_000 }, async (_, seed) => lane.complete(aRequest({ seed }), patient)))
    assert.is(fake.stats.answered, 2_000)
    assert.ok(fake.stats.connections <= 17, `${fake.stats.connections} connections`)
    await engine.close()
    await fake.when(({ open }) => open === 0)
    await fake.close()
  })
})

spec('Retry-After', (it) => {
  it('is seconds, or a date by the clock of the server', () => {
    assert.is(retryAfter({ 'retry-after': '3' }), 3_000)
    assert.is(retryAfter({ 'retry-after': '0.5' }), 500)
    assert.is(retryAfter({ 'retry-after-ms': '1250', 'retry-after': '2' }), 1_250)
    const date = 'Wed, 21 Oct 2026 07:28:00 GMT'
    assert.is(retryAfter({ 'retry-after': 'Wed, 21 Oct 2026 07:28:30 GMT', date }), 30_000)
    assert.is(retryAfter({ 'retry-after': 'Wed, 21 Oct 2026 07:27:00 GMT', date }), 0)
    assert.is(retryAfter({ 'retry-after': 'Wed, 21 Oct 2026 07:28:30 GMT' }), undefined)
    assert.is(retryAfter({ 'retry-after': 'soon', date }), undefined)
    assert.is(retryAfter({}), undefined)
  })
})
