import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { utimesSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { buildProject } from '../../src/app/build.js'
import { hostSurroundings } from '../../src/app/host.js'
import { loadProject } from '../../src/app/load-project.js'
import { quietOutcome } from '../../src/app/quiet-outcome.js'
import type { Surroundings } from '../../src/app/surroundings.js'
import { conclusionIfUpToDate, isWhole, type NothingToDo } from '../../src/app/up-to-date.js'
import type { BuildOutcome } from '../../src/domain/event.js'
import { spec } from '../support/spec.js'
import { inStory, plainConfig, type Story } from '../support/story.js'

const cli = fileURLToPath(new URL('../../src/cli.js', import.meta.url))

/** A clock that stands a day ahead: files are settled as soon as they are written. */
const settled: Surroundings = { ...hostSurroundings(), nowMs: () => Date.now() + 86_400_000 }

async function build({ root }: Story): Promise<BuildOutcome> {
  const config = await loadProject(root, 'fusion.config.yaml', {})
  return buildProject(config, {}, settled, { emit: () => {}, signal: new AbortController().signal })
}

/** What is answered without a build; `undefined`: a build must look. */
async function quickly({ root }: Story): Promise<NothingToDo | undefined> {
  return conclusionIfUpToDate(root, 'fusion.config.yaml', {}, settled)
}

/** Built, and built once more with nothing to do: from now on it is known that there is nothing to do. */
async function becomeQuiet(story: Story): Promise<void> {
  await build(story)
  await build(story)
  assert.ok(await quickly(story), 'it is known that there is nothing to do')
}

/** Prints what is loaded, modules and parts of Node, one a line on stdout. */
const spy = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs'
  import { register } from 'node:module'
  const hook = "import { writeSync } from 'node:fs'; export async function load(url, context, next) { writeSync(1, url + '\\\\n'); return next(url, context) }"
  register('data:text/javascript,' + encodeURIComponent(hook))
  process.on('exit', () => writeSync(1, process.moduleLoadList.join('\\n') + '\\n'))
`)}`

async function loadedBy({ root }: Story, ...args: readonly string[]): Promise<{ loaded: string[]; said: string }> {
  const child = spawn(process.execPath, ['--import', spy, cli, 'build', ...args], { cwd: root })
  const texts = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => (texts.stdout += String(chunk)))
  child.stderr.on('data', (chunk) => (texts.stderr += String(chunk)))
  await once(child, 'close')
  return { loaded: texts.stdout.split('\n'), said: texts.stderr }
}

/** Packages, and parts of our own, that a build with nothing to do has no use for. */
const heavy =
  /node_modules\/(?:yaml|ajv|ollama|undici|@faker-js|lmdb|wink-nlp|wink-eng-lite-web-model|liquidjs|tinyglobby|chokidar)\/|internal\/deps\/undici|src\/(?:config\/|engines\/rules\/|engines\/ollama\/(?:open|transport|chat)\.|fusion\/(?:resolve|clean)\.|app\/workshop|base\/liquid)/

/** What it takes to know that nothing is to be done. */
const nothingToDo = [
  'cli.js',
  'app/layout.js',
  'app/up-to-date.js',
  'base/clock.js',
  'base/file-stat.js',
  'base/glob.js',
  'commands/build-targets.js',
  'domain/diagnostic.js',
  'domain/path.js',
  'messages/numbers.js',
  'messages/up-to-date.js',
  'questions/find-files.js',
  'store/conclusion.js',
]

/** What it takes to ask a server who it is. */
const whoAnswers = [
  'app/engine-ports.js',
  'app/identities.js',
  'base/abort.js',
  'base/canonical-json.js',
  'base/json.js',
  'base/nearest.js',
  'base/unreachable.js',
  'engines/calls/prompt-frames.js',
  'engines/engine.js',
  'engines/http/address.js',
  'engines/http/get.js',
  'engines/http/host.js',
  'engines/http/lane-settings.js',
  'engines/http/proxy.js',
  'engines/http/silence.js',
  'engines/index.js',
  'engines/llama-cpp.js',
  'engines/llama-cpp/settings.js',
  'engines/ollama.js',
  'engines/ollama/host.js',
  'engines/ollama/hosts.js',
  'engines/ollama/identify.js',
  'engines/ollama/models.js',
  'engines/ollama/settings.js',
  'engines/ollama/tags.js',
  'engines/openai.js',
  'engines/openai/settings.js',
  'engines/rules.js',
  'messages/http.js',
  'messages/ollama.js',
]

/** With the built-in prompts, which are the ones that the rule engine can do without reading. */
const builtIn = { version: 1, groups: { topics: { files: 'questions/*.jsonl' } } }

spec(
  'what a build with nothing to do loads (contract 15, contract 16: its time is measured in bench/no-op.mjs)',
  (it) => {
    for (const [name, engine, config] of [
      ['the rule engine', 'rules', builtIn],
      ['Ollama', {}, plainConfig()],
    ] as const) {
      it(`is light with ${name}: no parser, schema compiler, engine, generator, store or client`, async () =>
        inStory(
          engine,
          async (story) => {
            await becomeQuiet(story)
            const { loaded, said } = await loadedBy(story)
            assert.match(said, /^up to date: 3 targets, \d+ records\n$/)
            assert.equal(
              loaded.filter((each) => heavy.test(each)),
              [],
            )
            const own = loaded.flatMap((each) => /\/dist\/src\/(.*)$/.exec(each)?.[1] ?? [])
            const asking = name === 'Ollama' ? whoAnswers : []
            assert.equal(own.sort(), [...nothingToDo, ...asking].sort(), 'one more is paid for by all of these builds')
            assert.not(loaded.some((each) => each.includes('/node_modules/')))
            const asksByHttp = loaded.some((each) => each === 'NativeModule http')
            assert.is(asksByHttp, name === 'Ollama')
          },
          config,
        ))

      it(`is light with ${name} where each target is judged, too`, async () =>
        inStory(
          engine,
          async (story) => {
            await becomeQuiet(story)
            const { loaded, said } = await loadedBy(story, '--accept-new-source')
            assert.match(said, /^up to date: 3 targets, \d+ records\n$/)
            assert.equal(
              loaded.filter((each) => heavy.test(each)),
              [],
            )
            assert.ok(loaded.some((each) => each.endsWith('src/run/stages.js')))
          },
          config,
        ))
    }
  },
)

/** One of the prompts in a file of its own. */
function withPromptFile(story: Story): void {
  story.write('prompts/fluid.md', 'Fluently please: {{ simple }}')
  story.configure((all) =>
    Object.assign(all['variants'] as object, { fluid: { prompt: { file: 'prompts/fluid.md' } } }),
  )
}

const config = 'fusion.config.yaml'
const snail = { question: 'How long can a snail sleep?', answer: 'Three years.' }
const merged = 'dataset/batch_fusion_generator/batch_fusion_dataset.jsonl'
const state = '.fusionkit/state/fusion.config.yaml'
const note = `${state}/up-to-date.json`

type Edit = readonly [what: string, edit: (story: Story) => unknown, ran: readonly string[]]

const edits: readonly Edit[] = [
  [
    'a question of the same length',
    (story) => {
      const text = story.read('questions/animals.jsonl')
      story.write('questions/animals.jsonl', text.replace('snail', 'sloth'))
    },
    ['animals', 'merged'],
  ],
  [
    'a new file',
    (story) => story.questions('questions/new.jsonl', ['Who?', 'Why?', snail.question]),
    ['new', 'merged'],
  ],
  ['a file that is gone', (story) => story.remove('questions/music.jsonl'), ['merged']],
  [
    'a file with another name',
    (story) => story.rename('questions/music.jsonl', 'questions/opera.jsonl'),
    ['opera', 'merged'],
  ],
  ['an output that is gone', (story) => story.remove(merged), ['merged']],
  ['an output that was edited', (story) => story.write(merged, `${story.read(merged)}{}\n`), ['merged']],
  [
    'a prompt',
    (story) =>
      story.configure((config) => Object.assign(config['variants'] as object, { brief: 'In short: {{ simple }}' })),
    ['animals', 'music', 'merged'],
  ],
  [
    'a prompt in a file',
    (story) => story.write('prompts/fluid.md', 'As fluently as you can: {{ simple }}'),
    ['animals', 'music', 'merged'],
  ],
  ['a comment in the config', (story) => story.write(config, `# mine\n${story.read(config)}`), []],
  ['a model', (story) => story.server.setDigest('llama3.2:latest', 'f'.repeat(64)), ['animals', 'music']],
  ['a touch', (story) => utimesSync(join(story.root, 'questions/music.jsonl'), 1, 1), []],
  ['a build log that is gone', (story) => story.remove(`${state}/log.jsonl`), ['animals', 'music', 'merged']],
  ['a note that is gone', (story) => story.remove(note), []],
  ['a note that is cut', (story) => story.write(note, story.read(note).slice(0, -99)), []],
  ['no state at all', (story) => story.remove('.fusionkit/state'), ['animals', 'music', 'merged']],
]

spec('that there is nothing to do', (it) => {
  for (const [what, edit, ran] of edits) {
    it(`is not known after ${what}: the build looks, and does what is to be done`, async () =>
      inStory({}, async (story) => {
        withPromptFile(story)
        await becomeQuiet(story)
        edit(story)
        assert.is(await quickly(story), undefined)
        const outcome = await build(story)
        assert.equal([...outcome.ran].sort(), [...ran].sort())
        assert.equal((await build(story)).ran, [])
      }))
  }

  it('is not known after an edit of the overrides; that their groups are as they were needs nothing heavy', async () =>
    inStory(
      {},
      async (story) => {
        const said = (question: string) =>
          story.write(
            file,
            `{"pair":["How many strings has a violin?","Who?"],"variant":"fluid","question":"${question}"}\n`,
          )
        const file = 'overrides.jsonl'
        said('One?')
        await becomeQuiet(story)
        const { loaded } = await loadedBy(story, '--accept-new-source')
        assert.equal(
          loaded.filter((each) => heavy.test(each) || /src\/(?:targets|questions\/read)/.test(each)),
          [],
        )
        said('Two?')
        assert.is(await quickly(story), undefined)
        assert.equal((await build(story)).ran, [], 'nobody has that pair')
        assert.ok(await quickly(story))
      },
      { ...plainConfig(), overrides: 'overrides.jsonl' },
    ))

  it('is known again after the next build that finds nothing to do, with the same numbers', async () =>
    inStory({}, async (story) => {
      await becomeQuiet(story)
      story.questions('questions/new.jsonl', ['Who?', 'Why?', snail.question])
      await build(story)
      const judged = await build(story)
      const known = await quickly(story)
      assert.equal(known && quietOutcome(known), judged)
      assert.is(judged.targets, 4)
    }))

  it('is not believed of a note that is cut short or has a damaged bit, unless it says the same (contract 24, 27)', async () =>
    inStory('rules', async (story) => {
      story.configure((project) => (project['variants'] = ['simple']))
      await becomeQuiet(story)
      const known = await quickly(story)
      const note = '.fusionkit/state/fusion.config.yaml/up-to-date.json'
      const whole = Buffer.from(story.read(note))
      for (let at = 0; at < whole.length; at += 7) {
        story.write(note, whole.subarray(0, at).toString())
        assert.is(await quickly(story), undefined)
        const damaged = Buffer.from(whole)
        damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 7))
        story.write(note, damaged.toString('latin1'))
        const said = await quickly(story)
        if (said !== undefined) assert.equal(said, known)
      }
    }))

  it('is known of the words that it was asked with alone: another model is another question', async () =>
    inStory(
      'rules',
      async (story) => {
        await becomeQuiet(story)
        assert.is(await conclusionIfUpToDate(story.root, config, { model: 'other' }, settled), undefined)
        assert.is(await conclusionIfUpToDate(story.root, config, { engine: 'rules' }, settled), undefined)
      },
      builtIn,
    ))

  it('is not known after a name that was no file has become one, nor after a file below a folder of a glob appeared', async () =>
    inStory(
      'rules',
      async (story) => {
        story.configure((all) =>
          Object.assign(all, { groups: { topics: { files: ['questions/*.jsonl', 'more/**/*.jsonl'] } } }),
        )
        story.questions('more/deep/art.jsonl', ['Who painted Guernica?', 'Where is the Prado?'])
        story.write('questions/folder.jsonl/inner.txt', '')
        await becomeQuiet(story)
        story.remove('questions/folder.jsonl')
        story.questions('questions/folder.jsonl', ['Who?', 'Why?'])
        assert.is(await quickly(story), undefined)
        assert.equal((await build(story)).ran, ['folder', 'merged'])
        await becomeQuiet(story)
        story.questions('more/deeper/still/film.jsonl', ['Who?', 'Why?'])
        assert.is(await quickly(story), undefined)
      },
      builtIn,
    ))

  it('is noted once, and then nothing at all is written (contract 15)', async () =>
    inStory({}, async (story) => {
      await becomeQuiet(story)
      const before = story.times()
      assert.ok(before[note] !== undefined)
      await build(story)
      await quickly(story)
      await story.spawn('build').ended
      assert.equal(story.times(), before)
    }))

  it('is not noted where a file changes while the build looks at it', async () =>
    inStory(
      'rules',
      async (story) => {
        await build(story)
        const loaded = await loadProject(story.root, config, {})
        story.write(config, `# later\n${story.read(config)}`)
        const run = { emit: () => {}, signal: new AbortController().signal }
        assert.equal((await buildProject(loaded, {}, settled, run)).ran, [])
        assert.is(await quickly(story), undefined)
        assert.not(story.exists(note))
      },
      builtIn,
    ))

  it('is not known while what was built is unsettled: a file may change twice in one tick', async () =>
    inStory({}, async (story) => {
      await story.build()
      await story.build()
      assert.is(await quickly(story), undefined)
    }))

  it('is not known while a file is left that no target makes any more: that is said each time (contract 35)', async () =>
    inStory({}, async (story) => {
      await becomeQuiet(story)
      story.remove('questions/music.jsonl')
      await build(story)
      assert.is((await build(story)).orphans.length, 1)
      assert.is(await quickly(story), undefined)
    }))

  it('is only asked for where everything is to be built as it is', () => {
    const switches = { force: false, paranoid: false, offline: false, acceptNewSource: false }
    assert.ok(isWhole({}))
    assert.ok(isWhole({ targets: [], ...switches }))
    assert.ok(isWhole({ wait: true, failFast: true, keepPartial: true }), 'these say what becomes of work')
    assert.not(isWhole({ targets: ['animals'] }))
    for (const name of Object.keys(switches)) assert.not(isWhole({ ...switches, [name]: true }), name)
  })

  it('takes one question to the server, whoever judges; without an answer the build says so', async () =>
    inStory({}, async (story) => {
      await becomeQuiet(story)
      const before = story.server.stats.tags
      await quickly(story)
      assert.is(story.server.stats.tags, before + 1)
      story.questions('questions/new.jsonl', ['Who?', 'Why?', snail.question])
      assert.is(await quickly(story), undefined)
      const config = await loadProject(story.root, 'fusion.config.yaml', {})
      await buildProject(config, {}, settled, { emit: () => {}, signal: new AbortController().signal })
      // one more when the model was loaded, and one before what was answered is committed
      assert.ok([3, 4].includes(story.server.stats.tags - before), `${story.server.stats.tags - before}`)
      await build(story)
      await story.server.goDown()
      const { code, stderr } = await story.spawn('build').ended
      assert.is(code, 0)
      assert.match(stderr, /up to date: 4 targets/)
      assert.match(stderr, /llama3\.2/)
      await story.server.comeUp()
    }))
})
