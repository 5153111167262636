/** What an engine says of how fit it is. */
import * as assert from 'uvu/assert'
import type { Check } from '../../../src/domain/check-up.js'
import type { Case } from './case.js'

const errorsIn = (checks: readonly Check[]) => checks.filter(({ status }) => status === 'error')

/** Whoever is told of a trouble is told what to do. */
function areMendable(checks: readonly Check[]): void {
  for (const { summary, status, fix = '' } of checks) {
    assert.ok(summary !== '')
    assert.is(fix !== '' && !fix.includes('\n'), status !== 'ok', summary)
  }
}

export const checkingUp: readonly Case[] = [
  {
    sentence:
      'finds itself fit where all of its models are there, and asks none of them anything; unless it is always fit',
    async check(scene, kind) {
      const checks = await scene.checkUp(scene.models)
      assert.is(checks.length > 0, kind.isBuiltIn !== true)
      assert.equal(errorsIn(checks), [])
      areMendable(checks)
      assert.equal(scene.heard(), [])
      const none = await scene.checkUp([])
      assert.equal(errorsIn(none), [])
    },
  },
  {
    sentence: 'finds a model that is not there, and says what to do',
    needs: ['no-model'],
    async check(scene) {
      const { model = '' } = await scene.bringAbout('no-model')
      const checks = await scene.checkUp([...scene.models, model])
      areMendable(checks)
      const [error, ...others] = errorsIn(checks)
      assert.is(error?.id, 'model')
      assert.ok(error?.summary.includes(`"${model}"`))
      assert.equal(others, [])
    },
  },
  {
    sentence: 'finds that nobody is there, and throws nothing for it',
    needs: ['nobody'],
    async check(scene) {
      await scene.bringAbout('nobody')
      const checks = await scene.checkUp(scene.models)
      areMendable(checks)
      assert.is(errorsIn(checks)[0]?.id, 'engine')
    },
  },
]
