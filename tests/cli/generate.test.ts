import * as assert from 'uvu/assert'
import { inProject } from '../support/project.js'
import { spec } from '../support/spec.js'

const lines = (text: string) => text.trimEnd().split('\n')

spec('fusionkit generate', (it) => {
  it('writes 10,000 different questions to data.jsonl, as the original did', () =>
    inProject({}, async ({ run, read, files }) => {
      const { code, stdout, stderr } = await run(['generate'])
      assert.is(code, 0, stderr)
      assert.is(stdout, '')
      assert.is(stderr, '10,000 questions → data.jsonl\n')
      assert.equal(Object.keys(files()), ['data.jsonl'])
      const rows = lines(read('data.jsonl'))
      assert.is(rows.length, 10_000)
      assert.is(new Set(rows.map((row) => (JSON.parse(row) as { question: string }).question)).size, 10_000)
      for (const row of rows.slice(0, 100))
        assert.match(row, /^\{"question":"What does (.+) \?","answer":"\1 is (?:[a-z]+)!"\}$/)
    }))

  it('writes the same bytes for the same seed, others for another, and more without changing the first (contract 8)', () =>
    inProject({}, async ({ run, read }) => {
      const make = (entries: string, seed: string, output: string) =>
        run(['generate', '--entries', entries, '--seed', seed, '--output', output])
      await Promise.all([make('50', '7', 'a'), make('50', '7', 'b'), make('50', '8', 'c'), make('80', '7', 'd')])
      assert.is(read('a'), read('b'))
      assert.is.not(read('a'), read('c'))
      assert.ok(read('d').startsWith(read('a')))
    }))

  it('knows the locales of Faker, and makes the folder that it writes to', () =>
    inProject({}, async ({ run, read }) => {
      const { code, stderr } = await run([
        'generate',
        '--entries',
        '30',
        '--locale',
        'ja',
        '--output',
        'deep/er/ja.jsonl',
      ])
      assert.is(code, 0, stderr)
      assert.match(read('deep/er/ja.jsonl'), /\p{Script=Han}/u)
      const bad = await run(['generate', '--locale', 'klingon'])
      assert.is(bad.code, 2)
      assert.match(bad.stderr, /error locale-unknown {2}Faker has no locale "klingon"/)
    }))

  it('says what is in the way of its file, and leaves it as it was', () =>
    inProject({ 'folder/file.txt': 'mine' }, async ({ run, files }) => {
      const before = files()
      for (const output of ['folder', 'folder/file.txt/data.jsonl']) {
        const { code, stderr } = await run(['generate', '--entries', '3', '--output', output])
        assert.is(code, 2)
        assert.match(stderr, /error system-refuses /)
        assert.not.match(stderr, /\n +at /)
      }
      assert.equal(files(), before)
    }))
})
