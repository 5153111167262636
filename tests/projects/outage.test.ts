/** A server that goes away in mid-build, and somebody who presses Ctrl-C while the build waits: for it, for a model, for a turn. */
import * as assert from 'uvu/assert'
import { onAbort } from '../../src/base/abort.js'
import type { Clock } from '../../src/base/clock.js'
import { spec } from '../support/spec.js'
import { calmOutputs, type Config, inStory, setEngine, type Spawned, type Story } from '../support/story.js'

/** `animals` and `music`, three prompts; four calls at once. */
const cells = 27
const width = 4
const minute = 60_000

/** Lets so many answers out, and waits until the next calls are there: what was answered has come in, and is kept. */
async function letOut({ server }: Story, count: number): Promise<void> {
  server.hold()
  await server.when(({ inFlight }) => inFlight === width)
  const until = server.stats.answered + count
  server.release(count)
  await server.when(({ answered, inFlight }) => answered === until && inFlight === width)
}

/** A clock on which time goes by as soon as somebody waits for it. `passed` is told first. */
function impatient(
  passed: (now: number) => Promise<void> = async () => {},
): Clock & { readonly slept: readonly number[] } {
  let now = 0
  const slept: number[] = []
  return {
    slept,
    now: () => now,
    sleep: async (milliseconds, signal) => {
      signal.throwIfAborted()
      slept.push(milliseconds)
      now += milliseconds
      await passed(now)
    },
  }
}

/** A clock on which no wait ever ends, but by its signal. */
function standing(): Clock & { asleep(): Promise<void> } {
  let isAsleep: (() => void) | undefined
  const asleep = new Promise<void>((resolve) => (isAsleep = resolve))
  return {
    asleep: async () => asleep,
    now: () => 0,
    sleep: async (_milliseconds, signal) => {
      signal.throwIfAborted()
      isAsleep?.()
      await new Promise<void>((_resolve, reject) => onAbort(signal, () => reject(signal.reason as Error)))
    },
  }
}

/** A clock on which short waits take no time, and those of so many milliseconds end when the test says so. */
function clockFor(milliseconds: number): Clock & { end(): void } {
  let end: (() => void) | undefined
  return {
    end: () => end?.(),
    now: () => 0,
    sleep: async (wait, signal) => {
      signal.throwIfAborted()
      if (wait === milliseconds) await new Promise<void>((resolve) => (end = resolve))
    },
  }
}

/** Ctrl-C. What is waited for needs minutes: it ends in far less. */
async function interrupt({ child, ended }: Spawned): Promise<Awaited<Spawned['ended']>> {
  const since = performance.now()
  child.kill('SIGINT')
  const end = await ended
  assert.ok(performance.now() - since < 4_000)
  assert.not.match(end.stderr, /\n +at |unhandled/i)
  return end
}

/** What is missing is asked, and nothing else. */
async function goesOn(story: Story, answered: number): Promise<void> {
  const { exitCode, calls, text } = await story.build()
  assert.is(exitCode, 0, text)
  assert.is(calls, cells - answered, 'nothing that was answered is asked again')
  assert.is(story.server.stats.answered, cells)
  assert.equal(story.outputs(), await calmOutputs())
}

spec('a server that goes away in mid-build', (it) => {
  it('is waited for as long as outage_minutes says, then the build ends with 3; the next one asks what is missing (contract 26)', async () =>
    inStory({}, async (story) => {
      setEngine(story, { outage_minutes: 3 })
      const clock = impatient()
      const build = story.build({ clock })
      await letOut(story, 10)
      await story.server.goDown()
      const { exitCode, codes, text } = await build
      assert.is(exitCode, 3)
      assert.equal(codes, ['server-away', 'ollama-not-running'])
      assert.match(text, 'up to 3 minutes')
      const waited = clock.slept.reduce((sum, wait) => sum + wait, 0)
      assert.ok(Math.abs(waited - 3 * minute) <= 5_000, `${waited} ms`)
      assert.ok(clock.slept.length < 60, `${clock.slept.length} looks`)
      await story.server.comeUp()
      story.server.release()
      await goesOn(story, 10)
    }))

  it('more than once is waited for each time: the minutes are those of one absence', async () =>
    inStory({}, async (story) => {
      setEngine(story, { outage_minutes: 3 })
      let backAt = Infinity
      const clock = impatient(async (now) => {
        if (now < backAt) return
        backAt = Infinity
        await story.server.comeUp()
      })
      const notes: string[] = []
      let isTold: (() => void) | undefined
      const build = story.build({
        clock,
        onEvent: (event) => {
          if (event.kind !== 'diagnostic') return
          notes.push(event.diagnostic.code)
          isTold?.()
        },
      })
      for (let round = 0; round < 3; round += 1) {
        await letOut(story, 4)
        const told = new Promise<void>((resolve) => (isTold = resolve))
        backAt = clock.now() + 2 * minute
        await story.server.goDown()
        await told
      }
      await story.server.when(({ inFlight }) => inFlight === width)
      story.server.release()
      const { exitCode, text } = await build
      assert.is(exitCode, 0, text)
      assert.equal(notes, ['server-away', 'server-back', 'server-away', 'server-back', 'server-away', 'server-back'])
      assert.is(story.server.stats.answered, cells)
      assert.equal(story.outputs(), await calmOutputs())
    }))

  it('comes back as another version with the same model: the build goes on', async () =>
    inStory({ faults: [{ kind: 'restart', version: '0.40.0', ms: 10, when: 12 }] }, async (story) => {
      const { exitCode, text } = await story.build()
      assert.is(exitCode, 0, text)
      assert.is(story.server.stats.answered, cells)
      assert.is(story.server.stats.loads, 2)
      assert.equal(story.outputs(), await calmOutputs())
    }))

  it('is waited for no longer than the minutes of the build: what is left is said, and the next one goes on', async () =>
    inStory({}, async (story) => {
      const clock = clockFor(7 * minute)
      let isAway: (() => void) | undefined
      const away = new Promise<void>((resolve) => (isAway = resolve))
      const build = story.build({
        maxMinutes: 7,
        clock,
        onEvent: (event) => {
          if (event.kind === 'diagnostic' && event.diagnostic.code === 'server-away') isAway?.()
        },
      })
      await letOut(story, 5)
      await story.server.goDown()
      await away
      clock.end()
      const { exitCode, outcome, text } = await build
      assert.is(exitCode, 1, text)
      assert.equal(outcome.budget, { kind: 'minutes', most: 7 })
      await story.server.comeUp()
      story.server.release()
      await goesOn(story, 5)
    }))

  it('says 503 to every other call meanwhile: that is a busy server, and none that is away', async () =>
    inStory({ faults: [{ kind: 'busy', when: { every: 2 }, times: 8 }] }, async (story) => {
      const { exitCode, codes, calls } = await story.build()
      assert.is(exitCode, 0)
      assert.equal(codes, [])
      assert.is(calls, cells + 8)
    }))
})

spec('Ctrl-C', (it) => {
  it('while the build waits for a server that is away ends it at once with 130, everything kept (contract 26)', async () =>
    inStory({}, async (story) => {
      const build = story.spawn('build')
      await letOut(story, 6)
      await story.server.goDown()
      await build.said('does not answer')
      const { code, stderr } = await interrupt(build)
      assert.is(code, 130, stderr)
      assert.match(stderr, 'everything that was answered is kept')
      await story.server.comeUp()
      story.server.release()
      await goesOn(story, 6)
    }))

  it('while a model is loading ends the build at once, and the load with it', async () =>
    inStory({ loadMs: 10 * minute }, async (story) => {
      const stop = new AbortController()
      const build = story.build({ signal: stop.signal })
      await loading(story)
      stop.abort(new Error('enough'))
      const { exitCode, calls } = await build
      assert.is(exitCode, 130)
      assert.is(calls, 0)
      await story.server.when(({ abortedLoads }) => abortedLoads === 1)
    }))

  it('and the end of the minutes of the build end a load alike', async () =>
    inStory({ loadMs: 10 * minute }, async (story) => {
      const clock = clockFor(minute)
      const build = story.build({ maxMinutes: 1, clock })
      await loading(story)
      clock.end()
      const { exitCode, calls, outcome } = await build
      assert.is(exitCode, 1)
      assert.is(calls, 0)
      assert.is(outcome.tally.unasked?.budget, cells)
      await story.server.when(({ abortedLoads }) => abortedLoads === 1)
    }))

  it('while the second model is loading keeps what the first one said', async () =>
    inStory({ models: { 'llama3.2:latest': {}, 'qwen3:4b': { loadMs: 10 * minute } } }, async (story) => {
      story.configure((config) => {
        const variants = config['variants'] as Config
        variants['brief'] = { prompt: variants['brief'], model: 'qwen3:4b' }
      })
      const build = story.spawn('build')
      await story.server.when(({ unloads }) => unloads === 1)
      await loading(story)
      const { code, stderr } = await interrupt(build)
      assert.is(code, 130, stderr)
      assert.is(story.server.stats.answered, 18)
      story.configure((config) => {
        const variants = config['variants'] as Config
        delete variants['brief']
      })
      const next = await story.build()
      assert.is(next.exitCode, 0)
      assert.is(next.calls, 0)
    }))

  it('while calls wait for their next try ends the build at once; they are made again by the next one', async () =>
    inStory({}, async (story) => {
      const stop = new AbortController()
      const clock = standing()
      const build = story.build({ signal: stop.signal, clock })
      await letOut(story, 7)
      story.server.fault({ kind: 'too-many-requests', retryAfter: '120', when: () => true })
      story.server.release()
      await clock.asleep()
      stop.abort(new Error('enough'))
      const { exitCode } = await build
      assert.is(exitCode, 130)
      const { answered } = story.server.stats
      assert.ok(answered < cells)
      story.server.clearFaults()
      await goesOn(story, answered)
    }))

  it('while calls wait for their turn ends the build at once', async () =>
    inStory({}, async (story) => {
      setEngine(story, { requests_per_minute: 1 })
      const stop = new AbortController()
      const clock = standing()
      const build = story.build({ signal: stop.signal, clock })
      await story.server.when(({ answered }) => answered === 1)
      await clock.asleep()
      stop.abort(new Error('enough'))
      assert.is((await build).exitCode, 130)
      assert.is(story.server.stats.calls, 1)
      setEngine(story, { requests_per_minute: 100_000 })
      await goesOn(story, 1)
    }))
})

/** The last request that loads a model is there. */
async function loading({ server }: Story): Promise<void> {
  const isLoad = () => server.loadRequests.at(-1)?.body.keep_alive !== 0
  while (server.loadRequests.length === 0 || !isLoad()) await new Promise((resolve) => setImmediate(resolve))
}
