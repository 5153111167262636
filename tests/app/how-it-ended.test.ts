import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { settingsIn } from '../../src/app/config-settings.js'
import { earlyEnd } from '../../src/app/how-it-ended.js'
import { loadProject } from '../../src/app/load-project.js'
import { type Diagnostic, UserError } from '../../src/domain/diagnostic.js'
import { EngineUnavailable } from '../../src/engines/engine.js'
import { spec } from '../support/spec.js'
import { inStory } from '../support/story.js'

const mistake: Diagnostic = { code: 'some-mistake', severity: 'error', message: 'Something is wrong.' }

spec('what ended before its end', (it) => {
  it('is told as the mistake that it was, with its exit code', () => {
    assert.equal(earlyEnd(new UserError([mistake], 75)), { exitCode: 75, diagnostics: [mistake] })
    assert.equal(earlyEnd(new EngineUnavailable(mistake)), { exitCode: 3, diagnostics: [mistake] })
  })

  it('is told in words where the system refused something', () => {
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC', path: 'data.jsonl' })
    const { exitCode, diagnostics } = earlyEnd(full)
    assert.is(exitCode, 2)
    assert.equal(
      diagnostics.map(({ code }) => code),
      ['system-refuses'],
    )
  })

  it('is thrown on where it is a bug of ours', () => {
    const bug = new TypeError('undefined is not a function')
    assert.throws(
      () => earlyEnd(bug),
      (error: unknown) => error === bug,
    )
  })
})

spec('where the settings of a config stand', (it) => {
  it('is nowhere, and no error, once the file has gone away', async () =>
    inStory(
      'rules',
      async ({ root }) => {
        const config = await loadProject(root, 'fusion.config.yaml', {})
        assert.is(settingsIn(config)([['groups']])?.path, 'fusion.config.yaml')
        rmSync(join(root, 'fusion.config.yaml'))
        assert.is(settingsIn(config)([['groups']]), undefined)
        writeFileSync(join(root, 'fusion.config.yaml'), 'version: 1\nunique: group\n')
        assert.is(settingsIn(config)([['max_attempts'], ['unique']])?.line, 2)
      },
      { version: 1, groups: { topics: { files: 'questions/*.jsonl' } } },
    ))
})
