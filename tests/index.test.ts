import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import {
  build,
  type BuildEvent,
  type BuildRun,
  doctor,
  explain,
  fuse,
  generate,
  graph,
  loadConfig,
  plan,
  preview,
  rejected,
  status,
  UserError,
  watch,
  type WatchEvent,
} from '../src/index.js'
import { spec } from './support/spec.js'
import { inStory } from './support/story.js'

async function eventsOf(run: BuildRun): Promise<BuildEvent[]> {
  const events: BuildEvent[] = []
  for await (const event of run) events.push(event)
  return events
}

async function errorOf(promise: Promise<unknown>): Promise<UserError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  assert.instance(error, UserError)
  return error as UserError
}

const kinds = (events: readonly BuildEvent[], kind: BuildEvent['kind']) => events.filter((event) => event.kind === kind)

const kindsButProgress = (events: readonly BuildEvent[]) =>
  events.flatMap(({ kind }) => (kind === 'progress' ? [] : [kind])).toSorted()

/** Targets that told how far they were, one list for each time that nothing else was told between. */
function progressIn(events: readonly BuildEvent[]): readonly (readonly string[])[] {
  const stretches: string[][] = [[]]
  for (const event of events)
    if (event.kind === 'progress') stretches.at(-1)?.push(event.target)
    else stretches.push([])
  return stretches
}

spec('the Node API', (it) => {
  it('loads a config, plans it, builds it, and has nothing left to do', async () =>
    inStory({}, async ({ root, server }) => {
      const config = await loadConfig({ cwd: root })
      assert.is(config.root, root)
      const before = await plan(config)
      assert.equal(
        before.targets.map(({ target, state, cells, toAsk }) => [target, state, cells, toAsk]),
        [
          ['animals', 'stale', 18, 18],
          ['music', 'stale', 9, 9],
          ['merged', 'maybe', 0, 0],
        ],
      )
      assert.is(server.stats.calls, 0)
      const { exitCode, records } = await build(config).outcome
      assert.is(exitCode, 0)
      assert.is(records, 27)
      assert.is(server.stats.calls, 27)
      assert.equal((await plan(config)).targets, [])
    }))

  it('streams events: a start and an end of the build, one end for each start of a target (contract 41)', async () =>
    inStory({}, async ({ root }) => {
      const run = build(await loadConfig({ cwd: root }))
      const events = await eventsOf(run)
      assert.equal(events[0], { kind: 'build-started', v: 1, config: 'fusion.config.yaml' })
      assert.equal(events.at(-1), { kind: 'build-ended', outcome: await run.outcome })
      const targets = (kind: 'target-started' | 'target-ended') =>
        events.flatMap((event) => (event.kind === kind ? [event.target] : [])).sort()
      assert.equal(targets('target-started'), ['animals', 'merged', 'music'])
      assert.equal(targets('target-ended'), targets('target-started'))
    }))

  it('ends every start after a failure, too (contract 41)', async () => {
    for (const fault of ['crash', 'model-deleted'] as const)
      await inStory({ faults: [{ kind: fault, when: () => true }] }, async ({ root, write, read }) => {
        const config = JSON.parse(read('fusion.config.yaml')) as { engine: object }
        write('fusion.config.yaml', JSON.stringify({ ...config, engine: { ...config.engine, retries: 0 } }))
        const run = build(await loadConfig({ cwd: root }))
        const events = await eventsOf(run)
        assert.is.not((await run.outcome).exitCode, 0)
        assert.is(kinds(events, 'target-started').length, kinds(events, 'target-ended').length)
        assert.is(kinds(events, 'build-ended').length, 1)
      })
  })

  it('keeps no more events where nobody reads them, however many pairs there are: of each target how far it is, once', async () =>
    inStory('rules', async ({ root, questions, configure }) => {
      configure((config) => (config['variants'] = ['simple', 'fluid']))
      const keptOf = async (count: number) => {
        const texts = Array.from({ length: count }, (_each, index) => `What is the number ${index} of ${count}?`)
        questions('questions/many.jsonl', texts)
        const run = build(await loadConfig({ cwd: root }), { force: true })
        await run.outcome
        return eventsOf(run)
      }
      const [few, many] = [await keptOf(3), await keptOf(60)]
      assert.equal(kindsButProgress(many), kindsButProgress(few))
      for (const between of progressIn(many)) assert.is(new Set(between).size, between.length, between.join())
      assert.is(many.at(-1)?.kind, 'build-ended')
    }))

  it('stops with a signal: exit code 130, and everything that was answered is kept', async () =>
    inStory({ callMs: 5 }, async ({ root, server }) => {
      const config = await loadConfig({ cwd: root })
      const stop = new AbortController()
      const run = build(config, { signal: stop.signal })
      await server.when(({ answered }) => answered >= 6)
      stop.abort()
      const { exitCode } = await run.outcome
      assert.is(exitCode, 130)
      const { calls } = server.stats
      assert.ok(calls < 27)
      assert.is((await build(config).outcome).exitCode, 0)
      assert.is(server.stats.calls, 27)
    }))

  it('explains, tells states and shows what reads what, for no call', async () =>
    inStory({}, async ({ root, server }) => {
      const config = await loadConfig({ cwd: root })
      await build(config).outcome
      const { calls } = server.stats
      const explanation = await explain(config, 'dataset/fusion_datasets/music.jsonl:2')
      const found = explanation.kind === 'record' ? explanation.record.found : undefined
      assert.is(found?.kind === 'found' && found.cell.variant, 'fluid')
      const { targets, records } = await status(config)
      assert.equal([targets.map(({ state }) => state), records], [['fresh', 'fresh', 'fresh'], 27])
      assert.is((await graph(config, { targets: ['music'] })).nodes.length, 2)
      assert.is((await errorOf(explain(config, 'no such thing'))).exitCode, 2)
      assert.is(server.stats.calls, calls)
    }))

  it('a signal that was aborted before starts nothing', async () =>
    inStory({}, async ({ root, server }) => {
      const { exitCode } = await build(await loadConfig({ cwd: root }), { signal: AbortSignal.abort() }).outcome
      assert.is(exitCode, 130)
      assert.is(server.stats.calls, 0)
    }))

  it('throws a UserError with everything that is wrong in a config, each with its place', async () =>
    inStory('rules', async ({ root, write }) => {
      write(
        'fusion.config.yaml',
        'version: 1\nengine: olama\ngroups: { topics: { files: "questions/*.jsonl" } }\nmax_attempt: 3\n',
      )
      const { diagnostics, exitCode, message } = await errorOf(loadConfig({ cwd: root }))
      assert.is(exitCode, 2)
      assert.is(diagnostics.length, 2)
      assert.ok(diagnostics.every(({ place }) => place?.path === 'fusion.config.yaml'))
      assert.match(message, 'olama')
      assert.match(message, 'max_attempt')
    }))

  it('throws a UserError where there is no config, and for a plan of what is not there', async () =>
    inStory('rules', async ({ root, configure }) => {
      assert.is((await errorOf(loadConfig({ cwd: root, config: 'other.yaml' }))).exitCode, 2)
      configure((config) =>
        Object.assign(config, { variants: ['simple'], groups: { none: { files: 'nothing/*.jsonl' } } }),
      )
      const config = await loadConfig({ cwd: root })
      assert.match((await errorOf(plan(config))).message, 'nothing/*.jsonl')
      const { exitCode, diagnostics } = await build(config).outcome
      assert.is(exitCode, 2)
      assert.match(diagnostics[0]?.message ?? '', 'nothing/*.jsonl')
    }))

  it('takes the engine and the model from the caller, too', async () =>
    inStory({ models: { 'qwen3:4b': {} } }, async ({ root, server }) => {
      const config = await loadConfig({ cwd: root, model: 'qwen3:4b' })
      assert.is((await build(config, { targets: ['music'] }).outcome).exitCode, 0)
      assert.ok(server.requests.every(({ body }) => body.model === 'qwen3:4b'))
    }))

  it('generates random questions', async () =>
    inStory('rules', async ({ root, records }) => {
      const { rows, path } = await generate({ cwd: root, entries: 5, output: 'new/five.jsonl', seed: 3 })
      assert.is(rows, 5)
      assert.is(path, join(root, 'new/five.jsonl'))
      assert.equal(Object.keys(records('new/five.jsonl')[0] ?? {}), ['question', 'answer'])
      await generate({ cwd: root, entries: 7, output: 'seven.jsonl', seed: 3 })
      assert.equal(records('seven.jsonl').slice(0, 5), records('new/five.jsonl'))
      await errorOf(generate({ cwd: root, locale: 'xx' }))
    }))

  it('fuses one file without a config, and only once', async () =>
    inStory('rules', async ({ root, records, remove, exists }) => {
      remove('fusion.config.yaml')
      const options = { cwd: root, file: 'questions/music.jsonl', output: 'out/music.jsonl', engine: 'rules' }
      const run = fuse(options)
      const events = await eventsOf(run)
      assert.is((await run.outcome).exitCode, 0)
      assert.is(kinds(events, 'build-ended').length, 1)
      assert.ok(records('out/music.jsonl').length > 3 * 5)
      assert.ok(exists('.fusionkit/store'))
      assert.equal((await fuse(options).outcome).ran, [])
    }))

  it('an outcome with its mistakes, not a rejection, for a file that is not there', async () =>
    inStory('rules', async ({ root }) => {
      const { exitCode, diagnostics } = await fuse({
        cwd: root,
        file: 'none.jsonl',
        output: 'out.jsonl',
        engine: 'rules',
      }).outcome
      assert.is(exitCode, 2)
      assert.match(diagnostics[0]?.message ?? '', 'none.jsonl')
    }))

  it('rejects nothing that nobody could have handled: an unknown engine of `fuse` is an outcome, too', async () =>
    inStory('rules', async ({ root }) => {
      const run = fuse({ cwd: root, file: 'questions/music.jsonl', output: 'out.jsonl', engine: 'olama' })
      const { exitCode, diagnostics } = await run.outcome
      assert.is(exitCode, 2)
      assert.match(diagnostics[0]?.message ?? '', 'olama')
    }))

  it('two builds of two folders run at the same time in one process', async () =>
    inStory({}, async (one) =>
      inStory({}, async (two) => {
        const configs = await Promise.all([one, two].map(async ({ root }) => loadConfig({ cwd: root })))
        const outcomes = await Promise.all(configs.map(async (config) => build(config).outcome))
        assert.equal(
          outcomes.map(({ exitCode, records }) => [exitCode, records]),
          [
            [0, 27],
            [0, 27],
          ],
        )
        assert.equal(one.outputs(), two.outputs())
      }),
    ))

  it('says what a machine and a project are fit for, mistakes of the config included', async () =>
    inStory({}, async (story) => {
      const found = await doctor({ cwd: story.root })
      assert.is(found.exitCode, 0)
      assert.is(story.server.stats.calls, 0)
      story.write('fusion.config.yaml', 'version: 1\nengine: olama\n')
      const broken = await doctor({ cwd: story.root })
      assert.is(broken.exitCode, 2)
      assert.is(broken.checks.find(({ id }) => id === 'config')?.status, 'error')
    }))

  it('is what `import … from "fusionkit"` gives', () => {
    const script = "import('fusionkit').then((api) => console.log(Object.keys(api).sort().join()))"
    const cwd = fileURLToPath(new URL('../..', import.meta.url))
    const names = execFileSync(process.execPath, ['-e', script], { cwd, encoding: 'utf8' })
    assert.is(
      names.trim(),
      'UserError,build,doctor,explain,fuse,generate,graph,loadConfig,plan,preview,rejected,status,watch',
    )
  })

  it('watches: the same events, builds among them, until it is closed', async () =>
    inStory({}, async (story) => {
      const run = watch({ cwd: story.root })
      const seen: WatchEvent[] = []
      for await (const event of run) {
        seen.push(event)
        if (event.kind !== 'watching') continue
        if (story.server.stats.calls > 27) void run.close()
        else story.questions('questions/music.jsonl', ['Who wrote Aida?', 'Who wrote Tosca?'])
      }
      assert.is(await run.outcome, 0)
      const built = seen.flatMap((event) => (event.kind === 'build-ended' ? [event.outcome.ran] : []))
      assert.equal(built, [
        ['animals', 'music', 'merged'],
        ['music', 'merged'],
      ])
      assert.is(seen[0]?.kind, 'watch-started')
      assert.is(seen.at(-1)?.kind, 'watch-ended')
      assert.is(await run.close(), 0, 'twice is once')
    }))

  it('previews, and says what was rejected', async () =>
    inStory({}, async ({ root, server }) => {
      const config = await loadConfig({ cwd: root })
      const run = preview(config, { variants: ['fluid'], pairs: 2 })
      const shown = []
      for await (const event of run) if (event.kind === 'preview-cell') shown.push(event.cell.now.kind)
      assert.equal(shown, ['text', 'text'])
      assert.equal(await run.outcome, {
        exitCode: 0,
        outcome: { kind: 'shown', cells: 2, changed: 0, rejected: 0, calls: 4 },
      })
      assert.is(server.stats.calls, 4)
      assert.is((await rejected(config)).cells, 0)
    }))

  it('watches no config that is not there', async () =>
    inStory({}, async ({ root }) => {
      const { exitCode } = await errorOf(watch({ cwd: root, config: 'nowhere.yaml' }).outcome)
      assert.is(exitCode, 2)
    }))
})
