import * as assert from 'uvu/assert'
import type { BuildEvent } from '../../src/domain/event.js'
import type { Respond } from '../support/fake-ollama/respond.js'
import { spec } from '../support/spec.js'
import { distinct, inStory, setEngine, type Story } from '../support/story.js'

type Progress = Extract<BuildEvent, { kind: 'progress' }>

/** Builds by hand: resolves with what was told of the group when `isSo` held for the first time, and lets the rest come. */
async function toldOf(story: Story, group: string, isSo: (event: Progress) => boolean): Promise<Progress> {
  let found: Progress | undefined
  const { exitCode } = await story.build({
    onEvent: (event) => {
      if (found !== undefined || event.kind !== 'progress' || event.target !== group || !isSo(event)) return
      found = event
      story.server.release()
    },
  })
  assert.is(exitCode, 0)
  if (found === undefined) throw new Error('it was never so')
  return found
}

spec('the progress of a build (contract 41)', (it) => {
  it('counts each answer as it comes, although pairs come out in order, with the text', async () =>
    inStory({}, async (story) => {
      setEngine(story, { concurrency: 1 })
      story.server.hold()
      story.server.release(2)
      const { done, ahead, cells, calls, reused, latest } = await toldOf(story, 'animals', ({ calls }) => calls === 2)
      assert.equal([done, ahead, cells, calls, reused], [0, 2, 18, 2, 0])
      assert.is(latest?.variant, 'simple')
      assert.match(latest?.text ?? '', /^Do you know how long can a snail sleep/)
    }))

  it('counts what the store has of a pair, and says nothing twice: the last count is that of the group', async () =>
    inStory({}, async (story) => {
      await story.build()
      story.configure((config) =>
        Object.assign(config['variants'] as object, { brief: 'In short: <q>{{ simple }}</q>' }),
      )
      setEngine(story, { concurrency: 1 })
      const events: Progress[] = []
      await story.build({
        onEvent: (event) => {
          if (event.kind === 'progress' && event.target === 'animals') events.push(event)
        },
      })
      const through = events.map(({ done, ahead = 0 }) => done + ahead)
      assert.equal(
        through,
        through.toSorted((a, b) => a - b),
        'it never goes back',
      )
      const { latest: _latest, kind: _kind, ...last } = events.at(-1)!
      assert.equal(last, { target: 'animals', done: 18, cells: 18, calls: 6, reused: 12, rejected: 0 })
    }))

  it('of a model that is asked ahead counts its calls as they come', async () =>
    inStory({ models: { 'llama3.2:latest': {}, 'qwen3:4b': {} } }, async (story) => {
      story.configure((config) =>
        Object.assign(config['variants'] as object, {
          brief: { prompt: 'Briefly: <q>{{ simple }}</q>', model: 'qwen3:4b' },
        }),
      )
      const { events } = await story.build()
      const calls = events.flatMap((event) =>
        event.kind === 'model-progress' && event.model === 'qwen3:4b' ? [event.calls] : [],
      )
      assert.is(calls.at(-1), 9)
      assert.equal([...new Set(calls)], [1, 2, 3, 4, 5, 6, 7, 8, 9])
    }))

  it('says before the first target starts how many are stale', async () =>
    inStory({}, async (story) => {
      const { events } = await story.build()
      const at = events.findIndex(({ kind }) => kind === 'stale-found')
      assert.equal(events[at], { kind: 'stale-found', targets: 2 })
      assert.ok(at < events.findIndex(({ kind }) => kind === 'target-started'))
      assert.not((await story.build()).events.some(({ kind }) => kind === 'stale-found'))
    }))
})

spec('the last lines of a build', (it) => {
  it('name the next useful commands after a first build that went well, and only then', async () =>
    inStory({}, async (story) => {
      const first = await story.build({ model: 'llama3.2:latest' })
      assert.match(first.text, /^next: fusionkit explain merged:1 --model llama3.2:latest  says where/m)
      assert.match(first.text, /^ {6}fusionkit watch --model llama3.2:latest /m)
      story.remove('dataset/fusion_datasets/music.jsonl')
      assert.not.match((await story.build()).text, 'next:')
      assert.not.match((await story.build({ force: true })).text, 'next:')
    }))

  it('name the command that shows what was rejected', async () => {
    await inStory({ respond: silentOnSnails }, async (story) => {
      const { text } = await story.build()
      assert.match(text, /^`fusionkit rejected` shows the rejected cells, with every attempt and its reason\.$/m)
    })
  })
})

/** Of snails it says nothing when it has to be brief. */
const silentOnSnails: Respond = (request) =>
  /Briefly.*snail/.test(request.messages.at(-1)?.content ?? '') ? '' : distinct(request)
