import * as assert from 'uvu/assert'
import type { BuildEvent } from '../../src/index.js'
import { startFakeOllama } from '../support/fake-ollama/server.js'
import { inProject, questions, smallConfig, smallProject } from '../support/project.js'
import { spec } from '../support/spec.js'
import { assertWhole, eventsIn } from './events.js'

spec('stdout and stderr', (it) => {
  it('keep data and messages apart: build speaks on stderr, plan answers on stdout', () =>
    inProject(smallProject, async ({ run }) => {
      const plan = await run(['plan'])
      assert.is(plan.stderr, '')
      assert.match(plan.stdout, /^build {2}animals {2}\(never built\): 9 cells, 0 stored, 9 to ask$/m)
      const build = await run(['build'])
      assert.is(build.stdout, '')
      assert.match(build.stderr, /^built +animals {2}\(never built\) → 9 records/m)
      assert.match(build.stderr, /^→ dataset\/batch_fusion_generator\/batch_fusion_dataset\.jsonl \(12 records\)$/m)
      const again = await run(['build'])
      assert.is(again.stderr, 'up to date: 3 targets, 12 records\n', 'one line where nothing is to do (contract 15)')
      assert.is((await run(['plan'])).stdout, 'nothing to do: 3 targets up to date\n')
    }))

  it('carry the events of a build with --json, one a line, each start with one end (contract 41)', () =>
    inProject(smallProject, async ({ run }) => {
      const { code, stdout, stderr } = await run(['build', '--json'])
      assert.is(code, 0)
      assert.is(stderr, '')
      const events = eventsIn(stdout)
      assertWhole(events)
      const ended = events.filter(({ kind }) => kind === 'target-ended')
      assert.equal(ended.length, 3)
      assert.is(outcomeIn(events).exitCode, 0)
      assert.is(outcomeIn(events).records, 12)
      const idle = eventsIn((await run(['build', '--json'])).stdout)
      assert.equal(
        idle.map(({ kind }) => kind),
        ['build-started', 'build-ended'],
      )
    }))

  it('carry warnings and what stopped a build as events, too', () =>
    inProject({ ...smallProject, 'q/one.jsonl': '{"question": "Who?"}\n' }, async ({ run, write }) => {
      const events = eventsIn((await run(['build', '--json'])).stdout)
      assert.ok(events.some((event) => event.kind === 'diagnostic' && event.diagnostic.code === 'group-of-one'))
      write('q/one.jsonl', 'oops\n')
      const { code, stdout } = await run(['build', '--json'])
      assert.is(code, 2)
      const broken = eventsIn(stdout)
      assertWhole(broken)
      assert.is(outcomeIn(broken).diagnostics[0]?.code, 'broken-json')
    }))

  it('carry one document of a plan with --json', () =>
    inProject(smallProject, async ({ run }) => {
      const { stdout, stderr } = await run(['plan', '--json'])
      assert.is(stderr, '')
      const plan = JSON.parse(stdout) as { v: number; targets: { target: string; toAsk: number }[] }
      assert.is(plan.v, 1)
      assert.equal(
        plan.targets.map(({ target, toAsk }) => [target, toAsk]),
        [
          ['animals', 9],
          ['inventions', 3],
          ['merged', 0],
        ],
      )
      assert.equal(JSON.parse((await run(['build', '-n', '--json'])).stdout), plan)
    }))

  it('list a plan in the order of the config, however long a group takes to count', () =>
    inProject({ ...smallProject, 'q/a.jsonl': questions(...numbered(40)) }, async ({ run }) => {
      const { stdout } = await run(['plan'])
      assert.equal(
        [...stdout.matchAll(/^(?:build|maybe) +(\S+)/gm)].map(([, target]) => target),
        ['a', 'animals', 'inventions', 'merged'],
      )
    }))

  it('are colored where that is wanted, and plain elsewhere', () =>
    inProject({ 'fusion.config.yaml': 'version: 1\nengine: olama\n' }, async ({ runAlone: run }) => {
      const escape = /\u001B\[/
      assert.not.match((await run(['build'])).stderr, escape, 'a pipe')
      assert.match((await run(['build'], { env: { FORCE_COLOR: '1' } })).stderr, escape)
      assert.not.match((await run(['build'], { env: { FORCE_COLOR: '0' } })).stderr, escape)
      assert.not.match((await run(['build'], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } })).stderr, escape)
      assert.match((await run(['build'], { env: { FORCE_COLOR: '1', NO_COLOR: '' } })).stderr, escape)
    }))
})

spec('the exit code', (it) => {
  it('is 4 for a plan with work to do, where that is asked for (contract 18)', () =>
    inProject(smallProject, async ({ run, write }) => {
      assert.is((await run(['plan'])).code, 0)
      assert.is((await run(['plan', '--exit-code'])).code, 4)
      assert.is((await run(['build', '--dry-run', '--exit-code'])).code, 4)
      assert.is((await run(['build'])).code, 0)
      assert.is((await run(['plan', '--exit-code'])).code, 0)
      write('fusion.config.yaml', 'version: 2\n')
      assert.is((await run(['plan', '--exit-code'])).code, 2, 'errors keep their own')
    }))

  it('is 1 where cells had no answer; what was built before stays, and the next build tries again', () =>
    withFake(async (fake) => {
      await inProject({ ...smallProject, 'fusion.config.yaml': onFake(fake.url) }, async ({ run, has }) => {
        fake.fault({
          kind: 'bad-gateway',
          when: ({ messages }) => messages.at(-1)?.content.includes('stamp') === true,
          times: 1,
        })
        const { code, stderr } = await run(['build'])
        assert.is(code, 1, stderr)
        assert.match(stderr, /^failed +inventions .*got no answer\. First error: .*502/m)
        assert.match(stderr, /^waiting +merged {2}for inventions$/m)
        assert.match(stderr, /^ {2}try again: fusionkit build inventions$/m)
        assert.ok(has('dataset/fusion_datasets/animals.jsonl'))
        assert.not(has('dataset/batch_fusion_generator/batch_fusion_dataset.jsonl'))
        const again = await run(['build'])
        assert.is(again.code, 0, again.stderr)
        assert.not.match(again.stderr, /animals/)
      })
    }))

  it('is 3 where the model is not pulled, with the line that pulls it', () =>
    withFake(async (fake) => {
      const config = `model: qwen9:4b\n${onFake(fake.url)}`
      await inProject({ ...smallProject, 'fusion.config.yaml': config }, async ({ run, files }) => {
        const before = files()
        const { code, stderr } = await run(['build'])
        assert.is(code, 3)
        assert.match(stderr, /error model-not-pulled/)
        assert.match(stderr, /`ollama pull qwen9:4b`/)
        assert.is(fake.stats.calls, 0)
        assert.equal(files(), before)
      })
    }))
})

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `What is the name of star number ${at + 1}?`)
}

function onFake(url: string): string {
  return smallConfig.replace('engine: rules', `engine: { kind: ollama, hosts: ["${url}"], concurrency: 2, retries: 0 }`)
}

async function withFake(use: (fake: Awaited<ReturnType<typeof startFakeOllama>>) => Promise<void>): Promise<void> {
  const fake = await startFakeOllama({ numParallel: 4 })
  try {
    await use(fake)
  } finally {
    await fake.close()
  }
}

function outcomeIn(events: readonly BuildEvent[]) {
  const last = events.at(-1)
  if (last?.kind !== 'build-ended') throw new Error('the build did not end')
  return last.outcome
}
