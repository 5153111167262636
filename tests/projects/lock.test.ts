/** Several at once in one project: one writes, the others are told, or wait (contract 28). */
import { spawnSync } from 'node:child_process'
import { hostname } from 'node:os'
import * as assert from 'uvu/assert'
import { cleanOutputs } from '../../src/app/clean.js'
import { fuseFile } from '../../src/app/fuse.js'
import { hostSurroundings } from '../../src/app/host.js'
import { whileAlone, withProjectLock } from '../../src/app/project-lock.js'
import { UserError } from '../../src/domain/diagnostic.js'
import { build as buildOfApi, loadConfig } from '../../src/index.js'
import { spec } from '../support/spec.js'
import { calmOutputs, inStory, type Story, type Told } from '../support/story.js'

const lock = '.fusionkit/lock'
const cells = 27

/** A build that is under way, until `end` lets its answers out. */
async function building(story: Story): Promise<{ readonly end: () => Promise<Told> }> {
  story.server.hold()
  const first = story.build()
  await story.server.when(({ inFlight }) => inFlight > 0)
  return {
    end: async () => {
      story.server.release()
      return first
    },
  }
}

/** What a process that is no longer there has left. */
function leaveLock(story: Story, owner: object = {}): void {
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  const dead = { processId: pid, host: hostname(), command: 'fusionkit build animals', since: Date.now(), ...owner }
  story.write(lock, `\n${JSON.stringify({ id: 'dead', insteadOf: null, owner: dead })}\n`)
}

spec('a build beside a build (contract 28)', (it) => {
  it('ends with 75, and says which process is at work, with which command, since when, and what to do', async () =>
    inStory({}, async (story) => {
      const { end } = await building(story)
      const second = await story.build({ targets: ['animals'] })
      assert.is(second.exitCode, 75, second.text)
      assert.equal(second.codes, ['project-locked'])
      assert.match(second.text, new RegExp(`\`fusionkit build\` \\(process ${process.pid}, begun \\d`))
      assert.match(second.text, '--wait')
      const first = await end()
      assert.is(first.exitCode, 0, first.text)
      assert.not.ok(story.exists(lock))
      assert.is(story.server.stats.calls, cells)
      assert.equal(story.outputs(), await calmOutputs())
      assert.is((await story.build({ force: true })).exitCode, 0, 'the lock is free again')
    }))

  it('waits with --wait, says once for whom, and does what is left to do then', async () =>
    inStory({}, async (story) => {
      const { end } = await building(story)
      const waits = story.build({ wait: true, force: true })
      const told = await end()
      const waited = await waits
      assert.is(told.exitCode, 0)
      assert.is(waited.exitCode, 0, waited.text)
      assert.equal(waited.codes, ['waiting-for-lock'])
      assert.match(waited.text, `Waiting for the end of \`fusionkit build\` (process ${process.pid}`)
      assert.is(story.server.stats.calls, cells, 'what the first one was answered, the second one has')
      assert.equal(waited.outcome.ran, ['animals', 'music', 'merged'])
    }))

  it('that waits ends at once with Ctrl-C, with 130', async () =>
    inStory({}, async (story) => {
      const { end } = await building(story)
      const stop = new AbortController()
      const waits = story.build({
        wait: true,
        signal: stop.signal,
        onEvent: (event) => {
          if (event.kind === 'diagnostic') stop.abort(new Error('enough'))
        },
      })
      assert.is((await waits).exitCode, 130)
      assert.is((await end()).exitCode, 0)
    }))

  it('of the Node API: they exclude each other in one process, too', async () =>
    inStory({}, async (story) => {
      const { end } = await building(story)
      const config = await loadConfig({ cwd: story.root })
      const { exitCode, diagnostics } = await buildOfApi(config).outcome
      assert.is(exitCode, 75)
      assert.equal(
        diagnostics.map(({ code }) => code),
        ['project-locked'],
      )
      const waits = buildOfApi(config, { wait: true })
      await end()
      assert.is((await waits.outcome).exitCode, 0)
    }))

  it('does not hinder `plan`, nor what has nothing to do with the folder', async () =>
    inStory({}, async (story) => {
      const { end } = await building(story)
      const before = story.read(lock)
      assert.is((await story.plan()).targets.length, 3)
      assert.is(story.read(lock), before)
      await end()
    }))

  it('keeps `clean` and `fuse` out as well', async () =>
    inStory({}, async (story) => {
      const { end } = await building(story)
      const host = hostSurroundings()
      const ports = { surroundings: host, say: () => {}, signal: new AbortController().signal }
      const config = 'fusion.config.yaml'
      const refused = await whileAlone(story.root, config, 'fusionkit clean', ports, async () =>
        cleanOutputs(story.root, config, host),
      ).catch((error: unknown) => error)
      assert.is(refused instanceof UserError && refused.exitCode, 75)
      const options = { file: 'questions/music.jsonl', output: 'fused.jsonl', engine: 'rules' }
      const fused = await fuseFile(story.root, options, host, { emit: () => {}, ...ports })
      assert.is(fused.exitCode, 75)
      assert.not.ok(story.exists('fused.jsonl'))
      await end()
    }))
})

spec('the lock of a project', (it) => {
  it('is released after whatever ends a build: a mistake, nobody there, a failure, an interruption, a bug', async () =>
    inStory({}, async (story) => {
      assert.is((await story.build({ targets: ['nothing'] })).exitCode, 2)
      assert.not.ok(story.exists(lock))
      assert.is((await story.build({ signal: AbortSignal.abort(new Error('enough')) })).exitCode, 130)
      assert.not.ok(story.exists(lock))
      await story.server.goDown()
      assert.is((await story.build()).exitCode, 3)
      assert.not.ok(story.exists(lock))
      const bug = new Error('a bug')
      const ports = { surroundings: hostSurroundings(), say: () => {}, signal: new AbortController().signal }
      const thrown = await withProjectLock(story.root, 'x', ports, async () => Promise.reject(bug)).catch(
        (error: unknown) => error,
      )
      assert.is(thrown, bug)
      assert.not.ok(story.exists(lock))
      await story.server.comeUp()
    }))

  it('of a build that was killed is taken over, with a notice that names it (contract 25)', async () =>
    inStory({}, async (story) => {
      leaveLock(story)
      const { exitCode, codes, text } = await story.build()
      assert.is(exitCode, 0)
      assert.equal(codes, ['lock-taken-over'])
      assert.match(text, '`fusionkit build animals` (process')
      assert.not.ok(story.exists(lock))
    }))

  it('that is empty or damaged hinders nobody', async () =>
    inStory({}, async (story) => {
      for (const damaged of ['', '\u0000\u0000', '\n{"id":"a","insteadOf":null,"owner":{"proc']) {
        story.write(lock, damaged)
        const { exitCode, codes } = await story.build({ force: true })
        assert.is(exitCode, 0)
        assert.equal(codes, [])
      }
    }))

  it('of another machine is never taken over: it may run there, and only a person can know', async () =>
    inStory({}, async (story) => {
      leaveLock(story, { host: 'gpu-box', machine: 'another', boot: 'another' })
      const { exitCode, text } = await story.build()
      assert.is(exitCode, 75)
      assert.match(text, 'on gpu-box')
      assert.match(text, 'cannot be seen from here')
      assert.match(text, `delete "${lock}"`)
      story.remove(lock)
      assert.is((await story.build()).exitCode, 0)
    }))

  it('that two builds find dead at the same time goes to one of them; the other one is told so', async () =>
    inStory({}, async (story) => {
      leaveLock(story)
      story.server.hold()
      const builds = [story.spawn('build'), story.spawn('build')]
      const loser = await Promise.race(builds.map(async ({ ended }) => ended))
      assert.is(loser.code, 75, loser.stderr)
      assert.match(loser.stderr, /process \d+, begun \d/)
      await story.server.when(({ inFlight }) => inFlight > 0)
      story.server.release()
      const codes = await Promise.all(builds.map(async ({ ended }) => (await ended).code))
      assert.equal(new Set(codes), new Set([0, 75]))
      assert.is(story.server.stats.calls, cells)
      assert.equal(story.outputs(), await calmOutputs())
    }))
})
