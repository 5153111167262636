import * as assert from 'uvu/assert'
import { UserError } from '../../src/domain/diagnostic.js'
import { CallFailed, EngineUnavailable } from '../../src/engines/engine.js'
import { ollama } from '../../src/engines/ollama.js'
import { aRequest, errorOf, patient } from '../support/fake-ollama/asking.js'
import { spec } from '../support/spec.js'
import { type ByHand, serveByHand, tagsOf, withHosts } from './ollama-by-hand.js'

type Host = Pick<ByHand, 'url'>

async function identify(hosts: readonly Host[], models: readonly string[], deadlineMs = 500) {
  const settings = { kind: 'ollama', hosts: hosts.map(({ url }) => url) }
  return ollama.identify(settings, models, { env: {} }, deadlineMs)
}

async function unavailable(promise: Promise<unknown>): Promise<EngineUnavailable['diagnostic']> {
  const error = await errorOf(promise)
  assert.instance(error, EngineUnavailable)
  return (error as EngineUnavailable).diagnostic
}

const having = async (names: readonly string[], more: object = {}) =>
  serveByHand(({ route }) => (route === 'GET /api/tags' ? tagsOf(names, more) : undefined))

/** A port that nobody listens on. */
async function nobody(): Promise<Host> {
  const server = await serveByHand()
  await server.close()
  return { url: server.url }
}

async function closing(hosts: readonly ByHand[], use: () => Promise<void>): Promise<void> {
  try {
    await use()
  } finally {
    for (const host of hosts) await host.close()
  }
}

spec('several hosts', (it) => {
  it('answer together who they are, where they have the same weights', async () => {
    const hosts = [await having(['m']), await having(['m', 'other'])]
    await closing(hosts, async () => {
      assert.is((await identify(hosts, ['m'])).get('m')?.id, `ollama ${'d'.repeat(64)}`)
      assert.equal(
        hosts.map(({ asked }) => asked.length),
        [1, 1],
      )
    })
  })

  it('that have different weights under one name are refused, with both digests', async () => {
    const hosts = [await having(['m'], { digest: 'a'.repeat(64) }), await having(['m'], { digest: 'b'.repeat(64) })]
    await closing(hosts, async () => {
      const { code, message, hint } = await unavailable(identify(hosts, ['m']))
      assert.is(code, 'hosts-differ')
      for (const part of ['"m"', 'a'.repeat(12), 'b'.repeat(12), ...hosts.map(({ url }) => url)]) {
        assert.ok(message.includes(part), part)
      }
      assert.match(hint ?? '', '`ollama pull m`')
      await withHosts(hosts, async () => assert.unreachable(), { models: ['m'] }).catch((error: unknown) =>
        assert.instance(error, EngineUnavailable),
      )
    })
  })

  it('do without one that is down, or lacks the model', async () => {
    const hosts = [await having(['other']), await having(['m'])]
    await closing(hosts, async () => {
      assert.is((await identify([await nobody(), ...hosts], ['m'])).size, 1)
    })
  })

  it('take no longer than the deadline, all of them together, where some say nothing (contract 15)', async () => {
    const silent = [await serveByHand(() => 'silence'), await serveByHand(() => 'silence')]
    const hosts = [...silent, await having(['m'])]
    await closing(hosts, async () => {
      const startedAt = performance.now()
      assert.is((await identify(hosts, ['m'], 100)).size, 1)
      assert.ok(performance.now() - startedAt < 450)
    })
  })

  it('that all lack the model say it once, with what to pull', async () => {
    const hosts = [await having(['n']), await having([])]
    await closing(hosts, async () => {
      const { code, message } = await unavailable(identify(hosts, ['m']))
      assert.is(code, 'model-not-pulled')
      assert.is(message, `Ollama at ${hosts.map(({ url }) => url).join(' and ')} do not have the model "m".`)
    })
  })

  it('of which each lacks another model say which lacks what', async () => {
    const hosts = [await having(['m']), await having(['n'])]
    await closing(hosts, async () => {
      const { code, message } = await unavailable(identify(hosts, ['m', 'n']))
      assert.is(code, 'model-not-pulled')
      assert.match(message, `${hosts[0]?.url ?? ''} lacks "n"; ${hosts[1]?.url ?? ''} lacks "m"`)
    })
  })

  it('of which none answers are named in one sentence', async () => {
    const hosts = [await nobody(), await nobody()]
    const { code, message } = await unavailable(identify(hosts, ['m']))
    assert.is(code, 'ollama-not-running')
    for (const { url } of hosts) assert.ok(message.includes(url))
  })

  it('may not be the same one twice', async () => {
    for (const [one, other] of [
      ['gpu-box', 'http://gpu-box:11434/'],
      ['localhost:1234', '127.0.0.1:1234'],
      ['0.0.0.0', '[::1]'],
    ] as const) {
      const settings = { kind: 'ollama', hosts: [one, { url: other, concurrency: 2 }] }
      const error = await errorOf(ollama.identify(settings, ['m'], { env: {} }, 100))
      assert.instance(error, UserError)
      assert.is((error as UserError).diagnostics[0]?.code, 'same-host-twice')
    }
  })

  it('are a server each, with its own width', async () => {
    const settings = { kind: 'ollama', concurrency: 3, hosts: ['a:1', { url: 'b:1', concurrency: 2 }] }
    const engine = await ollama.open(settings, { gpu: true }, { env: {} })
    assert.equal(
      engine.servers.map(({ name, width }) => [name, width]),
      [
        ['http://a:1', 3],
        ['http://b:1', 2],
      ],
    )
    await engine.close()
  })

  it('say who each of them is', async () => {
    const hosts = [await having(['m'], { digest: 'a'.repeat(64) }), await having(['n'])]
    await withHosts(hosts, async ({ engine }) => {
      const [one, other] = engine.servers
      assert.is((await one?.identify?.(['m'], 500))?.get('m')?.id, `ollama ${'a'.repeat(64)}`)
      assert.is((await unavailable(other?.identify?.(['m'], 500) ?? Promise.resolve())).code, 'model-not-pulled')
    })
  })

  it('that lack a model are left out when the build begins to ask, and that is said', async () => {
    const hosts = [await having(['n']), await having(['m'])]
    await withHosts(
      hosts,
      async ({ engine, said }) => {
        assert.equal(
          engine.servers.map(({ name }) => name),
          [hosts[1]?.url],
        )
        assert.equal(
          said.map(({ code, severity }) => [code, severity]),
          [['server-left-out', 'warning']],
        )
        assert.match(said[0]?.message ?? '', 'does not have the model "m"')
      },
      { models: ['m'] },
    )
  })

  it('that are down get no call until they were asked whether they are up', async () => {
    const up = await having(['m'])
    const down = await serveByHand()
    await down.close()
    await withHosts(
      [up, down],
      async ({ engine }) => {
        const server = engine.servers[1]
        const error = await errorOf(server?.complete(aRequest({ model: 'm' }), patient) ?? Promise.resolve())
        assert.instance(error, CallFailed)
        assert.is((error as CallFailed).absence?.code, 'ollama-not-running')
        assert.is((error as CallFailed).isDoubtful, false)
        assert.is(await server?.isUp(patient), false)
      },
      { models: ['m'] },
    )
  })
})
