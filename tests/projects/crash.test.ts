/**
 * Builds that are killed (SIGKILL, a process of its own) at random, and built again (contract 22, 23, 25).
 * Ten times here, hundreds of times in `npm run soak`. Where each single change of the disk is met: every-change.test.ts.
 */
import * as assert from 'uvu/assert'
import { soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'
import { type Config, inStory, plainConfig, type Story } from '../support/story.js'

const concurrency = 4

const many = (topic: string, count: number) =>
  Array.from({ length: count }, (_each, index) => `What is the ${topic} number ${index} about?`)

const inThis = (engine: Engine, tell: (story: Story) => Promise<void>) => inStory(engine, tell, structuredClone(config))

function write(story: Story): void {
  for (const topic of ['sea', 'sky', 'sun']) story.questions(`questions/${topic}.jsonl`, many(topic, 6))
}

/** 27 + 3 × 15 × 3 */
const cells = 27 + 135

/** Styles that the rule engine knows, too. */
const config: Config = {
  ...plainConfig(),
  variants: {
    simple: 'Merge these: <q1>{{ q1 }}</q1> <q2>{{ q2 }}</q2>',
    fluid: 'Fluently please: <q>{{ simple }}</q>',
    concise: 'Briefly please: <q>{{ simple }}</q>',
  },
}

type Engine = Parameters<typeof inStory>[0]

const calm = new Map<string, Promise<Record<string, string>>>()

/** What comes out where nobody is killed. */
async function calmOutputs(engine: Engine): Promise<Record<string, string>> {
  const name = engine === 'rules' ? 'rules' : 'ollama'
  const known = calm.get(name)
  if (known !== undefined) return known
  const outputs = new Promise<Record<string, string>>((resolve, reject) => {
    inThis(engine, async (story) => {
      write(story)
      assert.is((await story.build()).exitCode, 0)
      resolve(story.outputs())
    }).catch(reject)
  })
  calm.set(name, outputs)
  return outputs
}

const withoutLeftovers = (outputs: Record<string, string>) =>
  Object.fromEntries(Object.entries(outputs).filter(([path]) => !path.endsWith('.fusionkit-tmp')))

/** What a reader may see at any instant: nothing, or the whole file. */
function assertWhole(story: Story, good: Record<string, string>): void {
  for (const [path, text] of Object.entries(withoutLeftovers(story.outputs())))
    if (path.startsWith('dataset/')) assert.is(text, good[path], `${path} is whole`)
}

/** Kills builds of one project, at times drawn over the span of a build; where one ends before, a part of what there is goes. */
async function killAgainAndAgain(engine: Engine, kills: number): Promise<void> {
  const good = await calmOutputs(engine)
  await inThis(engine, async (story) => {
    write(story)
    let stored = 0
    /** How long a build takes, about: found out by whether it is over when it is to be killed. */
    let spanMs = 500
    for (let killed = 0; killed < kills;) {
      const build = story.spawn('build')
      const isOver = await Promise.race([
        build.ended.then(() => true),
        new Promise<false>((resolve) => setTimeout(() => resolve(false), Math.random() * spanMs)),
      ])
      await build.kill()
      assertWhole(story, good)
      if (!isOver) killed += 1
      else {
        const parts = ['dataset', '.fusionkit/state', '.fusionkit/store']
        const gone = parts[Math.floor(Math.random() * parts.length)] ?? ''
        story.remove(gone)
        if (gone.endsWith('store')) stored += 1
      }
    }
    const { exitCode, codes } = await story.build()
    assert.is(exitCode, 0)
    assert.ok(
      codes.every((code) => code === 'lock-taken-over'),
      codes.join(),
    )
    assert.equal(withoutLeftovers(story.outputs()), good)
    assert.equal((await story.build()).outcome.ran, [])
    if (engine === 'rules') return
    const { calls } = story.server.stats
    const most = cells * (1 + stored) + kills * (concurrency + 1)
    assert.ok(calls <= most, `${calls} calls, for ${cells} cells and ${kills} kills`)
  })
}

spec('kill -9', (it) => {
  it('at random times, again and again: the same bytes, nothing taken for an edit, and no more than was on its way is asked again', async () => {
    const engines = Array.from({ length: soakRuns(2) }, (_each, index): Engine =>
      index % 2 === 0 ? 'rules' : { callMs: 2 },
    )
    // two at a time: there may be no more processors
    await Promise.all(
      [0, 1].map(async (half) => {
        for (const [index, engine] of engines.entries()) if (index % 2 === half) await killAgainAndAgain(engine, 5)
      }),
    )
  })

  it('again and again until it is done: never more than a handful is paid twice', async () => {
    const good = await calmOutputs({})
    await inThis({ callMs: 3 }, async (story) => {
      write(story)
      let kills = 0
      for (;;) {
        const { calls } = story.server.stats
        const build = story.spawn('build')
        const isOver = await Promise.race([
          build.ended.then(() => true),
          story.server.when((now) => now.calls >= calls + 60).then(() => false),
        ])
        if (isOver) break
        await build.kill()
        kills += 1
        assertWhole(story, good)
      }
      assert.ok(kills >= 2)
      assert.equal(withoutLeftovers(story.outputs()), good)
      assert.ok(story.server.stats.calls <= cells + kills * (concurrency + 1))
    })
  })

  it('leaves no temporary files behind for good', async () =>
    inThis({ callMs: 3 }, async (story) => {
      write(story)
      const build = story.spawn('build')
      await story.server.when(({ calls }) => calls >= 20)
      await build.kill()
      assert.is((await story.build()).exitCode, 0)
      assert.equal(
        Object.keys(story.files()).filter((path) => path.endsWith('-tmp')),
        [],
      )
    }))
})

spec('Ctrl-C', (it) => {
  it('ends with 130, says what is kept, and the next build goes on from there (contract 26)', async () =>
    inThis({ callMs: 3 }, async (story) => {
      write(story)
      const build = story.spawn('build')
      await story.server.when(({ calls }) => calls >= 50)
      build.child.kill('SIGINT')
      const { code, stderr } = await build.ended
      assert.is(code, 130)
      assert.match(stderr, 'everything that was answered is kept')
      assert.is(story.server.stats.answered, story.server.stats.calls)
      const { exitCode } = await story.build()
      assert.is(exitCode, 0)
      assert.is(story.server.stats.calls, cells)
      assert.equal(story.outputs(), await calmOutputs({}))
    }))
})
