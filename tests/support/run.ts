/**
 * Runs every test file, and fails where uvu alone would pass: a file without a suite, a suite without a case, a case that
 * did not run, a stray rejection, a handle that was left open, an exit code that the code under test set.
 *
 *   node dist/tests/support/run.js [part of a file name…]
 *
 * Last line: `N passed, N failed` (and `, N skipped`).
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { claimsIn } from './claims.js'
import { endOfFile, isLive, testFiles, testFolder } from './test-files.js'
import { reasonToLeaveOut } from './unix-only.js'

type SuiteResult = readonly [errors: string | true, ran: number, skips: number, total: number]
type QueuedSuite = () => Promise<SuiteResult>
/** A file, and the suites that it queued when it was loaded. */
type Queued = [name: string, ...QueuedSuite[]]

// uvu decides when it is first imported whether it may start by itself: so spec.ts is imported after this line.
const uvu = globalThis as unknown as { UVU_DEFER: number; UVU_INDEX: number; UVU_QUEUE: Queued[] }

uvu.UVU_DEFER = 1
uvu.UVU_QUEUE = []
const { skipped } = await import('./spec.js')

const root = testFolder
const given = process.env['FUSIONKIT_TEST_FILES']
const claimed = process.env['FUSIONKIT_TEST_CLAIMS']
const claims = claimed === undefined ? undefined : claimsIn(claimed)
const files = given === undefined ? testFiles(process.argv.slice(2)) : (JSON.parse(given) as string[])

let passed = 0
const failures: string[] = []

process.on('unhandledRejection', (reason) => failures.push(`a rejection that nobody handled: ${describe(reason)}`))
process.on('uncaughtException', (error) => failures.push(`an exception outside of any case: ${describe(error)}`))

process.on('exit', endedEarly)

for (const file of files) {
  if (claims?.take(file) === false) continue
  const begun = performance.now()
  await runFile(file)
  if (claims === undefined) continue
  process.stdout.write(endOfFile)
  claims.end(file, (performance.now() - begun) / 1000)
}
await checkHandles()
report()

/** Whoever ends the process, or lets it run dry, must not look like success. */
function endedEarly(): void {
  process.stdout.write(`failed: something ended the process before the last case\n${passed} passed, 1 failed\n`)
  process.exitCode = 1
}

function isAllLive(): boolean {
  return skipped.length > 0 && uvu.UVU_QUEUE.every(([name]) => isLive(name))
}

async function runFile(name: string): Promise<void> {
  const reason = reasonToLeaveOut(name, process.platform)
  if (reason === undefined) await queue(name).then(runQueued)
  else skipped.push(`${name} (${reason})`)
}

async function queue(name: string): Promise<Queued> {
  const file = join(root, name)
  const queued: Queued = [name]
  uvu.UVU_INDEX = uvu.UVU_QUEUE.push(queued) - 1
  if (/^import .*from 'uvu'/m.test(readFileSync(file, 'utf8'))) failures.push(`${name} uses uvu without spec()`)
  try {
    await import(pathToFileURL(file).href)
  } catch (error) {
    failures.push(`${name} cannot be loaded: ${describe(error)}`)
  }
  return queued
}

async function runQueued([name, ...suites]: Queued): Promise<void> {
  if (suites.length === 0) failures.push(`${name} has no suite`)
  for (const runSuite of suites) {
    try {
      const [errors, ran, skips, total] = await runSuite()
      passed += ran
      if (total + skips === 0 && !isLive(name)) failures.push(`${name} has a suite without a case`)
      if (errors !== true) process.stdout.write(`\n${errors}\n`)
      for (let missing = ran; missing < total; missing += 1) failures.push(`${name}: a case failed, see above`)
    } catch (error) {
      failures.push(`${name}: ${describe(error)}`)
    }
  }
}

/** What a test left open keeps a process alive: a timer, a server, a socket. Standard streams do not count. */
async function checkHandles(): Promise<void> {
  for (let look = 0; look < 20; look += 1) {
    if (leaks().length === 0) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  failures.push(`left open after the last case: ${leaks().join(', ')}`)
}

function leaks(): string[] {
  const ignored = new Set([
    'PipeWrap',
    'TTYWrap',
    'TickObject',
    'Immediate',
    'CloseReq',
    'FSReqPromise',
    'FSReqCallback',
  ])
  return process.getActiveResourcesInfo().filter((kind) => !ignored.has(kind))
}

function report(): void {
  if (process.exitCode !== undefined) failures.push(`the code under test set the exit code to ${process.exitCode}`)
  if (claims === undefined && passed === 0 && failures.length === 0 && !isAllLive()) failures.push('no case ran')
  for (const reason of skipped) process.stdout.write(`skipped: ${reason}\n`)
  for (const failure of failures) process.stdout.write(`failed: ${failure}\n`)
  const tail = skipped.length > 0 ? `, ${skipped.length} skipped` : ''
  process.stdout.write(`${passed} passed, ${failures.length} failed${tail}\n`)
  process.off('exit', endedEarly)
  process.exit(failures.length === 0 ? 0 : 1)
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
