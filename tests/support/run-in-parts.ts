/**
 * Runs the test files in several processes at once (run.js), some files each, since most of them wait for others: a disk, a server, a
 * process of the command line. What a part says is printed when it has ended.
 *
 *   node dist/tests/support/run-in-parts.js [part of a file name…]
 *
 * Last line: `N passed, N failed` (and `, N skipped`), the sum of all. A part that ends without such a line has failed.
 */
import { spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { testFiles, testFolder } from './test-files.js'

/** Few enough that starting them costs little, many enough that none is left to run alone for long. */
const mostParts = 8
const atOnce = Math.min(4, availableParallelism())

interface Sum {
  passed: number
  failed: number
  skipped: number
}

const sum: Sum = { passed: 0, failed: 0, skipped: 0 }
const parts = partsOf(testFiles(process.argv.slice(2)))
await Promise.all(Array.from({ length: atOnce }, runParts))
const tail = sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''
process.stdout.write(`${sum.passed} passed, ${sum.failed} failed${tail}\n`)
process.exitCode = sum.failed === 0 ? 0 : 1

/** The longest files first, dealt out one by one. No file at all is one part, which says so. */
function partsOf(files: readonly string[]): string[][] {
  const count = Math.max(1, Math.min(mostParts, files.length))
  const dealt = Array.from({ length: count }, (): string[] => [])
  for (const [index, file] of files.toSorted((a, b) => size(b) - size(a)).entries()) dealt[index % count]?.push(file)
  return dealt.map((part) => part.sort())
}

function size(file: string): number {
  return statSync(join(testFolder, file)).size
}

async function runParts(): Promise<void> {
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) await runPart(part)
}

async function runPart(files: readonly string[]): Promise<void> {
  const runner = fileURLToPath(new URL('run.js', import.meta.url))
  const child = spawn(process.execPath, [...process.execArgv, runner], {
    env: { ...process.env, FUSIONKIT_TEST_FILES: JSON.stringify(files) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text))
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  add(said.trimEnd(), code, files)
}

function add(said: string, code: number | null, files: readonly string[]): void {
  const found = /(?:^|\n)(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/.exec(said)
  const [line = '', passed = 0, failed = 0, skipped = 0] = found ?? []
  process.stdout.write(`${said.slice(0, said.length - line.length)}\n`)
  sum.passed += Number(passed)
  sum.skipped += Number(skipped)
  sum.failed += Number(failed)
  if (found !== null && (code === 0) === (Number(failed) === 0)) return
  process.stdout.write(`failed: a part ended with ${code} and without its count: ${files.join(', ')}\n`)
  sum.failed += 1
}
