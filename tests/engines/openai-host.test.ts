import { createServer, type IncomingHttpHeaders, request as ask } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as assert from 'uvu/assert'
import { UserError } from '../../src/domain/diagnostic.js'
import { EngineUnavailable } from '../../src/engines/engine.js'
import { openai } from '../../src/engines/openai.js'
import { hostOf } from '../../src/engines/openai/host.js'
import { readSettings } from '../../src/engines/openai/settings.js'
import { aRequest, patient } from '../support/fake-ollama/asking.js'
import { openAt, withEngine } from '../support/fake-openai/asking.js'
import { startFakeOpenAi } from '../support/fake-openai/server.js'
import { spec } from '../support/spec.js'

const at = (base_url: string | undefined, settings: object = {}, env: Readonly<Record<string, string>> = {}) =>
  hostOf(readSettings({ kind: 'openai', ...(base_url !== undefined && { base_url }), ...settings }), env)

const mistakeOf = (act: () => unknown): string => {
  try {
    act()
  } catch (error) {
    if (error instanceof UserError) return error.diagnostics[0]?.code ?? ''
    if (error instanceof EngineUnavailable) return error.diagnostic.code
    throw error
  }
  return 'none'
}

const key = { OPENAI_API_KEY: 'sk-1' }

spec('base_url', (it) => {
  for (const [written, url, root] of [
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/v1', 'http://127.0.0.1:8080'],
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080/v1', 'http://127.0.0.1:8080'],
    ['http://127.0.0.1:8080/v1/', 'http://127.0.0.1:8080/v1', 'http://127.0.0.1:8080'],
    ['http://127.0.0.1:8080/v1/chat/completions', 'http://127.0.0.1:8080/v1', 'http://127.0.0.1:8080'],
    ['localhost:1234', 'http://localhost:1234/v1', 'http://localhost:1234'],
    ['http://0.0.0.0:8000', 'http://127.0.0.1:8000/v1', 'http://127.0.0.1:8000'],
    ['https://api.openai.com', 'https://api.openai.com/v1', 'https://api.openai.com'],
    ['https://openrouter.ai/api/v1', 'https://openrouter.ai/api/v1', 'https://openrouter.ai/api'],
    ['https://host.example/v1beta/openai', 'https://host.example/v1beta/openai', 'https://host.example/v1beta/openai'],
    ['https://gateway.example/llm', 'https://gateway.example/llm/v1', 'https://gateway.example/llm'],
  ] as const) {
    it(`${written} means ${url}`, () => {
      const host = at(written)
      assert.equal([host.url, host.root], [url, root])
    })
  }

  for (const wrong of ['', 'api.openai.com', 'ftp://box', 'http://', 'http://box:0', 'https://box/v1?api-version=1']) {
    it(`"${wrong}" is said to be none`, () => {
      assert.is(
        mistakeOf(() => at(wrong)),
        wrong === '' ? 'setting-needed' : 'base-url',
      )
    })
  }

  it('is needed', () => {
    assert.is(
      mistakeOf(() => at(undefined)),
      'setting-needed',
    )
    assert.equal(Object.keys(openai.needs ?? {}), ['base_url'])
  })

  it('shows neither a name nor a password', () => {
    const host = at('https://ann:secret@box.example')
    assert.is(host.url, 'https://box.example/v1')
    assert.match(host.authorization ?? '', /^Basic /)
  })
})

spec('a key', (it) => {
  it('is sent over https, and to this machine', () => {
    for (const url of ['https://box.example', 'http://127.0.0.1:1', 'http://localhost:1', 'http://[::1]:1']) {
      assert.equal([at(url, {}, key).authorization, at(url, {}, key).key], ['Bearer sk-1', 'sent'], url)
    }
  })

  it('never travels over plain http to another machine', () => {
    for (const url of ['http://box.example', 'http://192.168.1.20:8000', 'http://localhost.example:1']) {
      assert.equal([at(url, {}, key).authorization, at(url, {}, key).key], [undefined, 'withheld'], url)
    }
  })

  it('is that of the variable which the config names; none is no mistake', () => {
    assert.is(at('https://box', { api_key_env: 'MY_KEY' }, { ...key, MY_KEY: '"sk-2"' }).authorization, 'Bearer sk-2')
    const host = at('https://box', { api_key_env: 'MY_KEY' }, key)
    assert.equal([host.authorization, host.key], [undefined, 'missing'])
  })
})

/** A proxy that hands everything to one server, and remembers what it was asked. */
async function startProxy(to: string) {
  const seen: { url: string; headers: IncomingHttpHeaders }[] = []
  const proxy = createServer((request, response) => {
    const { url = '', headers, method } = request
    seen.push({ url, headers })
    const path = new URL(url).pathname
    const onward = ask(`${to}${path}`, { method, headers: { ...headers, connection: 'close' } }, (reply) => {
      response.writeHead(reply.statusCode ?? 502, reply.headers)
      reply.pipe(response)
    })
    request.pipe(onward)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const close = () => {
    proxy.closeAllConnections()
    proxy.close()
  }
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, seen, close }
}

spec('a server behind a proxy', (it) => {
  it('is asked through HTTP_PROXY, who it is and everything else, and is sent no key over plain http', async () => {
    const fake = await startFakeOpenAi()
    const proxy = await startProxy(fake.url)
    const box = { url: 'http://gpu-box.invalid:8000' } // nobody has this name (RFC 6761)
    const env = { ...key, HTTP_PROXY: proxy.url }
    const models = ['qwen2.5-0.5b-instruct-q4_k_m']
    const found = await openai.identify({ kind: 'openai', base_url: box.url }, models, { env }, 2_000)
    assert.is(found.size, 1)
    const engine = await openAt(box, { env, models })
    assert.is((await engine.complete(aRequest(), patient)).end, 'stop')
    assert.ok(await engine.server.isUp(patient))
    await engine.close()
    proxy.close()
    await fake.close()
    assert.equal(
      [...new Set(proxy.seen.map(({ url }) => url))],
      ['/v1/models', '/props', '/v1/chat/completions'].map((path) => `${box.url}${path}`),
    )
    assert.ok(proxy.seen.every(({ headers }) => headers.authorization === undefined))
  })
})

spec('headers', (it) => {
  it('are sent with every request, with the variables that they name', async () =>
    withEngine(
      {},
      async (engine, fake) => {
        await engine.complete(aRequest(), patient)
        const { headers } = fake.requests[0] ?? {}
        assert.equal([headers?.['x-title'], headers?.['x-team'], headers?.['x-price']], ['fusion', 'red-7', '$5'])
      },
      {
        settings: { headers: { 'X-Title': 'fusion', 'X-Team': '${TEAM}-$NUMBER', 'X-Price': '$$5' } },
        env: { TEAM: 'red', NUMBER: '7' },
      },
    ))

  it('with a variable that is not set cannot be sent: it is named', () => {
    assert.is(
      mistakeOf(() => at('https://box', { headers: { 'X-Token': '$TOKEN' } })),
      'header-variable',
    )
  })

  it('that may be secrets are refused over plain http to another machine', () => {
    for (const headers of [{ Authorization: 'Bearer x' }, { 'X-Anything': '$TOKEN' }, { 'api-key': 'x' }]) {
      assert.is(
        mistakeOf(() => at('http://box:8000', { headers }, { TOKEN: 'x' })),
        'header-in-the-open',
      )
    }
    assert.is(
      mistakeOf(() => at('http://box:8000', { headers: { 'X-Title': 'fusion' } })),
      'none',
    )
  })
})
