import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import * as assert from 'uvu/assert'
import { spec } from '../../support/spec.js'

/** What is loaded of the tagger once a question of the language was asked, in a process of its own. */
async function loadedFor(language: 'en' | 'fr'): Promise<string> {
  const open = new URL('../../../src/engines/rules/open.js', import.meta.url).href
  const script = `
    import { createRequire } from 'node:module'
    import { openRules } from ${JSON.stringify(open)}
    const [server] = openRules().servers
    const pair = { first: { question: 'Who?' }, second: { question: 'Où ?' } }
    const patient = new AbortController().signal
    await server.complete({ pair, style: 'simple', attempt: 1, language: '${language}' }, patient)
    const { cache } = createRequire(${JSON.stringify(open)})
    console.log(Object.keys(cache).filter((path) => path.includes('/wink-')).length > 0 ? 'tagger' : 'nothing')`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script])
  return stdout.trim()
}

spec('rules: the tagger', (it) => {
  it('is loaded when the first English question is asked, and by French ones never', async () => {
    assert.is(await loadedFor('fr'), 'nothing')
    assert.is(await loadedFor('en'), 'tagger')
  })
})
