import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { spec } from './spec.js'

const runner = fileURLToPath(new URL('run.js', import.meta.url))
const runnerInParts = fileURLToPath(new URL('run-in-parts.js', import.meta.url))
const specUrl = new URL('spec.js', import.meta.url).href
const head = `import { spec } from '${specUrl}'\n`
const passing = `${head}spec('arithmetic', (it) => { it('adds', () => {}) })\n`

interface Hole {
  readonly sentence: string
  readonly files: Readonly<Record<string, string>>
  readonly says: RegExp
}

/** Where uvu alone would pass, or hang. */
const holes: readonly Hole[] = [
  {
    sentence: 'a case fails',
    files: { 'a.test.js': `${head}spec('a', (it) => { it('fails', () => { throw new Error('2 is not 3') }) })` },
    says: /2 is not 3[\s\S]*a case failed/,
  },
  {
    sentence: 'a case rejects',
    files: { 'a.test.js': `${head}spec('a', (it) => { it('rejects', async () => { throw new Error('no') }) })` },
    says: /a case failed/,
  },
  {
    sentence: 'a case does not end',
    files: { 'a.test.js': `${head}spec('a', (it) => { it('waits', () => new Promise(() => {})) }, 50)` },
    says: /still running after 50 ms/,
  },
  { sentence: 'a file has no suite', files: { 'a.test.js': 'export {}' }, says: /a\.test\.js has no suite/ },
  {
    sentence: 'one file of several has no suite',
    files: { 'a.test.js': passing, 'b.test.js': 'export {}' },
    says: /b\.test\.js has no suite/,
  },
  {
    sentence: 'a suite has no case',
    files: { 'a.test.js': `${head}spec('a', () => {})` },
    says: /a suite without a case/,
  },
  {
    sentence: 'a rejection is left to nobody',
    files: {
      'a.test.js': `${head}spec('a', (it) => { it('forgets', async () => {
        void Promise.reject(new Error('astray'))
        await new Promise((resolve) => setTimeout(resolve, 5))
      }) })`,
    },
    says: /a rejection that nobody handled[\s\S]*astray/,
  },
  {
    sentence: 'an exception is thrown after its case ended',
    files: {
      'a.test.js': `${head}spec('a', (it) => { it('throws later', () => {
        setTimeout(() => { throw new Error('too late') }, 5)
      }) })`,
    },
    says: /an exception outside of any case[\s\S]*too late/,
  },
  {
    sentence: 'a timer is left running',
    files: { 'a.test.js': `${head}spec('a', (it) => { it('ticks', () => { setInterval(() => {}, 1000) }) })` },
    says: /left open after the last case: Timeout/,
  },
  {
    sentence: 'a server is left open',
    files: {
      'a.test.js': `import { createServer } from 'node:net'\n${head}spec('a', (it) => {
        it('listens', () => new Promise((resolve) => { createServer().listen(0, '127.0.0.1', resolve) }))
      })`,
    },
    says: /left open after the last case: TCPServerWrap/,
  },
  {
    sentence: 'the code under test sets the exit code',
    files: { 'a.test.js': `${head}spec('a', (it) => { it('sets it', () => { process.exitCode = 3 }) })` },
    says: /set the exit code to 3/,
  },
  {
    sentence: 'the code under test ends the process',
    files: { 'a.test.js': `${head}spec('a', (it) => { it('ends it', () => { process.exit(0) }) })` },
    says: /something ended the process before the last case/,
  },
  {
    sentence: 'a file uses uvu itself',
    files: {
      'a.test.js': `import { test } from 'uvu'\nimport '${specUrl}'\ntest('a', () => {})\ntest.run()`,
    },
    says: /without spec\(\)/,
  },
  {
    sentence: 'a file throws while it is loaded',
    files: { 'a.test.js': passing, 'b.test.js': `throw new Error('not today')` },
    says: /b\.test\.js cannot be loaded[\s\S]*not today/,
  },
  {
    sentence: 'nothing is left that a case could wait for',
    files: {
      'a.test.js': `await new Promise(() => {})`,
    },
    says: /something ended the process before the last case/,
  },
  { sentence: 'there is no test', files: { 'notes.txt': '' }, says: /no case ran/ },
]

spec(
  'the test runner',
  (it) => {
    for (const { sentence, files, says } of holes) {
      it(`fails where ${sentence}`, async () => {
        const { code, output } = await runTests(files)
        assert.match(output, says)
        assert.is(code, 1, output)
        assert.match(lastLine(output), /^\d+ passed, [1-9]\d* failed$/)
      })
    }

    it('passes where all is well, and counts', async () => {
      const { code, output } = await runTests({ 'a.test.js': passing, 'deep/b.test.js': passing })
      assert.is(code, 0, output)
      assert.is(lastLine(output), '2 passed, 0 failed')
    })

    it('runs the files that are asked for, and fails where none is', async () => {
      const files = { 'a.test.js': passing, 'b.test.js': 'export {}' }
      assert.is((await runTests(files, ['a.test'])).code, 0)
      assert.is((await runTests(files, ['nothing'])).code, 1)
    })

    it('fails in several processes where one of them does, says in which file, and sums up what they count', async () => {
      const files = { 'a.test.js': passing, 'b.test.js': passing, 'c.test.js': `${head}process.exit(0)` }
      const { code, output } = await runTests(files, [], runnerInParts)
      assert.is(code, 1, output)
      assert.match(output, 'c.test.js was not run to its end')
      assert.is(lastLine(output), '2 passed, 2 failed', 'the process, and the file')
      assert.is(lastLine((await runTests(files, ['a.test', 'b.test'], runnerInParts)).output), '2 passed, 0 failed')
      assert.is((await runTests(files, ['nothing'], runnerInParts)).code, 1)
    })

    it('names what was left out, with the reason', async () => {
      const skipping = `${head}spec('a', (it) => { it('adds', () => {}); it.skip('flies', 'no wings') })`
      const { code, output } = await runTests({ 'a.test.js': skipping })
      assert.is(code, 0, output)
      assert.match(output, /skipped: a: flies \(no wings\)/)
      assert.is(lastLine(output), '1 passed, 0 failed, 1 skipped')
    })
  },
  20_000,
)

async function runTests(
  files: Readonly<Record<string, string>>,
  args: readonly string[] = [],
  by = runner,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const folder = mkdtempSync(join(dirname(runner), 'holes-')) // here "uvu" can be found
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const child = spawn(process.execPath, [by, ...args], {
    env: { PATH: process.env['PATH'] ?? '', FUSIONKIT_TEST_FOLDER: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const add = (text: string) => (output += text)
  child.stdout.setEncoding('utf8').on('data', add)
  child.stderr.setEncoding('utf8').on('data', add)
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  rmSync(folder, { recursive: true, force: true })
  return { code, output }
}

function lastLine(output: string): string {
  return output.trimEnd().split('\n').at(-1) ?? ''
}
