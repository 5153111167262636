import * as assert from 'uvu/assert'
import { UserError } from '../../src/domain/diagnostic.js'
import { hostOf } from '../../src/engines/ollama/host.js'
import { spec } from '../support/spec.js'

/** What people write → the server that Ollama's own client would talk to. */
const table: readonly (readonly [string, string])[] = [
  ['', 'http://127.0.0.1:11434'],
  ['localhost', 'http://localhost:11434'],
  ['example.com', 'http://example.com:11434'],
  ['example.com:1234', 'http://example.com:1234'],
  ['example.com:80', 'http://example.com:80'],
  [':1234', 'http://127.0.0.1:1234'],
  [':', 'http://127.0.0.1:11434'],
  ['http://example.com', 'http://example.com:80'],
  ['https://example.com', 'https://example.com:443'],
  ['https://example.com:8443', 'https://example.com:8443'],
  ['HTTP://example.com', 'http://example.com:80'],
  ['http://127.0.0.1:11434/', 'http://127.0.0.1:11434'],
  ['https://example.com/ollama/', 'https://example.com:443/ollama'],
  ['0.0.0.0', 'http://127.0.0.1:11434'],
  ['0.0.0.0:1234', 'http://127.0.0.1:1234'],
  ['http://0.0.0.0:11434', 'http://127.0.0.1:11434'],
  ['::', 'http://[::1]:11434'],
  ['[::]:1234', 'http://[::1]:1234'],
  ['::1', 'http://[::1]:11434'],
  ['[::1]', 'http://[::1]:11434'],
  ['192.168.1.20', 'http://192.168.1.20:11434'],
  [' "127.0.0.1:1234" ', 'http://127.0.0.1:1234'],
  ["'localhost'", 'http://localhost:11434'],
  ['ollama.com', 'https://ollama.com:443'],
]

spec('where Ollama is', (it) => {
  for (const [written, url] of table) {
    it(`OLLAMA_HOST=${written} is ${url}`, () => {
      assert.is(hostOf(undefined, { OLLAMA_HOST: written }).url, url)
    })
  }

  it('is this machine where nothing is said', () => {
    assert.equal(hostOf(undefined, {}), { url: 'http://127.0.0.1:11434' })
  })

  it('is what the config says, before OLLAMA_HOST', () => {
    assert.is(hostOf('gpu-box', { OLLAMA_HOST: 'elsewhere:1' }).url, 'http://gpu-box:11434')
  })

  for (const written of ['ftp://example.com', 'exa mple', 'host:port', 'host:99999', 'localhost:0', 'http://']) {
    it(`"${written}" is a mistake of the user`, () => {
      if (written === 'http://') return assert.is(hostOf(written, {}).url, 'http://127.0.0.1:80') // as Ollama has it
      try {
        hostOf(undefined, { OLLAMA_HOST: written })
        assert.unreachable()
      } catch (error) {
        assert.instance(error, UserError)
        assert.is((error as UserError).exitCode, 2)
        assert.is((error as UserError).diagnostics[0]?.code, 'ollama-host')
      }
    })
  }

  it('gets the API key over https alone', () => {
    const env = { OLLAMA_API_KEY: 'secret' }
    assert.is(hostOf('https://ollama.com', env).authorization, 'Bearer secret')
    assert.is(hostOf('http://gpu-box', env).authorization, undefined)
  })

  it('gets the credentials of its address, which no message shows', () => {
    const host = hostOf('http://ann:p%40ss@gpu-box:1234', {})
    assert.is(host.url, 'http://gpu-box:1234')
    assert.is(host.authorization, `Basic ${Buffer.from('ann:p@ss').toString('base64')}`)
    try {
      hostOf('http://ann:hidden@gpu box', {})
      assert.unreachable()
    } catch (error) {
      assert.not.match((error as Error).message, 'hidden')
    }
  })
})
