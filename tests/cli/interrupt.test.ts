import * as assert from 'uvu/assert'
import { answered, onSlowServer, width } from '../support/slow-server.js'
import { spec } from '../support/spec.js'
import type { Ended, Started } from '../support/start-cli.js'
import { assertWhole, eventsIn } from './events.js'

/** Completions of the whole project: four pairs in three styles. */
const all = 12

spec('a build that is interrupted', (it) => {
  for (const [signal, exitCode] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    it(`by ${signal} ends with ${exitCode}, keeps what is answered, and is gone on with (contract 26)`, () =>
      onSlowServer(async (fake, { run, start, files }) => {
        const build = start(['build'])
        await answered(fake, 4)
        build.kill(signal)
        await build.said('stopping: ')
        // what is on its way is paid for: it comes in, and is kept
        fake.release(width)
        const { code, stderr } = await build.ended
        assert.is(code, exitCode, stderr)
        assert.match(stderr, /^stopped: everything that was answered is kept.*`fusionkit build` goes on from there$/m)
        assert.not.match(stderr, /\n +at |error/)
        assert.is(fake.stats.answered, 4 + width, 'no new call was made')
        assert.equal(
          Object.keys(files()).filter((path) => /tmp|batch/.test(path)),
          [],
          'no half of a file',
        )

        fake.release()
        const next = await run(['build'])
        assert.is(next.code, 0, next.stderr)
        assert.is(fake.stats.calls, all, 'only what was missing was asked')
        assert.equal(fake.repeated(), [])
      }))
  }

  it('by one Ctrl-C that comes twice, as npm passes it on, ends in an orderly way all the same (contract 26)', () =>
    onSlowServer(async (fake, { start }) => {
      const build = start(['build'])
      await answered(fake, 4)
      build.kill('SIGINT')
      build.kill('SIGINT')
      await build.said('stopping: ')
      fake.release(width)
      const { code, stderr } = await build.ended
      assert.is(code, 130, stderr)
      assert.is(fake.stats.answered, 4 + width, 'what was on its way came in')
    }))

  it('says so in its last event, whichever signal it was; and `plan` ends by it as well (contract 26)', () =>
    onSlowServer(async (fake, { start }) => {
      fake.mute(true)
      const [build, plan] = [start(['build', '--json']), start(['plan'])]
      await fake.when(({ tags }) => tags >= 2)
      build.kill('SIGTERM')
      plan.kill('SIGINT')
      const [built, planned] = [await build.ended, await plan.ended]
      assert.is(built.code, 143, built.stderr)
      const last = eventsIn(built.stdout).at(-1)
      assert.is(last?.kind === 'build-ended' && last.outcome.exitCode, 143)
      assert.is(planned.code, 130, planned.stderr)
      assert.not.match(planned.stderr, /\n +at |bug/)
    }))

  it('tells the end of everything that it started with --json, and its own at last (contract 41)', () =>
    onSlowServer(async (fake, { start }) => {
      const build = start(['build', '--json'])
      await answered(fake, 4)
      build.kill('SIGINT')
      await build.said('stopping: ')
      fake.release(width)
      const { code, stdout, stderr } = await build.ended
      assert.is(code, 130, stderr)
      const events = eventsIn(stdout)
      assertWhole(events)
      assert.ok(events.some((event) => event.kind === 'target-ended' && event.outcome.kind === 'aborted'))
      const last = events.at(-1)
      assert.is(last?.kind === 'build-ended' && last.outcome.exitCode, 130)
    }))

  it('twice ends at once, and what was answered is kept all the same', () =>
    onSlowServer(async (fake, { run, start, has }) => {
      const build = start(['build'])
      await answered(fake, 4)
      build.kill('SIGINT')
      await build.said('stopping: ')
      const { code, stderr } = await pressedAgain(build)
      assert.is(code, 130, stderr)
      assert.not.ok(has('.fusionkit/lock'), 'also then the lock is released')
      assert.is(fake.stats.answered, 4)
      fake.release()
      const next = await run(['build'])
      assert.is(next.code, 0, next.stderr)
      assert.is(fake.stats.answered, all, 'those in flight are asked again, the others are not')
    }))
})

/** A second press is one that comes a moment later than the first: it is repeated until one is. */
async function pressedAgain(build: Started): Promise<Ended> {
  const pressing = setInterval(() => build.kill('SIGINT'), 20)
  return build.ended.finally(() => clearInterval(pressing))
}
