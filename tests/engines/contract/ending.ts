/** How calls, and engines, are brought to an end. */
import * as assert from 'uvu/assert'
import { CallFailed } from '../../../src/engines/engine.js'
import { errorOf, firstOf, patient } from '../../support/fake-ollama/asking.js'
import { type Case, completionBy, requestIn, serverOf } from './case.js'

export const ending: readonly Case[] = [
  {
    sentence: 'makes no call that was given up before, and rejects with the reason',
    async check(scene) {
      const server = await serverOf(scene)
      const reason = new Error('enough')
      assert.is(await errorOf(server.complete(requestIn(scene), AbortSignal.abort(reason))), reason)
      assert.is(scene.requests(), 0)
    },
  },
  {
    sentence: 'ends a call that is given up, at the other side, too; rejects with the reason',
    needs: ['hangs'],
    async check(scene) {
      const server = await serverOf(scene)
      const stop = new AbortController()
      const changes = await scene.bringAbout('hangs')
      const rejected = errorOf(server.complete(requestIn(scene, changes), stop.signal))
      await scene.underWay()
      const reason = new Error('enough')
      stop.abort(reason)
      assert.is(await rejected, reason)
      await scene.givenUp()
    },
  },
  {
    sentence:
      'waits for an answer as long as timeout_seconds says: the call fails, may pass later, and ends at the other side',
    needs: ['hangs'],
    async check(scene) {
      const server = await serverOf(scene, { timeout_seconds: 0.2 })
      const changes = await scene.bringAbout('hangs')
      const error = await errorOf(server.complete(requestIn(scene, changes), patient))
      assert.instance(error, CallFailed)
      assert.ok((error as CallFailed).mayPass)
      assert.match((error as CallFailed).message, 'timeout_seconds')
      await scene.givenUp()
    },
  },
  {
    sentence: 'ends the calls that are under way when it is closed',
    needs: ['hangs'],
    async check(scene) {
      const engine = await scene.open()
      const changes = await scene.bringAbout('hangs')
      const rejected = errorOf(firstOf(engine).complete(requestIn(scene, changes), patient))
      await scene.underWay()
      await engine.close()
      assert.instance(await rejected, Error)
    },
  },
  {
    sentence: 'makes no call after it was closed: it rejects, and asks nobody',
    async check(scene) {
      const engine = await scene.open()
      await completionBy(engine, requestIn(scene))
      const before = scene.requests()
      await engine.close()
      assert.instance(await errorOf(completionBy(engine, requestIn(scene, { seed: 8 }))), Error)
      const { server } = firstOf(engine)
      for (const model of scene.models) if (server.load) await errorOf(server.load(model, patient))
      assert.is(scene.requests(), before)
      await engine.close() // once more does no harm
    },
  },
  {
    sentence: 'may be closed before it was asked anything, and then makes no call either',
    async check(scene) {
      const engine = await scene.open()
      await engine.close()
      assert.instance(await errorOf(completionBy(engine, requestIn(scene))), Error)
      assert.is(scene.requests(), 0)
    },
  },
]
