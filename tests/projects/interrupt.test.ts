/** Ctrl-C while something does not come to its end by itself: it is waited for as long as the grace lasts, and no longer (contract 26). */
import * as assert from 'uvu/assert'
import { Interrupted } from '../../src/domain/diagnostic.js'
import { spec } from '../support/spec.js'
import { calmOutputs, inStory, type Story } from '../support/story.js'

/** `animals` and `music`, three prompts; four calls at once. */
const cells = 27
const width = 4
/** In place of five seconds. */
const graceMs = 30
/** What hangs would take longer than this to end by itself. */
const soonMs = 2_000

/** Stops a build, and returns what it says. */
async function stopped(stop: AbortController, build: ReturnType<Story['build']>): ReturnType<Story['build']> {
  const since = performance.now()
  stop.abort(new Interrupted('SIGTERM'))
  const told = await build
  assert.ok(performance.now() - since < soonMs)
  assert.is(told.exitCode, 143)
  assert.match(told.text, 'everything that was answered is kept')
  return told
}

/** The rest is asked, and nothing twice. */
async function goesOn(story: Story, answered: number): Promise<void> {
  story.server.mute(false)
  story.server.release()
  const { exitCode, text } = await story.build()
  assert.is(exitCode, 0, text)
  assert.is(story.server.stats.answered, cells)
  assert.is(story.server.repeated().length, story.server.stats.calls - cells, `${answered} were answered before`)
  assert.equal(story.outputs(), await calmOutputs())
}

spec('a build that is told to stop', (it) => {
  it('waits for what is in flight until the grace is over, then ends it; what came before is kept', async () =>
    inStory({}, async (story) => {
      story.server.hold()
      const stop = new AbortController()
      const build = story.build({ signal: stop.signal, graceMs })
      await story.server.when(({ inFlight }) => inFlight === width)
      story.server.release(5)
      await story.server.when(({ answered, inFlight }) => answered === 5 && inFlight === width)
      const { outcome } = await stopped(stop, build)
      assert.is(outcome.tally.calls, 5)
      await story.server.when(({ aborted }) => aborted === width)
      await goesOn(story, 5)
    }))

  it('does not wait for a server that does not say who it is: at its start', async () =>
    inStory({}, async (story) => {
      story.server.mute(true)
      const stop = new AbortController()
      const build = story.build({ signal: stop.signal })
      await story.server.when(({ tags }) => tags === 1)
      await stopped(stop, build)
      await goesOn(story, 0)
    }))

  it('nor after a load, for longer than the grace: what came stays unconfirmed, and is confirmed by the next build', async () =>
    inStory({}, async (story) => {
      story.server.hold()
      const stop = new AbortController()
      const build = story.build({ signal: stop.signal, graceMs })
      await story.server.when(({ tags }) => tags === 1)
      story.server.mute(true)
      await story.server.when(({ inFlight }) => inFlight === width)
      story.server.release(6)
      await story.server.when(({ answered, inFlight }) => answered === 6 && inFlight === width)
      await stopped(stop, build)
      await goesOn(story, 6)
    }))

  it('nor at its end, before what was answered is committed: the next build commits it for no call', async () =>
    inStory({}, async (story) => {
      story.server.hold()
      const stop = new AbortController()
      const build = story.build({ signal: stop.signal, graceMs })
      await story.server.when(({ inFlight }) => inFlight === width)
      story.server.mute(true)
      const { tags } = story.server.stats
      story.server.release()
      await story.server.when((now) => now.answered === cells && now.tags > tags)
      await stopped(stop, build)
      const { calls } = story.server.stats
      await goesOn(story, cells)
      assert.is(story.server.stats.calls, calls)
    }))
})
