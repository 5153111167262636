/**
 * Runs the test files in several processes at once (run.js), since many of them wait for others: a disk, a server, a process of the
 * command line. Each process takes one file after the other, the longest first, so that all are busy to the end; what a file says is
 * printed when it has ended.
 *
 *   node dist/tests/support/run-in-parts.js [part of a file name…]
 *
 * Last line: `N passed, N failed` (and `, N skipped`), the sum of all. A process that ends without such a line has failed, and so has
 * a file that nobody ran to its end.
 */
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { type Claims, claimsIn } from './claims.js'
import { longestFirst, rememberTimes } from './test-times.js'
import { endOfFile, testFiles } from './test-files.js'
import { freshFolder } from './temp-folder.js'

/** One more than there are processors, since each waits now and then; few enough for a small memory. */
const atOnce = Math.min(5, availableParallelism() + 1)

interface Sum {
  passed: number
  failed: number
  skipped: number
}

const sum: Sum = { passed: 0, failed: 0, skipped: 0 }
const files = longestFirst(testFiles(process.argv.slice(2)))
const folder = freshFolder('claims')
const processes = Math.max(1, Math.min(atOnce, files.length))
try {
  await Promise.all(Array.from({ length: processes }, async () => runProcess()))
  lookAt(claimsIn(folder))
} finally {
  rmSync(folder, { recursive: true })
}
if (sum.passed + sum.failed + sum.skipped === 0) fail('no case ran')
const tail = sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''
process.stdout.write(`${sum.passed} passed, ${sum.failed} failed${tail}\n`)
process.exitCode = sum.failed === 0 ? 0 : 1

async function runProcess(): Promise<void> {
  const runner = fileURLToPath(new URL('run.js', import.meta.url))
  const child = spawn(process.execPath, [...process.execArgv, runner], {
    env: { ...process.env, FUSIONKIT_TEST_FILES: JSON.stringify(files), FUSIONKIT_TEST_CLAIMS: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const hear = (text: string) => {
    const ended = `${said}${text}`.split(endOfFile)
    said = ended.pop() ?? ''
    for (const file of ended) process.stdout.write(file)
  }
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', hear)
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  add(said.trimEnd(), code)
}

function add(said: string, code: number | null): void {
  const found = /(?:^|\n)(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/.exec(said)
  const [line = '', passed = 0, failed = 0, skipped = 0] = found ?? []
  const rest = said.slice(0, said.length - line.length).trim()
  if (rest !== '') process.stdout.write(`${rest}\n`)
  sum.passed += Number(passed)
  sum.skipped += Number(skipped)
  sum.failed += Number(failed)
  if (found === null || (code === 0) !== (Number(failed) === 0)) fail(`a process ended with ${code}, without its count`)
}

function lookAt(claims: Claims): void {
  const seconds = files.map((file) => [file, claims.secondsOf(file)] as const)
  for (const [file, time] of seconds) {
    if (time === undefined) fail(`nobody ran ${file}`)
    else if (Number.isNaN(time)) fail(`${file} was not run to its end`)
  }
  rememberTimes(seconds)
}

function fail(what: string): void {
  process.stdout.write(`failed: ${what}\n`)
  sum.failed += 1
}
