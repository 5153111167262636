/** The model is replaced while it is asked, or after: what it said is never mixed, and what it said before is never lost. */
import { createServer, request as ask } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { openStore } from '../../src/store/completion-store.js'
import type { Period } from '../../src/store/ledger.js'
import type { ChatBody } from '../support/fake-ollama/protocol.js'
import type { Respond } from '../support/fake-ollama/respond.js'
import { spec } from '../support/spec.js'
import { distinct, inStory, type Story } from '../support/story.js'

const model = 'llama3.2:latest'
const [old, other] = ['a'.repeat(64), 'b'.repeat(64)]

/** `animals` and `music`, three prompts. */
const cells = 27

function textOf(body: ChatBody): string {
  const said = distinct(body)
  return typeof said === 'string' ? said : said.content
}

/** What each digest's model says of a prompt: a text of its own. */
function twoModels(): { now: string; readonly respond: Respond } {
  const models = {
    now: old,
    respond: (body: ChatBody) => textOf(body).replace('?', models.now === old ? '?' : ', says the other?'),
  }
  return models
}

interface Two {
  readonly story: Story
  /** Puts these weights in the place of the others. */
  pull(digest: string): void
}

/** A story with a model that can be replaced, and that says other things then. */
async function withTwo(tell: (two: Two) => Promise<void>): Promise<void> {
  const models = twoModels()
  await inStory({ models: { [model]: { digest: old } }, respond: models.respond }, async (story) =>
    tell({
      story,
      pull: (digest) => {
        models.now = digest
        story.server.setDigest(model, digest)
      },
    }),
  )
}

const saysOther = (story: Story) => Object.values(story.outputs()).join('').includes('says the other')

/** What is not confirmed yet. */
async function pendingIn(story: Story): Promise<readonly Period[]> {
  const store = openStore(join(story.root, '.fusionkit/store'), { readOnly: true })
  const { pending } = store.confirmations
  await store.close()
  return pending
}

let calm: Promise<Record<string, string>> | undefined

/** What the old model makes of it all. */
async function calmOutputs(): Promise<Record<string, string>> {
  return (calm ??= (async () => {
    let outputs = {}
    await withTwo(async ({ story }) => {
      await story.build()
      outputs = story.outputs()
    })
    return outputs
  })())
}

/** Every text of the old model again, and how many calls that took. */
async function backToTheOld({ story, pull }: Two): Promise<number> {
  pull(old)
  const planned = await story.plan()
  const { exitCode, calls } = await story.build()
  assert.is(exitCode, 0)
  assert.equal(story.outputs(), await calmOutputs())
  assert.is(
    planned.targets.reduce((sum, { toAsk }) => sum + toAsk, 0),
    calls,
    'plan knew',
  )
  return calls
}

spec('a model that is replaced in mid-build', (it) => {
  it('stops the build before its answers are mixed; the next one asks the new model anew (contract 3)', async () =>
    withTwo(async (two) => {
      const { story, pull } = two
      story.server.hold()
      const build = story.build()
      story.server.release(9)
      await story.server.when(({ answered }) => answered >= 9)
      pull(other)
      story.server.release()
      const { exitCode, codes, text, outcome } = await build
      assert.is(exitCode, 3)
      assert.equal(codes, ['model-moved'])
      assert.match(text, /aaaaaaaaaaaa.* then, .*bbbbbbbbbbbb.* now/)
      assert.match(text, /\d+ answers that came since it was last checked are dropped/)
      assert.match(text, '`fusionkit build` again')
      assert.equal(outcome.ran, [])
      assert.equal(
        Object.keys(story.outputs()).filter((path) => path.startsWith('dataset/')),
        [],
      )
      const next = await story.build()
      assert.is(next.exitCode, 0)
      assert.is(next.calls, cells)
      assert.equal(next.codes, [])
      assert.is(await backToTheOld(two), cells, 'whose the first answers were was not known')
    }))

  it('keeps what was confirmed before: only what came since is dropped', async () =>
    withTwo(async (two) => {
      const { story, pull } = two
      await story.build({ targets: ['music'] })
      story.server.fault({ kind: 'digest-changes', digest: other, when: () => true, times: 1 })
      const { exitCode, codes, text } = await story.build()
      assert.is(exitCode, 3)
      assert.equal(codes, ['model-moved'])
      assert.match(text, /(\d+ answers|1 answer) that came since/)
      pull(other)
      assert.is((await story.build()).calls, cells)
      assert.is(await backToTheOld(two), 18)
    }))

  it('is noticed however short the build was, and also where the last of its targets failed', async () =>
    withTwo(async ({ story }) => {
      story.server.fault({ kind: 'digest-changes', digest: other, when: cells })
      const { exitCode, codes, text } = await story.build()
      assert.is(exitCode, 3)
      assert.equal(codes, ['model-moved'])
      assert.match(text, 'dropped')
    }))

  it('is noticed when the server restarts with it, before it is asked anything', async () =>
    withTwo(async (two) => {
      const { story, pull } = two
      story.server.hold()
      const build = story.build()
      story.server.release(9)
      await story.server.when(({ answered, inFlight }) => answered >= 9 && inFlight === 4) // none is on its way
      await story.server.goDown()
      const before = story.server.stats.calls
      pull(other)
      await story.server.comeUp()
      story.server.release()
      const { exitCode, codes } = await build
      assert.is(exitCode, 3)
      assert.ok(codes.includes('model-moved'), codes.join())
      assert.is(story.server.stats.calls, before)
      assert.is((await story.build()).calls, cells)
      assert.is(await backToTheOld(two), cells)
    }))

  it('and put back before the next build: nothing that was not confirmed is believed', async () =>
    withTwo(async (two) => {
      const { story } = two
      story.server.fault({ kind: 'digest-changes', digest: other, when: 5 })
      assert.is((await story.build()).exitCode, 3)
      assert.is(await backToTheOld(two), cells)
    }))
})

spec('a model that is deleted in mid-build', (it) => {
  it('ends the build, and what it said is confirmed where the same one is pulled again, and dropped where it is another', async () => {
    for (const pulled of [old, other])
      await withTwo(async ({ story, pull }) => {
        story.server.fault({ kind: 'model-deleted', when: 13 })
        const { exitCode, codes } = await story.build()
        assert.is(exitCode, 3)
        assert.equal(codes, ['model-not-pulled'])
        const { answered } = story.server.stats
        assert.is(answered, 12)
        pull(pulled)
        const next = await story.build()
        assert.is(next.exitCode, 0)
        assert.equal(next.codes, pulled === old ? [] : ['answers-dropped'])
        assert.is(next.calls, pulled === old ? cells - 12 : cells)
        if (pulled === other) assert.match(next.text, '12 answers')
        assert.is(saysOther(story), pulled === other)
      })
  })
})

spec('a build that is killed before it could confirm', (it) => {
  it('leaves nothing that could pass for the old model’s, where the model was replaced (contract 25)', async () =>
    withTwo(async (two) => {
      const { story, pull } = two
      story.server.hold()
      const build = story.spawn('build')
      story.server.release(9)
      await story.server.when(({ answered }) => answered >= 9)
      pull(other)
      story.server.release(6)
      await story.server.when(({ answered }) => answered >= 15)
      await build.kill()
      story.server.release()
      assert.is((await pendingIn(story)).length, 1)
      const next = await story.build()
      assert.is(next.exitCode, 0)
      assert.equal(next.codes, ['lock-taken-over', 'answers-dropped'])
      assert.match(next.text, /aaaaaaaaaaaa.* then, .*bbbbbbbbbbbb.* now/)
      assert.is(next.calls, cells)
      assert.equal(await pendingIn(story), [])
      assert.is(await backToTheOld(two), cells)
    }))

  it('costs nothing where the model is the same: what came is confirmed by the next build', async () =>
    withTwo(async ({ story }) => {
      story.server.hold()
      const build = story.spawn('build')
      story.server.release(15)
      await story.server.when(({ answered }) => answered >= 15)
      await build.kill()
      story.server.release()
      assert.is((await pendingIn(story)).length, 1)
      const planned = await story.plan()
      assert.is((await pendingIn(story)).length, 1, 'plan leaves things as they are')
      const { exitCode, calls, codes } = await story.build()
      assert.is(exitCode, 0)
      assert.equal(codes, ['lock-taken-over'])
      assert.ok(calls <= cells - 15 + 4, `${calls} calls`)
      assert.is(planned.targets.reduce((sum, { toAsk }) => Math.max(sum, toAsk), 0) > 0, true)
      assert.equal(await pendingIn(story), [])
      assert.equal(story.outputs(), await calmOutputs())
    }))
})

/** Stands before the server and can keep silent about who answers. */
async function withDoor(use: (door: Door) => Promise<void>): Promise<void> {
  await withTwo(async (two) => {
    const { story } = two
    let isSilent = false
    let left = Infinity
    const server = createServer((request, response) => {
      if (request.url === '/api/tags' && (isSilent || (left -= 1) < 0)) {
        request.socket.destroy()
        return
      }
      const { method, headers } = request
      const onward = ask(`${story.server.url}${request.url ?? ''}`, { method, headers, agent: false }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      })
      onward.on('error', () => request.socket.destroy())
      request.pipe(onward)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    story.configure((config) => (config['engine'] = { kind: 'ollama', hosts: [url], concurrency: 4 }))
    try {
      await use({
        ...two,
        keepSilent: () => (isSilent = true),
        keepSilentAfter: (times) => (left = times),
        speak: () => {
          isSilent = false
          left = Infinity
        },
      })
    } finally {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  })
}

interface Door extends Two {
  /** From now on nobody learns who answers. */
  keepSilent(): void
  keepSilentAfter(times: number): void
  speak(): void
}

spec('a server that does not say at the end who answered', (it) => {
  it('loses no work: it is committed, said to be unconfirmed, and confirmed by the next build (contract 37)', async () =>
    withDoor(async ({ story, keepSilentAfter, speak }) => {
      keepSilentAfter(1)
      const { exitCode, calls, codes, text, outcome } = await story.build()
      assert.is(exitCode, 0)
      assert.is(calls, cells)
      assert.equal(codes, ['model-unchecked'])
      assert.match(text, 'The last known digest of "llama3.2:latest" stood in')
      assert.equal(outcome.unconfirmed, [model])
      assert.equal(story.outputs(), await calmOutputs())
      const counted = (await pendingIn(story)).reduce((sum, { count = 0 }) => sum + count, 0)
      assert.is(counted, cells)
      speak()
      story.remove('dataset')
      const next = await story.build()
      assert.is(next.exitCode, 0)
      assert.is(next.calls, 0)
      assert.equal(next.codes, [])
      assert.equal(story.outputs(), await calmOutputs())
      assert.equal(await pendingIn(story), [])
    }))

  it('leaves nothing that is copied from: that takes answers that are confirmed', async () =>
    withDoor(async ({ story, keepSilentAfter, speak }) => {
      const index = '.fusionkit/state/fusion.config.yaml/index/animals.pairs'
      keepSilentAfter(1)
      await story.build()
      assert.not(story.exists(index))
      speak()
      await story.build({ force: true })
      assert.ok(story.exists(index))
    }))

  it('and has another model then: what was not confirmed is dropped and counted, and made anew', async () =>
    withDoor(async (door) => {
      const { story, pull, keepSilentAfter, speak } = door
      keepSilentAfter(1)
      await story.build()
      speak()
      pull(other)
      const next = await story.build()
      assert.is(next.exitCode, 0)
      assert.equal(next.codes, ['answers-dropped'])
      assert.match(next.text, '27 answers of that build')
      assert.is(next.calls, cells)
      assert.ok(saysOther(story))
      assert.is(await backToTheOld(door), cells)
    }))

  it('and has another model then, which is put back at once: no output keeps what was dropped (contract 3)', async () =>
    withDoor(async (door) => {
      const { story, pull, keepSilentAfter, speak } = door
      story.server.fault({ kind: 'digest-changes', digest: other, when: 20 })
      keepSilentAfter(1)
      assert.is((await story.build()).exitCode, 0)
      speak()
      story.server.hold()
      const stop = new AbortController()
      const interrupted = story.build({ signal: stop.signal })
      await story.server.when(({ calls }) => calls > cells)
      stop.abort()
      story.server.release()
      assert.is((await interrupted).exitCode, 130)
      pull(old)
      const { calls, text } = await story.build()
      assert.is(calls, cells)
      assert.match(text, 'may hold answers that were dropped')
      assert.equal(story.outputs(), await calmOutputs())
    }))

  it('is no reason to ask anything again: what is there is up to date, or restored, and confirmed when it speaks (contract 15)', async () =>
    withDoor(async ({ story, keepSilent, keepSilentAfter, speak }) => {
      keepSilentAfter(1)
      await story.build()
      keepSilent()
      assert.match((await story.build()).text, 'up to date: 3 targets, 27 records')
      story.remove('dataset')
      const restored = await story.build()
      assert.is(restored.calls, 0)
      assert.equal(restored.outcome.unconfirmed, [model])
      assert.equal(story.outputs(), await calmOutputs())
      const offline = await story.build({ offline: true, force: true })
      assert.is(offline.calls, 0)
      assert.ok((await pendingIn(story)).length > 0)
      speak()
      const { text, calls } = await story.build()
      assert.match(text, 'up to date: 3 targets, 27 records')
      assert.is(calls, 0)
      assert.equal(await pendingIn(story), [], 'who answers was asked, and is the same')
    }))

  it('and so with all of several hosts: what is stored is restored without any of them (contract 37)', async () =>
    withDoor(async ({ story, keepSilent, keepSilentAfter, speak }) => {
      keepSilentAfter(1)
      await story.build()
      assert.ok((await pendingIn(story)).length > 0)
      story.configure((config) => {
        const { hosts, ...engine } = config['engine'] as { hosts: string[] }
        config['engine'] = { ...engine, hosts: [...hosts, 'http://127.0.0.1:9'] }
      })
      keepSilent()
      story.remove('dataset')
      const planned = await story.plan()
      assert.is(
        planned.targets.reduce((sum, { toAsk }) => sum + toAsk, 0),
        0,
      )
      const { exitCode, calls, outcome } = await story.build()
      assert.is(exitCode, 0)
      assert.is(calls, 0)
      assert.equal(outcome.unconfirmed, [model])
      assert.equal(story.outputs(), await calmOutputs())
      speak()
      assert.is((await story.build()).exitCode, 0)
      assert.equal(await pendingIn(story), [], 'the one that speaks was asked')
    }))

  it('and is in the config no more: its answers are asked again elsewhere, and are still there when it comes back', async () =>
    withDoor(async ({ story, keepSilentAfter, speak }) => {
      keepSilentAfter(1)
      await story.build({ targets: ['music'] })
      let door: unknown
      story.configure((config) => {
        door = config['engine']
        config['engine'] = { kind: 'ollama', hosts: [story.server.url], concurrency: 4 }
      })
      assert.is((await story.build({ force: true, targets: ['music'] })).calls, 9)
      speak()
      story.configure((config) => (config['engine'] = door))
      assert.is((await story.build({ targets: ['music'] })).calls, 0)
      assert.equal(await pendingIn(story), [])
    }))
})
