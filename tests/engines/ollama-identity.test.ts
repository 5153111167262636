import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as assert from 'uvu/assert'
import type { Identity } from '../../src/domain/completion.js'
import { EngineUnavailable } from '../../src/engines/engine.js'
import { ollama } from '../../src/engines/ollama.js'
import { silenceCauseOf } from '../../src/engines/http/silence.js'
import { remoteOf } from '../../src/engines/ollama/tags.js'
import { errorOf } from '../support/fake-ollama/asking.js'
import { startFakeOllama } from '../support/fake-ollama/server.js'
import type { FakeOptions } from '../support/fake-ollama/state.js'
import { spec } from '../support/spec.js'

async function identify(
  url: string,
  models: readonly string[],
  deadlineMs = 2_000,
): Promise<ReadonlyMap<string, Identity>> {
  return ollama.identify({ kind: 'ollama', hosts: [url] }, models, { env: {} }, deadlineMs)
}

async function identifyWith(options: FakeOptions, models: readonly string[]): Promise<ReadonlyMap<string, Identity>> {
  const fake = await startFakeOllama(options)
  try {
    return await identify(fake.url, models)
  } finally {
    await fake.close()
  }
}

async function unavailable(promise: Promise<unknown>): Promise<EngineUnavailable['diagnostic']> {
  const error = await errorOf(promise)
  assert.instance(error, EngineUnavailable)
  return (error as EngineUnavailable).diagnostic
}

/** A server that answers whatever it is told. */
async function serving(status: number, body: string | undefined, use: (url: string) => Promise<void>): Promise<number> {
  let asked = 0
  const server = createServer((_request, response) => {
    asked += 1
    if (body !== undefined) response.writeHead(status, { 'content-type': 'text/html' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
  return asked
}

spec('who answers for an Ollama model', (it) => {
  it('is its digest, not its tag', async () => {
    const fake = await startFakeOllama({ models: { 'llama3.2:latest': { digest: 'a80c4f17c6b1'.padEnd(64, '0') } } })
    const before = (await identify(fake.url, ['llama3.2'])).get('llama3.2')
    assert.equal(before, { id: `ollama ${'a80c4f17c6b1'.padEnd(64, '0')}`, label: 'llama3.2:latest (a80c4f17c6b1)' })
    fake.setDigest('llama3.2:latest', 'f'.repeat(64))
    const after = (await identify(fake.url, ['llama3.2'])).get('llama3.2')
    assert.is(after?.id, `ollama ${'f'.repeat(64)}`)
    assert.is(fake.stats.tags, 2)
    assert.is(fake.stats.preloads + fake.stats.calls, 0)
    await fake.close()
  })

  it('is the same for two tags of the same weights', async () => {
    const digest = 'b'.repeat(64)
    const found = await identifyWith({ models: { 'a:latest': { digest }, 'b:8b': { digest } } }, ['a', 'b:8b'])
    assert.is(found.get('a')?.id, found.get('b:8b')?.id)
  })

  it('is found as the server finds it: tag "latest" left out, case, registry', async () => {
    const names = ['llama3.2', 'LLAMA3.2:Latest', 'library/llama3.2', 'registry.ollama.ai/library/llama3.2:latest']
    const found = await identifyWith({}, names)
    assert.is(found.size, names.length)
    const namespaced = await identifyWith({ models: { 'hf.co/bartowski/X-GGUF:Q4_K_M': {} } }, [
      'hf.co/bartowski/x-gguf:Q4_K_M',
    ])
    assert.is(namespaced.size, 1)
  })

  it('says of a cloud model that questions leave the machine and that its weights are not pinned', async () => {
    const found = await identifyWith(
      { models: { 'gpt-oss:120b-cloud': { remoteHost: 'https://ollama.com:443', remoteModel: 'gpt-oss:120b' } } },
      ['gpt-oss:120b-cloud'],
    )
    const { id, label } = found.get('gpt-oss:120b-cloud') ?? { id: '', label: '' }
    assert.match(id, 'unpinned')
    assert.match(label, 'questions leave this machine')
  })

  it('is the cloud for whatever ollama.com has, however it lists it', () => {
    const own = 'https://ollama.com:443'
    assert.equal(remoteOf({}, 'x:1b', { url: own }), { host: own, model: 'x:1b' })
    for (const url of ['http://127.0.0.1:11434', 'https://gpu-box:443', 'https://not-ollama.com:443']) {
      assert.is(remoteOf({}, 'x:1b', { url }), undefined)
    }
  })

  it('names all models that are missing in one message, with what to pull and what may have been meant', async () => {
    const diagnostic = await unavailable(
      identifyWith({ models: { 'llama3.2:1b': {}, 'qwen3:8b': {}, 'llama3.2:latest': {} } }, [
        'llama3.2:3b',
        'qwne3:8b',
        'mistral',
        'llama3.2',
      ]),
    )
    assert.is(diagnostic.code, 'model-not-pulled')
    assert.match(diagnostic.message, '"llama3.2:3b", "qwne3:8b" and "mistral"')
    assert.match(diagnostic.hint ?? '', '`ollama pull llama3.2:3b`, `ollama pull qwne3:8b` and `ollama pull mistral`')
    assert.match(diagnostic.hint ?? '', 'Did you mean llama3.2:1b or llama3.2:latest instead of "llama3.2:3b"?')
    assert.match(diagnostic.hint ?? '', 'Did you mean qwen3:8b instead of "qwne3:8b"?')
  })

  it('says that Ollama is not running, how to start it and how to do without, after one retry', async () => {
    const fake = await startFakeOllama()
    await fake.close()
    const diagnostic = await unavailable(identify(fake.url, ['llama3.2']))
    assert.is(diagnostic.code, 'ollama-not-running')
    assert.is(diagnostic.message, `Ollama does not answer at ${fake.url}.`)
    assert.match(diagnostic.hint ?? '', '`ollama serve`')
    assert.match(diagnostic.hint ?? '', '--engine rules')
  })

  it('says what is wrong with an address where that can be known', async () => {
    const fake = await startFakeOllama()
    try {
      const plain = await unavailable(identify(fake.url.replace('http:', 'https:'), ['llama3.2']))
      assert.is(plain.code, 'ollama-not-running')
      assert.match(plain.message, ': what listens there does not speak https.')
      assert.match(plain.hint ?? '', 'with http://')
    } finally {
      await fake.close()
    }
    const mute = createServer(() => {})
    mute.on('connection', (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'))
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve))
    try {
      const other = await unavailable(
        identify(`http://127.0.0.1:${(mute.address() as AddressInfo).port}`, ['llama3.2']),
      )
      assert.match(other.message, ': what listens there speaks something else.')
    } finally {
      mute.close()
    }
  })

  it('knows an error by its code', () => {
    const causes = ['ENOTFOUND', 'EAI_AGAIN', 'CERT_HAS_EXPIRED', 'UND_ERR_CONNECT_TIMEOUT', 'ECONNREFUSED'].map(
      (code) => silenceCauseOf(new Error('fetch failed', { cause: Object.assign(new Error(code), { code }) })),
    )
    assert.equal(causes, ['unknown-name', 'unknown-name', 'certificate', 'too-late', undefined])
  })

  it('is asked for once more where the first try fails', async () => {
    for (const [status, code] of [
      [500, 'not-ollama'],
      [503, 'ollama-not-running'],
    ] as const) {
      const asked = await serving(status, 'starting', async (url) => {
        assert.is((await unavailable(identify(url, ['llama3.2']))).code, code)
      })
      assert.is(asked, 2)
    }
  })

  it('gives a server that says nothing no more than the deadline (contract 15)', async () => {
    const asked = await serving(200, undefined, async (url) => {
      assert.is((await unavailable(identify(url, ['llama3.2'], 50))).code, 'ollama-not-running')
    })
    assert.is(asked, 1)
  })

  it('says that a key is wanted, or that the request is turned away', async () => {
    for (const [status, code] of [
      [401, 'host-wants-key'],
      [403, 'ollama-forbids'],
    ] as const) {
      await serving(status, '', async (url) => {
        assert.is((await unavailable(identify(url, ['llama3.2']))).code, code)
      })
    }
  })

  it('says that something else answers there', async () => {
    for (const body of ['<html>hello</html>', '{"models":[{"name":"x"}]}', '[]']) {
      await serving(200, body, async (url) => {
        assert.is((await unavailable(identify(url, ['llama3.2']))).code, 'not-ollama')
      })
    }
  })

  it('asks nobody where there is nothing to identify', async () => {
    assert.is((await identify('http://127.0.0.1:1', [])).size, 0)
  })
})

spec('the settings of Ollama', (it) => {
  it('give the width of each server: a number, what stands beside the host, or as many as it turns out to work on', async () => {
    assert.equal(await widthOf({}), ['auto'])
    assert.equal(await widthOf({ concurrency: 'auto' }), ['auto'])
    assert.equal(await widthOf({ concurrency: 9 }), [9])
    assert.equal(await widthOf({ concurrency: 9, hosts: [{ url: 'x', concurrency: 2 }] }), [2])
  })

  it('give the patience of the lane', () => {
    assert.equal(ollama.patience?.({ kind: 'ollama' }), { retries: 6, outageMs: 600_000 })
    assert.equal(ollama.patience?.({ kind: 'ollama', retries: 1, requests_per_minute: 30 }), {
      retries: 1,
      outageMs: 600_000,
      requestsPerMinute: 30,
    })
  })

  it('each have a description, and a default but for those that have none', () => {
    for (const [name, schema] of Object.entries(ollama.settings)) {
      assert.type(schema['description'], 'string', name)
      assert.is('default' in schema, !['hosts', 'requests_per_minute'].includes(name), name)
    }
  })
})

async function widthOf(settings: object) {
  const engine = await ollama.open({ kind: 'ollama', ...settings }, { gpu: true }, { env: {} })
  await engine.close()
  return engine.servers.map(({ width }) => width)
}
