import * as assert from 'uvu/assert'
import type { Retried, RejectedList } from '../../src/domain/rejected.js'
import { type FakeOllama, startFakeOllama } from '../support/fake-ollama/server.js'
import { inProject, smallConfig, smallProject, type TestProject } from '../support/project.js'
import { spec } from '../support/spec.js'

/** Pairs of the whole project, each in `simple` and `fluid`. */
const pairs = 4
const width = 2

/** Good from the third try of a prompt on. What it says before would move a cursor. */
async function onMoodyServer(use: (fake: FakeOllama, project: TestProject) => Promise<void>): Promise<void> {
  const tries = new Map<string, number>()
  const fake = await startFakeOllama({
    numParallel: width,
    respond: ({ messages }) => {
      const prompt = messages.at(-1)?.content ?? ''
      if (!prompt.startsWith('Again')) return `Do you know ${prompt.length}, and ${prompt.slice(7, 40)}?`
      tries.set(prompt, (tries.get(prompt) ?? 0) + 1)
      return (tries.get(prompt) ?? 0) < 3 ? 'No\u001b[2Jquestion' : `Really, ${prompt.slice(7)}?`
    },
  })
  const engine = `engine: { kind: ollama, hosts: ["${fake.url}"], concurrency: ${width} }`
  const config = smallConfig
    .replace('engine: rules', engine)
    .replace('prompts: en-1\n', 'max_attempts: 2\n')
    .replace('[simple, fluid, academic]', '{ simple: "Merge: {{ q1 }} {{ q2 }}", fluid: "Again: {{ simple }}" }')
  try {
    await inProject({ ...smallProject, 'fusion.config.yaml': config }, (project) => use(fake, project))
  } finally {
    await fake.close()
  }
}

spec('fusionkit rejected', (it) => {
  it('lists what was rejected on stdout, without what a terminal would obey; --json is one document', () =>
    onMoodyServer(async (fake, { run }) => {
      assert.is((await run(['build'])).code, 0)
      const { calls } = fake.stats
      const { code, stdout, stderr } = await run(['rejected'])
      assert.equal([code, stderr], [0, ''])
      assert.match(stdout, new RegExp(`^${pairs} cells rejected: ends_with ${pairs}$`, 'm'))
      assert.match(stdout, '"No[2Jquestion"')
      assert.not.ok(stdout.includes('\u001b'))
      const { v, reasons } = JSON.parse((await run(['rejected', '--json', '--limit', '1'])).stdout) as RejectedList
      assert.equal([v, reasons.map(({ examples }) => examples.length)], [1, [1]])
      const [first] = reasons[0]?.examples ?? []
      const explained = await run(['explain', `${first?.path}:${first?.line}`])
      assert.match(explained.stdout, /^variant {5}fluid/m)
      assert.is(fake.stats.calls, calls, 'nobody was asked')
    }))

  it('--retry says the line that keeps what it found; with it the build takes that, for no call', () =>
    onMoodyServer(async (fake, { run, write, read }) => {
      await run(['build'])
      const { code, stdout, stderr } = await run(['rejected', '--retry', '2'])
      assert.is(code, 0, stderr)
      assert.match(stderr, /^animals: 3 cells found a text, 0 still rejected$/m)
      const [, line = ''] = /^ {2}fusion\.config\.yaml:(\d+):1 {2}max_attempts: 3$/m.exec(stdout) ?? []
      assert.match(stdout, 'and run `fusionkit build`: it takes the texts from the store, for no call.')
      const config = read('fusion.config.yaml').split('\n')
      assert.is(config[Number(line) - 1], 'max_attempts: 2')
      write('fusion.config.yaml', config.join('\n').replace('max_attempts: 2', 'max_attempts: 3'))
      const { calls } = fake.stats
      await run(['build'])
      assert.is(fake.stats.calls, calls)
      assert.is((await run(['rejected'])).stdout, 'Nothing was rejected.\n')
    }))

  it('--retry can be stopped by Ctrl-C: what came is kept, and the next one goes on from there (contract 26)', () =>
    onMoodyServer(async (fake, { run, start, files }) => {
      await run(['build'])
      const before = files()
      const built = fake.stats.answered
      fake.hold()
      const retry = start(['rejected', '--retry', '1'])
      await fake.when(({ inFlight }) => inFlight === width)
      assert.is((await run(['rejected', '--retry', '1'])).code, 75)
      retry.kill('SIGINT')
      await retry.said('stopping: ')
      fake.release()
      const { code, stdout, stderr } = await retry.ended
      assert.equal([code, stdout], [130, ''], stderr)
      assert.match(stderr, /^stopped: 2 answers came and are kept; the same command goes on from there$/m)
      assert.equal(files(), before)
      const next = await run(['rejected', '--retry', '1', '--json'])
      const { found, calls } = JSON.parse(next.stdout) as Retried
      assert.equal([found.length, calls], [pairs, pairs - 2])
      assert.is(fake.stats.answered, built + pairs)
      assert.equal(fake.repeated(), [])
    }))

  it('says which of its words do not go together', () =>
    inProject(smallProject, async ({ run }) => {
      for (const [words, says] of [
        [['--retry', '2', '--reason', 'echo'], '--reason does nothing there'],
        [['--retry', '2', '--all'], '--all does nothing there'],
        [['--max-calls', '3'], 'a list asks nothing'],
        [['--reason', 'ecko'], 'Did you mean "echo"?'],
        [['--retry', '0'], '--retry takes a whole number of at least 1'],
      ] as const) {
        const { code, stdout, stderr } = await run(['rejected', ...words])
        assert.equal([code, stdout], [2, ''], stderr)
        assert.ok(stderr.includes(says), stderr)
      }
    }))
})
