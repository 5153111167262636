import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import * as assert from 'uvu/assert'
import { rules } from '../../../src/engines/rules.js'
import { aRequest } from '../../support/fake-ollama/asking.js'
import { spec } from '../../support/spec.js'
import { languages, openedEngine, someQuestions, styles } from './asking.js'
import { taggerPackages, type taggerByStages } from './tagger-loaded.js'

type Stages = Awaited<ReturnType<typeof taggerByStages>>

spec('rules: the kind', (it) => {
  it('answers for every model alike, so that switching engines is one line', async () => {
    const identities = await rules.identify({ kind: 'rules' }, ['llama3.2:latest', 'qwen3:4b'], { env: {} }, 500)
    const [one, other] = [...identities.values()]
    assert.equal([...identities.keys()], ['llama3.2:latest', 'qwen3:4b'])
    assert.equal(one, other)
    assert.is(one?.label, 'rules')
  })

  it('is known by its version, and by those of the tagger and its model, which are pinned (contract 3)', async () => {
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      dependencies: Record<string, string>
    }
    const identities = await rules.identify({ kind: 'rules' }, ['m'], { env: {} }, 500)
    for (const name of taggerPackages) {
      const { version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')) as { version: string }
      assert.is(dependencies[name], version)
      assert.match(identities.get('m')?.id ?? '', `${name} ${version}`)
    }
  })

  it('reads the pair, the style, the language and the attempt, and neither model nor prompt nor seed (contract 3)', () => {
    const one = aRequest({ style: 'fluid', attempt: 2 })
    const parts = rules.reads(one)
    assert.equal(parts, ['Who invented the zip fastener?', 'How long can a snail sleep?', 'fluid', 'en', 2])
    assert.equal(
      rules.reads({ ...one, model: 'other', seed: 9, messages: [{ role: 'user', content: 'other' }] }),
      parts,
    )
  })

  it('has frames for each of its styles, in both languages', async () => {
    const ask = await openedEngine()
    for (const language of languages) {
      const [first = '', second = ''] = someQuestions[language]
      for (const style of styles) {
        const { text } = await ask({ first, second, style, language, attempt: 1 })
        assert.ok(text !== '', `${language} ${style}`)
      }
    }
  })

  it('refuses a style it has no frames for', async () => {
    const ask = await openedEngine()
    for (const language of languages) {
      const asked = { first: 'Who am I?', second: 'Who are you?', style: 'sonnet', language, attempt: 1 }
      assert.equal(await ask(asked), { ...asked, text: '' })
    }
  })

  it('loads nothing of the tagger for French, nor with the engine’s light half', async () => {
    const module = JSON.stringify(new URL('tagger-loaded.js', import.meta.url).href)
    const code = `const stages = await import(${module}); console.log(JSON.stringify(await stages.taggerByStages()))`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code])
    const stages = JSON.parse(stdout) as Stages
    assert.equal(stages, { light: [], opened: [], fr: [], en: taggerPackages })
  })
})
