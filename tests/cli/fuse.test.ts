import * as assert from 'uvu/assert'
import { startFakeOllama } from '../support/fake-ollama/server.js'
import { animals, inProject, questions } from '../support/project.js'
import { spec } from '../support/spec.js'
import { assertWhole, eventsIn } from './events.js'

const pairs = 3
const variants = 11
/** `simple` and `comparative` read the pair; the others read `simple`. */
const readThePair = 2

spec('fusionkit fuse', (it) => {
  it('fuses and rephrases the questions of one file, without a config', () =>
    inProject({ 'animals.jsonl': animals }, async ({ run, read, files }) => {
      const { code, stdout, stderr } = await run([
        'fuse',
        'animals.jsonl',
        '--output',
        'out/f.jsonl',
        '--engine',
        'rules',
      ])
      assert.is(code, 0, stderr)
      assert.is(stdout, '')
      assert.match(stderr, /^built +animals {2}\(never built\) → 33 records/m)
      assert.match(stderr, /^→ out\/f\.jsonl \(33 records\)$/m)
      assert.equal(Object.keys(files()), ['animals.jsonl', 'out/f.jsonl'])
      const records = read('out/f.jsonl')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>)
      assert.is(records.length, pairs * variants)
      for (const record of records) {
        assert.equal(Object.keys(record), ['question', 'answer'])
        assert.match(String(record['question']), /\?$/)
      }
      assert.is(records[0]?.['answer'], 'How long can a snail sleep? Which bird lays the largest egg?')
    }))

  it('asks a model once: the second run asks nothing, the third pays for the new question alone', () =>
    withFake(async (fake) => {
      await inProject({ 'q.jsonl': animals }, async ({ run, write, read }) => {
        const args = ['fuse', 'q.jsonl', '--output', 'f.jsonl']
        const env = { OLLAMA_HOST: fake.url }
        const first = await run(args, { env })
        assert.is(first.code, 0, first.stderr)
        const asked = fake.stats.calls
        const before = read('f.jsonl')
        const again = await run(args, { env })
        assert.match(again.stderr, /^up to date: 1 target, 33 records$/m)
        assert.is(fake.stats.calls, asked)
        write('q.jsonl', animals + questions('Can a penguin fly?'))
        assert.is((await run(args, { env })).code, 0)
        assert.ok(fake.stats.calls > asked)
        assert.ok(read('f.jsonl').startsWith(before.split('\n')[0] ?? '?'))
        assert.equal(fake.repeated(), [])
      })
    }))

  it('gives up a cell after --max-attempts, and takes the model that --model names', () =>
    withFake(async (fake) => {
      await inProject({ 'q.jsonl': animals }, async ({ run, read }) => {
        const { code, stderr } = await run(
          ['fuse', 'q.jsonl', '--output', 'f.jsonl', '--model', 'mute:1b', '--max-attempts', '2', '--no-gpu'],
          { env: { OLLAMA_HOST: fake.url } },
        )
        assert.is(code, 0, `rejected is an outcome: ${stderr}`)
        assert.is(fake.stats.calls, 2 * readThePair * pairs)
        assert.ok(fake.requests.every(({ body }) => body.model === 'mute:1b' && body.options?.['num_gpu'] === 0))
        assert.is(read('f.jsonl'), '')
        assert.match(stderr, /33 rejected/)
      })
    }))

  it('speaks French where it is told to, or where the questions do; two of them in one folder wait for each other', () =>
    inProject(
      {
        'en.jsonl': animals,
        'fr.jsonl': questions('Qui a inventé la fermeture éclair ?', 'Combien de temps dort un escargot ?'),
      },
      async ({ run, read }) => {
        const [told, seen] = await Promise.all([
          run(['fuse', 'en.jsonl', '--output', 'a.jsonl', '--engine', 'rules', '--lang', 'fr', '--wait']),
          run(['fuse', 'fr.jsonl', '--output', 'b.jsonl', '--engine', 'rules', '--wait']),
        ])
        assert.is(told.code, 0, told.stderr)
        assert.is(seen.code, 0, seen.stderr)
        assert.match(read('a.jsonl'), / (et|que|est|la|le) /)
        assert.match(read('b.jsonl'), /\s\?"/)
      },
    ))

  it('takes files outside of the folder, by relative and by absolute paths', () =>
    inProject({ 'data/q.jsonl': animals, 'work/here.txt': '' }, async ({ root, run, read, has }) => {
      const up = await run(['fuse', '../data/q.jsonl', '--output', '../out/a.jsonl', '--engine', 'rules'], {
        cwd: 'work',
      })
      assert.is(up.code, 0, up.stderr)
      const absolute = await run(
        ['fuse', `${root}/data/q.jsonl`, '--output', `${root}/out/b.jsonl`, '--engine', 'rules'],
        { cwd: 'work' },
      )
      assert.is(absolute.code, 0, absolute.stderr)
      assert.match(absolute.stderr, /0 asked, 33 reused/)
      assert.is(read('out/a.jsonl'), read('out/b.jsonl'))
      assert.ok(has('work/.fusionkit/store'))
      assert.not(has('data/.fusionkit'))
    }))

  it('takes a file whose name holds the signs of a glob', () =>
    inProject({ 'q[1] {a}.jsonl': animals }, async ({ run }) => {
      const { code, stderr } = await run(['fuse', 'q[1] {a}.jsonl', '--output', 'f.jsonl', '--engine', 'rules'])
      assert.is(code, 0, stderr)
    }))

  it('says what is wrong with its file, in words for somebody without a config', () =>
    inProject(
      { 'q.jsonl': animals, 'bad.jsonl': '{"question": "Who?"}\n{"text": "What?"}\n' },
      async ({ run, files }) => {
        const before = files()
        const fuse = (file: string, output: string) => run(['fuse', file, '--output', output, '--engine', 'rules'])
        const [gone, folder, itself, bad, engine] = await Promise.all([
          fuse('nothing.jsonl', 'f.jsonl'),
          fuse('.', 'f.jsonl'),
          fuse('q.jsonl', './q.jsonl'),
          fuse('bad.jsonl', 'f.jsonl'),
          run(['fuse', 'q.jsonl', '--output', 'f.jsonl', '--engine', 'olama']),
        ])
        assert.match(gone.stderr, /error nothing-found {2}There is no file "nothing\.jsonl"/)
        assert.match(folder.stderr, /error nothing-found/)
        assert.match(itself.stderr, /error output-is-input/)
        assert.match(bad.stderr, /error row-lacks-field[\s\S]*^bad\.jsonl:2$/m)
        assert.match(engine.stderr, /Did you mean "ollama"\?/)
        for (const { code, stderr } of [gone, folder, itself, bad, engine]) {
          assert.is(code, 2)
          assert.not.match(stderr, /version|"groups"|folder of the config|\n +at |fuse [0-9a-f]{6}/)
        }
        assert.equal(files(), before)
      },
    ))

  it('says how to go on without Ollama, and exits with 3', () =>
    inProject({ 'q.jsonl': animals }, async ({ run, files }) => {
      const { code, stderr } = await run(['fuse', 'q.jsonl', '--output', 'f.jsonl'])
      assert.is(code, 3)
      assert.match(stderr, /error ollama-not-running[\s\S]*`ollama serve`[\s\S]*--engine rules/)
      assert.equal(Object.keys(files()), ['q.jsonl'])
    }))

  it('tells its events with --json', () =>
    inProject({ 'q.jsonl': animals }, async ({ run }) => {
      const { stdout } = await run(['fuse', 'q.jsonl', '--output', 'f.jsonl', '--engine', 'rules', '--json'])
      assertWhole(eventsIn(stdout))
    }))

  it('keeps a file of somebody else that stands where it writes', () =>
    inProject({ 'q.jsonl': animals, 'f.jsonl': 'precious\n' }, async ({ run, files }) => {
      const { code, stderr } = await run(['fuse', 'q.jsonl', '--output', 'f.jsonl', '--engine', 'rules'])
      assert.is(code, 0, stderr)
      const kept = Object.entries(files()).find(([path]) => path.startsWith('f.jsonl.edited-'))
      assert.is(kept?.[1], 'precious\n')
      assert.match(stderr, /warning/)
    }))
})

async function withFake(use: (fake: Awaited<ReturnType<typeof startFakeOllama>>) => Promise<void>): Promise<void> {
  const { respond } = await import('../support/fake-ollama/respond.js')
  const fake = await startFakeOllama({
    numParallel: 4,
    models: { 'llama3.2:latest': {}, 'mute:1b': {} },
    respond: (body) => (body.model === 'mute:1b' ? 'I cannot help with that.' : respond(body)),
  })
  try {
    await use(fake)
  } finally {
    await fake.close()
  }
}
