/**
 * Builds that are killed (SIGKILL, a process of its own) at any instant, and built again (contract 22, 23, 25).
 * A few kills here; `FUSIONKIT_SOAK=200 node dist/tests/support/run.js crash` for a night.
 */
import * as assert from 'uvu/assert'
import { spec } from '../support/spec.js'
import { type Config, inStory, plainConfig, type Story } from '../support/story.js'

const soak = Number(process.env['FUSIONKIT_SOAK'] ?? 0)
const concurrency = 4
const deadlineMs = 30_000 + soak * 10_000

const many = (topic: string, count: number) =>
  Array.from({ length: count }, (_each, index) => `What is the ${topic} number ${index} about?`)

function write(story: Story): void {
  for (const topic of ['sea', 'sky', 'sun']) story.questions(`questions/${topic}.jsonl`, many(topic, 6))
}

/** 27 + 3 × 15 × 3 */
const cells = 27 + 135

let calm: Promise<Record<string, string>> | undefined

async function calmOutputs(): Promise<Record<string, string>> {
  return (calm ??= (async () => {
    let outputs = {}
    await inStory({}, async (story) => {
      write(story)
      assert.is((await story.build()).exitCode, 0)
      outputs = story.outputs()
    })
    return outputs
  })())
}

const withoutLeftovers = (outputs: Record<string, string>) =>
  Object.fromEntries(Object.entries(outputs).filter(([path]) => !path.endsWith('.fusionkit-tmp')))

/** What a reader may see at any instant: nothing, or the whole file. */
function assertWhole(story: Story, good: Record<string, string>): void {
  for (const [path, text] of Object.entries(withoutLeftovers(story.outputs())))
    if (path.startsWith('dataset/')) assert.is(text, good[path], `${path} is whole`)
}

spec('kill -9', (it) => {
  it(
    'at any call: the same bytes, and only what had not come back is asked again',
    async () => {
      const good = await calmOutputs()
      for (const share of [0.02, 0.4, 0.8, ...Array.from({ length: soak }, () => Math.random())])
        await inStory({ callMs: 3 }, async (story) => {
          write(story)
          const build = story.spawn('build')
          await story.server.when(({ calls }) => calls >= 1 + Math.floor(cells * share))
          await build.kill()
          assertWhole(story, good)
          const before = story.server.stats.calls
          const { exitCode, calls, codes } = await story.build()
          assert.is(exitCode, 0)
          assert.equal(codes, ['lock-taken-over'])
          assert.equal(withoutLeftovers(story.outputs()), good)
          const again = before + calls - cells
          assert.ok(again <= concurrency + 1, `${again} of ${before} calls were paid twice`)
        })
    },
    { deadlineMs },
  )

  it(
    'again and again until it is done: never more than a handful is paid twice',
    async () => {
      const good = await calmOutputs()
      await inStory({ callMs: 3 }, async (story) => {
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
    },
    { deadlineMs },
  )

  it(
    'at any moment of writing: the same bytes, nothing taken for an edit by hand',
    async () => {
      const config: Config = { ...plainConfig(), variants: ['simple', 'fluid', 'academic'] }
      let good = {}
      await inStory(
        'rules',
        async (story) => {
          write(story)
          await story.build()
          good = story.outputs()
        },
        config,
      )
      await inStory(
        'rules',
        async (story) => {
          write(story)
          for (const share of [0.55, 0.8, 0.95, ...Array.from({ length: soak }, () => 0.3 + Math.random())]) {
            story.remove('.fusionkit/state')
            story.remove('dataset')
            if (Math.round(share * 100) % 2 === 1) story.remove('.fusionkit/store')
            const build = story.spawn('build')
            const target = share > 0.9 ? 'merged' : share > 0.7 ? 'sky' : 'animals'
            await Promise.race([build.ended, appears(story, target)])
            await build.kill()
            assertWhole(story, good)
            const { exitCode, codes } = await story.build()
            assert.is(exitCode, 0)
            // it may have come to its end before
            assert.ok(
              codes.every((code) => code === 'lock-taken-over'),
              codes.join(),
            )
            assert.equal(withoutLeftovers(story.outputs()), good)
            assert.equal((await story.build()).outcome.ran, [])
          }
        },
        config,
      )
    },
    { deadlineMs },
  )

  it(
    'leaves no temporary files behind for good',
    async () =>
      inStory({ callMs: 3 }, async (story) => {
        write(story)
        const build = story.spawn('build')
        await story.server.when(({ calls }) => calls >= 20)
        await build.kill()
        assert.is((await story.build()).exitCode, 0)
        assert.equal(
          Object.keys(story.files()).filter((path) => path.endsWith('-tmp')),
          [],
        )
      }),
    { deadlineMs },
  )
})

spec('Ctrl-C', (it) => {
  it(
    'ends with 130, says what is kept, and the next build goes on from there (contract 26)',
    async () =>
      inStory({ callMs: 3 }, async (story) => {
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
        assert.equal(story.outputs(), await calmOutputs())
      }),
    { deadlineMs },
  )
})

/** Resolves as soon as a target's first file, finished or not, is in the folder of outputs. */
async function appears(story: Story, target: string): Promise<void> {
  const isThere = () =>
    target === 'merged'
      ? Object.keys(story.outputs()).some((path) => path.includes('batch_fusion_dataset'))
      : story.exists(`dataset/fusion_datasets/${target}.jsonl`)
  while (!isThere()) await new Promise((resolve) => setTimeout(resolve, 1))
}
