/**
 * State that is junk, of another version, deleted or in a folder that nobody may write to, and clocks that jump: the same bytes all
 * the same, and calls only where completions are gone (contract 14, 24, 27).
 */
import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { loadProject } from '../../src/app/load-project.js'
import { afterEdits, firstBuild, onStage, type Scene, type Stage } from '../support/crash-scenes.js'
import { watchDisk } from '../support/fault-disk.js'
import { pathsBelow } from '../support/paths-below.js'
import { soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'
import { animals, inStory, type Story } from '../support/story.js'

const merged = 'dataset/batch_fusion_generator/batch_fusion_dataset.jsonl'
const state = '.fusionkit/state/fusion.config.yaml'

/** Everything is built, and nothing is to be done. */
const built: Scene = {
  name: 'a finished build',
  prepare: async (story) => {
    assert.is((await story.build()).exitCode, 0)
    assert.equal((await story.build()).outcome.ran, [])
  },
}

/** A budget ended it. */
const halfBuilt: Scene = {
  name: 'half a build',
  prepare: async (story) => {
    assert.is((await story.build({ maxCalls: 9 })).exitCode, 1)
  },
}

/** Whatever lies in a folder; LMDB's own files are damaged elsewhere (damaged-store.test.ts). */
function smallFiles(root: string): readonly string[] {
  return pathsBelow(join(root, '.fusionkit'))
    .map((path) => `.fusionkit/${path}`)
    .filter((path) => !path.endsWith('.mdb') && statSync(join(root, path)).isFile())
    .toSorted()
}

/** The outputs are what they would have been, and no list of what was rejected says otherwise. */
async function assertSame({ story, good, calls, codes }: Stage, mayCost: number, where: string): Promise<void> {
  const told = await story.build()
  assert.is(told.exitCode, 0, `${where}: ${told.text}`)
  const unexpected = told.codes.filter((code) => ![...codes, 'state-of-other-format', 'store-mended'].includes(code))
  assert.equal(unexpected, [], `${where}: ${told.text}`)
  assert.ok(told.calls <= calls + mayCost, `${where}: ${told.calls} calls, ${calls} without it`)
  const now = story.outputs()
  for (const [path, text] of Object.entries(good))
    if (path.startsWith('dataset/')) assert.is(now[path], text, `${where}: ${path}`)
  assert.equal((await story.build()).outcome.ran, [], `${where}: then there is nothing to do`)
}

type Junk = (bytes: Buffer) => Buffer | string

const junk: fc.Arbitrary<Junk> = fc.oneof(
  fc.nat().map(
    (at): Junk =>
      (bytes) =>
        bytes.subarray(0, at % (bytes.length + 1)),
  ),
  fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })).map(([at, change]): Junk => (bytes) => {
    const changed = Buffer.from(bytes)
    if (changed.length > 0) changed[at % changed.length]! ^= change
    return changed
  }),
  fc.uint8Array({ maxLength: 300 }).map(
    (bytes): Junk =>
      () =>
        Buffer.from(bytes),
  ),
  fc.json().map(
    (text): Junk =>
      () =>
        `${text}\n`,
  ),
  fc.constantFrom('', '\n', 'null', '[]', '{}', '{"check":"","value":{}}').map(
    (text): Junk =>
      () =>
        text,
  ),
)

spec('state that is junk', (it) => {
  it('is as if it were not there: the same bytes, no call, and nothing that looks like an edit', () =>
    onStage(built, async (stage) => {
      const { story, again } = stage
      const files = smallFiles(story.root)
      assert.ok(files.length >= 5, files.join())
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(fc.nat(), junk), { minLength: 1, maxLength: 3 }), async (changes) => {
          again()
          for (const [which, change] of changes) {
            const path = join(story.root, files[which % files.length] ?? '')
            writeFileSync(path, change(readFileSync(path)))
          }
          await assertSame(stage, 0, changes.map(([which]) => files[which % files.length]).join())
        }),
        { numRuns: soakRuns(3) },
      )
    }))

  it('is not believed at any length that it may be cut to', () =>
    onStage(built, async ({ story }) => {
      for (const path of ['config', 'stats'].map((name) => join(story.root, state, `${name}.json`))) {
        const whole = readFileSync(path)
        for (let length = 0; length < whole.length; length += 29) {
          writeFileSync(path, whole.subarray(0, length))
          const { project } = await loadProject(story.root, 'fusion.config.yaml', {})
          assert.is(project.groups.length, 2)
        }
        writeFileSync(path, whole)
      }
    }))
})

spec('state that is deleted', (it) => {
  const parts = [
    '.fusionkit/.gitignore',
    '.fusionkit/rejected',
    '.fusionkit/state',
    `${state}/log.jsonl`,
    `${state}/stats.json`,
    `${state}/config.json`,
    '.fusionkit/store/pairs',
    '.fusionkit/store/unconfirmed',
    '.fusionkit/store/completions/lock.mdb',
    '.fusionkit/store/completions/closed.json',
    '.fusionkit/store/completions',
    '.fusionkit/store',
    'dataset',
  ]
  for (const scene of [built, halfBuilt, afterEdits])
    it(`in any part, and in any company, costs calls only with the completions: ${scene.name}`, () =>
      onStage(scene, async (stage) => {
        const { story, again } = stage
        const known = [...new Set([...parts, ...smallFiles(story.root)])]
        await fc.assert(
          fc.asyncProperty(fc.shuffledSubarray(known, { minLength: 1, maxLength: 4 }), async (gone) => {
            again()
            // Who edited an output says so; that it is not ours shows only as long as it is on record.
            const isEdited = stage.codes.includes('edited-by-hand')
            if (isEdited && gone.includes('dataset')) return
            for (const path of gone) story.remove(path)
            const isStoreGone = gone.some((path) => /store(\/completions)?$/.test(path))
            await assertSame(stage, isStoreGone ? 99 : 0, `without ${gone.join()}`)
          }),
          { numRuns: soakRuns(2) },
        )
      }))
})

/** Nobody may write in `folder`. */
async function inReadOnly<Result>(
  folder: string,
  code: 'EROFS' | 'EACCES',
  act: () => Promise<Result>,
): Promise<Result> {
  const disk = watchDisk({ folder, at: 1, fault: { kind: 'refuses', code, lasts: true } })
  try {
    return await act()
  } finally {
    disk.restore()
  }
}

spec('a folder that nobody may write to', (it) => {
  for (const [what, folder, code] of [
    ['the project', '.', 'EROFS'],
    ['the state', '.fusionkit', 'EACCES'],
    ['the outputs', 'dataset', 'EACCES'],
  ] as const)
    it(`${what}: a build says which and exits with 2, \`plan\` works, and what is up to date is said to be`, () =>
      onStage(built, async ({ story }) => {
        const at = join(story.root, folder)
        const quiet = await inReadOnly(at, code, () => story.build())
        assert.is(quiet.exitCode, 0)
        assert.match(quiet.text, 'up to date')
        story.questions('questions/animals.jsonl', animals.slice(0, 3))
        const { targets } = await inReadOnly(at, code, () => story.plan())
        assert.equal(
          targets.map(({ target }) => target),
          ['animals', 'merged'],
        )
        const told = await inReadOnly(at, code, () => story.build())
        assert.is(told.exitCode, 2)
        assert.equal(told.codes, ['system-refuses'])
        assert.match(told.text, code)
        assert.match(told.text, join(story.root, folder === '.' ? '.fusionkit' : folder))
        assert.is((await story.build()).exitCode, 0)
      }))
})

spec('a clock that jumps (contract 14)', (it) => {
  const jumps = [-3_600_000, 3_600_000, -20 * 365 * 86_400_000, 20 * 365 * 86_400_000, 0, 1_900, -1_900]
  const times = [0, 1, Date.now() / 1000, Date.now() / 1000 + 3_600, 4_102_444_800]
  const steps = fc.record({
    jump: fc.constantFrom(...jumps),
    /** Also while the build runs. */
    isWild: fc.boolean(),
    edit: fc.nat(3),
    mtime: fc.constantFrom(undefined, ...times),
  })

  it('neither loops nor misses an edit, between and during builds, whatever the times of the files are', () =>
    fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 2, maxLength: 4 }), (all) =>
        inStory('rules', async (story) => {
          story.configure((config) => (config['variants'] = ['simple', 'fluid']))
          let edited = 0
          for (const { jump, isWild, edit, mtime } of all) {
            const nowMs = () => Date.now() + (isWild ? jumps[Math.floor(Math.random() * jumps.length)]! : jump)
            edited += 1
            const [path, ran] = change(story, edit, edited)
            if (mtime !== undefined && path !== undefined) utimesSync(join(story.root, path), mtime, mtime)
            const told = await story.build({ nowMs })
            assert.is(told.exitCode, 0, told.text)
            if (ran !== undefined) assert.ok(told.outcome.ran.includes(ran), `${path} was edited: ${told.text}`)
            assert.equal((await story.build({ nowMs })).outcome.ran, [])
          }
          const incremental = story.outputs()
          for (const path of ['.fusionkit', 'dataset']) story.remove(path)
          await story.build()
          for (const [path, text] of Object.entries(story.outputs())) assert.is(incremental[path], text, path)
        }),
      ),
      { numRuns: soakRuns(2) },
    ))
})

/** An edit of the same length; what it makes stale. */
function change(story: Story, edit: number, serial: number): readonly [path?: string | undefined, ran?: string] {
  const path = 'questions/animals.jsonl'
  if (edit === 0 || !story.exists(merged)) return []
  if (edit === 1) {
    story.write(path, story.read(path).replace(/How (?:long|\d{4})/, `How ${String(1000 + serial)}`))
    return [path, 'animals']
  }
  if (edit === 3) {
    story.write(merged, story.read(merged).replace('"question"', '"Question"'))
    return [merged, 'merged']
  }
  rmSync(join(story.root, merged))
  return [undefined, 'merged']
}

spec('the first build', (it) => {
  it('needs nothing of the state that it makes', () =>
    onStage(firstBuild, async ({ story, good }) => {
      rmSync(join(story.root, '.fusionkit'), { recursive: true })
      assert.is((await story.build()).exitCode, 0)
      assert.equal(story.outputs(), good)
    }))
})
