/** Commands that messages name can be typed as they stand: who has fusionkit in a project alone needs `npx fusionkit`. */
import * as assert from 'uvu/assert'
import { typedAs } from '../../src/messages/command-line.js'
import { inProject, smallProject } from '../support/project.js'
import { spec } from '../support/spec.js'

const byNpx = { PATH: '/nowhere' }
const npx = (sentence: string) => typedAs('npx fusionkit', sentence)
const byPnpm = { npm_config_user_agent: 'pnpm/9.1.0 npm/? node/v20.19.0 linux x64' }

spec('a command that a message names', (it) => {
  it('is named as it has to be typed here: in hints, after a build, by status, clean, gc, doctor and completion', async () =>
    inProject(smallProject, async ({ run, write }) => {
      const named: readonly (readonly [words: readonly string[], says: RegExp])[] = [
        [['build'], /^next: npx fusionkit explain merged:1 /m],
        [['build', '--config', 'none.yaml'], /`npx fusionkit init` writes one/],
        [['clean'], /`npx fusionkit build` restores them/],
        [['status'], /`npx fusionkit explain <target>` says why, `npx fusionkit plan` what it takes/],
        [['build', 'animals'], /`npx fusionkit build` makes them/],
        [['doctor', '--config', 'none.yaml'], /→ npx fusionkit doctor --config/],
        [['completion'], /^ {2}npx fusionkit completion bash$/m],
        [['build', '--engine', 'ollama', '--force'], /^next: npx fusionkit doctor --engine ollama /m],
      ]
      for (const [words, says] of named) {
        const { stdout, stderr } = await run(words, { env: { ...byNpx, LANG: 'C.UTF-8' } })
        assert.match(stdout + stderr, says, words.join(' '))
      }
      write('fusion.config.yaml', 'version: 1\n')
      assert.match((await run(['build', '--config', 'no.yaml'], { env: byPnpm })).stderr, /`pnpm exec fusionkit init`/)
    }))

  it('is named so at the beginning of a sentence and in backticks, and nothing else is touched', () => {
    assert.is(npx('fusionkit build --wait'), 'npx fusionkit build --wait')
    assert.is(npx('Run `fusionkit build`, or `fusionkit plan`.'), 'Run `npx fusionkit build`, or `npx fusionkit plan`.')
    for (const sentence of [
      'Another fusionkit is at work',
      '`npx fusionkit build`',
      'fusionkit 0.1.0 on linux',
      'a fusionkit build',
    ])
      assert.is(npx(sentence), sentence)
  })
})
