/** What is no reason to make anything again: nothing but the closed set of reasons triggers work. */
import { chmodSync, cpSync, rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { buildProject } from '../../src/app/build.js'
import { loadProject } from '../../src/app/load-project.js'
import type { Surroundings } from '../../src/app/surroundings.js'
import { openBuildLog } from '../../src/store/build-log.js'
import { soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'
import { type Config, inStory, type Story } from '../support/story.js'
import { freshFolder } from '../support/temp-folder.js'

const state = '.fusionkit/state/fusion.config.yaml'
const inputs = ['questions/animals.jsonl', 'questions/music.jsonl', 'fusion.config.yaml'] as const

/** How a build goes on elsewhere, or at another time. */
interface Situation {
  root: string
  env: Record<string, string>
  nowMs: number
}

interface Perturbation {
  readonly name: string
  readonly to: (story: Story, situation: Situation) => void
}

/** fast-check prints its name. */
const because = (name: string, to: Perturbation['to']): Perturbation =>
  Object.assign({ name, to }, { [fc.toStringMethod]: () => name })
const configIn = (text: string) => JSON.parse(text.replace(/^#.*\n/gm, '')) as Config
const engineOf = (config: Config) => config['engine'] as Config
const reordered = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toReversed())
    : value

const perturbations: fc.Arbitrary<Perturbation> = fc.oneof(
  fc
    .tuple(fc.constantFrom(...inputs), fc.integer({ min: 0, max: 4_000_000_000 }))
    .map(([path, second]) =>
      because(`${path} is of second ${second}`, (_story, { root }) => utimesSync(join(root, path), second, second)),
    ),
  fc.constant(
    because('outputs are touched', (story, { root }) => {
      for (const path of Object.keys(story.outputs()))
        if (path.startsWith('dataset')) utimesSync(join(root, path), 1, 1)
    }),
  ),
  fc.constantFrom(...inputs).map((path) =>
    because(`${path} is checked out anew`, (story) => {
      const text = story.read(path)
      story.remove(path)
      story.write(path, 'another branch\n')
      story.write(path, text)
    }),
  ),
  fc.constant(
    because('the folder is copied elsewhere', (_story, situation) => {
      const copy = freshFolder('copy')
      cpSync(situation.root, copy, { recursive: true })
      situation.root = copy
    }),
  ),
  fc
    .constantFrom(0, 1, Date.now() - 1e12, Date.now() + 1e12, 8e15)
    .map((nowMs) => because(`the clock says ${nowMs}`, (_story, situation) => void (situation.nowMs = nowMs))),
  fc
    .constantFrom('LANG', 'TZ', 'USER', 'NODE_ENV', 'FUSIONKIT', 'HOSTNAME')
    .map((name) => because(`$${name} is set`, (_story, { env }) => void (env[name] = 'otherwise'))),
  fc
    .constantFrom<Config>(
      { concurrency: 'auto' },
      { concurrency: 1 },
      { timeout_seconds: 3 },
      { retries: 0 },
      { outage_minutes: 1 },
      { requests_per_minute: 99 },
    )
    .map((setting) =>
      because(`engine has ${JSON.stringify(setting)}`, (story) =>
        story.configure((config) => Object.assign(engineOf(config), setting)),
      ),
    ),
  fc
    .constantFrom<unknown>(true, false, 0, 7)
    .map((gpu) => because(`gpu: ${String(gpu)}`, (story) => story.configure((config) => (config['gpu'] = gpu)))),
  fc.constant(
    because('keys stand in another order', (story) => {
      const { variants, ...others } = configIn(story.read('fusion.config.yaml'))
      const backwards = Object.entries({ ...others, engine: reordered(others['engine']) }).toReversed()
      story.write('fusion.config.yaml', JSON.stringify({ variants, ...Object.fromEntries(backwards) }))
    }),
  ),
  fc.constant(
    because('the config has comments', (story) =>
      story.write('fusion.config.yaml', `# mine\n${story.read('fusion.config.yaml')}\n\n# the end\n`),
    ),
  ),
  fc.constant(because('other files lie about', (story) => story.write('notes/todo.md', 'read more\n'))),
  fc
    .constantFrom(...inputs)
    .map((path) => because(`${path} has another mode`, (_story, { root }) => chmodSync(join(root, path), 0o600))),
  fc
    .constantFrom(`${state}/stats.json`, `${state}/config.json`, '.fusionkit/store', '.fusionkit/rejected')
    .map((path) => because(`${path} is deleted`, (story) => story.remove(path))),
)

/** A story's hands on a folder that moved. */
function at(story: Story, { root }: Situation): Story {
  const path = (name: string) => join('..', root.split('/').at(-1) ?? '', name)
  return {
    ...story,
    read: (name) => story.read(path(name)),
    write: (name, text) => story.write(path(name), text),
    remove: (name) => story.remove(path(name)),
    configure: (edit) => {
      const config = configIn(story.read(path('fusion.config.yaml')))
      edit(config)
      story.write(path('fusion.config.yaml'), JSON.stringify(config))
    },
  }
}

async function builds({ root, env, nowMs }: Situation): Promise<readonly string[]> {
  const surroundings: Surroundings = {
    env,
    processId: process.pid,
    nowMs: () => nowMs,
    clock: { now: () => nowMs, sleep: async (_milliseconds, signal) => signal.throwIfAborted() },
    random: () => 0,
  }
  const run = { emit: () => {}, signal: new AbortController().signal }
  const { exitCode, ran, diagnostics } = await buildProject(
    await loadProject(root, 'fusion.config.yaml', {}),
    {},
    surroundings,
    run,
  )
  assert.is(exitCode, 0, diagnostics.map(({ message }) => message).join())
  return ran
}

/** target → fingerprint, as the log has them. */
function fingerprints(root: string): Record<string, string> {
  const { targets } = openBuildLog(join(root, state, 'log.jsonl'), { write: false })
  return Object.fromEntries([...targets].map(([target, { fingerprint }]) => [target, fingerprint]))
}

spec('what is no reason to make anything again', (it) => {
  it('is any time, mode, place, host, environment, clock, gpu, pace, or form of the config, and any mix of them (contract 1, 4, 9, 13, 14)', async () =>
    inStory({ log: false }, async (story) => {
      await story.build()
      await fc.assert(
        fc.asyncProperty(fc.array(perturbations, { minLength: 1, maxLength: 6 }), async (all) => {
          const folder = freshFolder('perturbed')
          const situation: Situation = { root: folder, env: {}, nowMs: Date.now() }
          const folders = [folder]
          try {
            cpSync(story.root, folder, { recursive: true })
            for (const { to } of all) {
              to(at(story, situation), situation)
              if (situation.root !== folders.at(-1)) folders.push(situation.root)
            }
            assert.equal(await builds(situation), [])
            assert.equal(fingerprints(situation.root), fingerprints(story.root))
          } finally {
            for (const each of folders) rmSync(each, { recursive: true, force: true })
          }
        }),
        { numRuns: soakRuns(8) },
      )
    }))
})

spec('a build with nothing to do', (it) => {
  it('says one line, asks nothing and writes nothing but the stat cache (contract 15)', async () =>
    inStory({}, async (story) => {
      await story.build()
      const before = story.times()
      const { text, calls, exitCode } = await story.build()
      assert.is(text, 'up to date: 3 targets, 27 records\n')
      assert.is(calls, 0)
      assert.is(exitCode, 0)
      const now = story.times()
      assert.equal(Object.keys(now), Object.keys(before))
      assert.equal(
        Object.keys(now).filter((path) => now[path] !== before[path]),
        [`${state}/stats.json`],
      )
    }))
})

spec('an edited file', (it) => {
  it('is seen also where its size and its mtime are the same, or its mtime is of long ago (contract 12, 14)', async () =>
    inStory({}, async (story) => {
      const path = 'questions/music.jsonl'
      const date = (second: number) => utimesSync(join(story.root, path), second, second)
      date(1_000_000)
      await story.build()
      story.write(path, story.read(path).replace('violin', 'guitar'))
      date(1_000_000)
      assert.is((await story.build()).calls, 2 * 3)
      story.write(path, story.read(path).replace('guitar', 'cello'))
      date(1)
      assert.is((await story.build()).calls, 2 * 3)
    }))
})
