import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as assert from 'uvu/assert'
import { UserError } from '../../src/domain/diagnostic.js'
import { CallFailed, EngineUnavailable } from '../../src/engines/engine.js'
import { ollama } from '../../src/engines/ollama.js'
import { hostOf } from '../../src/engines/ollama/host.js'
import { proxiesFor } from '../../src/engines/http/proxy.js'
import { aRequest, errorOf, firstOf, patient } from '../support/fake-ollama/asking.js'
import { spec } from '../support/spec.js'
import { type ByHand, serveByHand, withHosts } from './ollama-by-hand.js'

/** Nobody has this name (RFC 6761): only a proxy can answer for it. */
const box = { url: 'http://gpu-box.invalid:11434' }

async function identify(url: string, env: Readonly<Record<string, string>>) {
  return ollama.identify({ kind: 'ollama', hosts: [url] }, ['m'], { env }, 2_000)
}

async function withProxy(use: (proxy: ByHand) => Promise<void>): Promise<void> {
  const proxy = await serveByHand()
  try {
    await use(proxy)
  } finally {
    await proxy.close()
  }
}

spec('an Ollama server behind a proxy', (it) => {
  it('is asked who it is, and everything else, through HTTP_PROXY', async () =>
    withProxy(async (proxy) => {
      const env = { HTTP_PROXY: proxy.url }
      assert.is((await identify(box.url, env)).size, 1)
      await withHosts(
        [box],
        async ({ engine }) => {
          const { complete, server } = firstOf(engine)
          assert.is((await complete(aRequest({ model: 'm' }), patient)).end, 'stop')
          assert.ok(await server.isUp(patient))
        },
        { env },
      )
      assert.ok(proxy.asked.every(({ url, headers }) => url.startsWith(box.url) && headers.host === box.url.slice(7)))
      assert.equal(
        new Set(proxy.asked.map(({ route }) => route)),
        new Set(['GET /api/tags', 'POST /api/show', 'POST /api/chat', 'GET /api/ps', 'GET /api/version']),
      )
    }))

  it('is asked with the credentials of the proxy', async () =>
    withProxy(async (proxy) => {
      await identify(box.url, { http_proxy: proxy.url.replace('//', '//ann:p%40ss@') })
      const expected = `Basic ${Buffer.from('ann:p@ss').toString('base64')}`
      assert.is(proxy.asked[0]?.headers['proxy-authorization'], expected)
    }))

  it('is asked directly where NO_PROXY names it, in either spelling', async () =>
    withProxy(async (proxy) => {
      for (const names of ['gpu-box.invalid', '.invalid', 'other,invalid', 'gpu-box.invalid:11434', '*']) {
        const error = await errorOf(identify(box.url, { HTTP_PROXY: proxy.url, NO_PROXY: names }))
        assert.instance(error, EngineUnavailable, names)
        await errorOf(identify(box.url, { HTTP_PROXY: proxy.url, no_proxy: names }))
      }
      assert.is(proxy.asked.length, 0)
      assert.is((await identify(box.url, { HTTP_PROXY: proxy.url, NO_PROXY: 'else.invalid' })).size, 1)
    }))

  it('is asked over https through a tunnel', async () => {
    for (const [status, code, isUnavailable] of [
      [403, 'proxy-refuses', true],
      [407, 'proxy-refuses', true],
      [503, 'ollama-not-running', false],
    ] as const) {
      const tunnels: string[] = []
      const proxy = createServer()
      proxy.on('connect', (request, socket) => {
        tunnels.push(request.url ?? '')
        socket.end(`HTTP/1.1 ${status} No\r\n\r\n`)
      })
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
      const env = { https_proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` }
      try {
        const error = await errorOf(identify('https://gpu-box.invalid', env))
        assert.is((error as EngineUnavailable).diagnostic.code, code)
        assert.is(tunnels[0], 'gpu-box.invalid:443')
        await withHosts(
          [{ url: 'https://gpu-box.invalid' }],
          async ({ engine }) => {
            const failure = await errorOf(firstOf(engine).complete(aRequest({ model: 'm' }), patient))
            assert.instance(failure, isUnavailable ? EngineUnavailable : CallFailed)
            if (failure instanceof CallFailed) {
              assert.equal([failure.mayPass, failure.isDoubtful, failure.absence?.code], [true, false, code])
            }
          },
          { env },
        )
      } finally {
        proxy.closeAllConnections()
        proxy.close()
      }
    }
  })

  it('that wants a password says so, and is no server that is down', async () => {
    const proxy = await serveByHand(() => [407, 'Proxy Authentication Required'])
    const env = { HTTP_PROXY: proxy.url }
    const error = await errorOf(identify(box.url, env))
    assert.instance(error, EngineUnavailable)
    assert.is((error as EngineUnavailable).diagnostic.code, 'proxy-refuses')
    await withHosts(
      [box],
      async ({ engine }) => {
        const failure = await errorOf(firstOf(engine).complete(aRequest({ model: 'm' }), patient))
        assert.instance(failure, EngineUnavailable)
        assert.is((failure as EngineUnavailable).diagnostic.code, 'proxy-refuses')
      },
      { env },
    )
    await proxy.close()
  })

  it('that is down is named with its proxy, and with what may help', async () => {
    const proxy = await serveByHand()
    await proxy.close()
    const error = await errorOf(identify(box.url, { HTTP_PROXY: proxy.url.replace('//', '//ann:secret@') }))
    const { message, hint } = (error as EngineUnavailable).diagnostic
    assert.match(message, `through the proxy ${proxy.url.slice(7)}`)
    assert.match(hint ?? '', 'NO_PROXY')
    assert.not.match(message, 'secret')
  })
})

spec('the proxies of the environment', (it) => {
  const proxy = 'http://proxy:3128'

  it('are not for this machine', () => {
    for (const url of ['http://127.0.0.1:11434', 'http://localhost:1', 'http://[::1]:11434', 'https://127.0.0.2:443']) {
      assert.is(proxiesFor(url, { HTTP_PROXY: proxy, HTTPS_PROXY: proxy }), undefined, url)
    }
  })

  it('are those of the scheme: HTTP_PROXY for http, HTTPS_PROXY for https, ALL_PROXY for none, as Ollama has it', () => {
    assert.is(proxiesFor('http://box:1', { HTTPS_PROXY: proxy, ALL_PROXY: proxy }), undefined)
    assert.is(proxiesFor('https://box:1', { HTTP_PROXY: proxy, ALL_PROXY: proxy }), undefined)
    assert.is(proxiesFor('http://box:1', { HTTP_PROXY: proxy })?.httpProxy, proxy)
    assert.is(proxiesFor('https://box:1', { HTTPS_PROXY: proxy })?.httpsProxy, proxy)
  })

  it('may be written small, which goes first, and without a scheme', () => {
    assert.is(proxiesFor('http://box:1', { http_proxy: 'small:1', HTTP_PROXY: proxy })?.httpProxy, 'http://small:1')
    assert.is(proxiesFor('http://box:1', { http_proxy: '', HTTP_PROXY: proxy })?.httpProxy, proxy)
  })

  it('are not for the networks in NO_PROXY', () => {
    const env = { HTTP_PROXY: proxy, NO_PROXY: 'example.org,192.168.0.0/16, fd00::/8' }
    assert.is(proxiesFor('http://192.168.7.1:11434', env), undefined)
    assert.is(proxiesFor('http://[fd00::1]:11434', env), undefined)
    assert.ok(proxiesFor('http://10.0.0.1:11434', env))
    assert.ok(proxiesFor('http://box:11434', env))
    assert.ok(proxiesFor('http://10.0.0.1:11434', { HTTP_PROXY: proxy, NO_PROXY: '1/2/3,10.0.0.0/99,::/x' }))
  })

  it('that are no addresses are mistakes of the user, without the password', () => {
    for (const text of ['ftp://proxy', 'http://ann:secret@a b']) {
      try {
        hostOf('gpu-box', { HTTP_PROXY: text })
        assert.unreachable()
      } catch (error) {
        assert.instance(error, UserError)
        assert.is((error as UserError).diagnostics[0]?.code, 'proxy-address')
        assert.not.match((error as Error).message, 'secret')
      }
    }
  })
})
