/** What goes wrong has its class: it says what a build does about it. */
import * as assert from 'uvu/assert'
import { CallFailed, EngineUnavailable } from '../../../src/engines/engine.js'
import { errorOf, patient } from '../../support/fake-ollama/asking.js'
import { type Case, completionBy, requestIn, serverOf } from './case.js'
import type { Scene, Trouble } from './stage.js'

/** What a call is rejected with that meets this. */
async function errorBy(trouble: Trouble, scene: Scene): Promise<unknown> {
  const server = await serverOf(scene)
  const changes = await scene.bringAbout(trouble)
  return errorOf(server.complete(requestIn(scene, changes), patient))
}

/** A sentence for people, with what to do about it, and no trace. */
function saysSo({ diagnostic }: EngineUnavailable): void {
  assert.match(diagnostic.code, /^[a-z][a-z-]+$/)
  assert.not.match(diagnostic.message, /\bat .*:\d+:\d+/)
  assert.not.equal(diagnostic.hint ?? '', '')
}

export const failing: readonly Case[] = [
  {
    sentence: 'fails a call that may pass later as one that may, once: it tries nothing again (contract 29)',
    needs: ['passing', 'seen'],
    async check(scene) {
      const error = await errorBy('passing', scene)
      assert.instance(error, CallFailed)
      assert.is((error as CallFailed).mayPass, true)
      assert.is(scene.heard().length, 1)
    },
  },
  {
    sentence: 'fails a call for good that would only be refused again (contract 29)',
    needs: ['final', 'seen'],
    async check(scene) {
      const error = await errorBy('final', scene)
      assert.instance(error, CallFailed)
      assert.is((error as CallFailed).mayPass, false)
      assert.is(scene.heard().length, 1)
    },
  },
  {
    sentence: 'says of a model that is not there that it is missing, when it is asked who answers, too',
    needs: ['no-model'],
    async check(scene) {
      const { model = '' } = await scene.bringAbout('no-model')
      const errors = [await errorBy('no-model', scene), await errorOf(scene.identify([model]))]
      for (const error of errors) {
        assert.instance(error, EngineUnavailable)
        assert.ok((error as EngineUnavailable).isModelMissing)
        assert.match((error as EngineUnavailable).diagnostic.message, model)
        saysSo(error as EngineUnavailable)
      }
      assert.is((await completionBy(await scene.open(), requestIn(scene))).end, 'stop')
    },
  },
  {
    sentence:
      'says that nobody is there: to whoever asks who answers at once, and of a call what to say when nobody comes back',
    needs: ['nobody'],
    async check(scene) {
      const missing = await errorOf(nobodyAnswers(scene))
      const absence = missing instanceof CallFailed ? missing.absence : undefined
      if (absence) {
        assert.ok((missing as CallFailed).mayPass)
        assert.not.ok(await (await serverOf(scene)).isUp(patient))
      } else assert.instance(missing, EngineUnavailable)
      const error = await errorOf(scene.identify(scene.models))
      assert.instance(error, EngineUnavailable)
      assert.not.ok((error as EngineUnavailable).isModelMissing)
      saysSo(error as EngineUnavailable)
    },
  },
]

/** Opened when nobody is there any more: an engine may say so then, or at its first call. */
async function nobodyAnswers(scene: Scene): Promise<void> {
  await scene.bringAbout('nobody')
  const server = await serverOf(scene)
  await server.complete(requestIn(scene), patient)
}
