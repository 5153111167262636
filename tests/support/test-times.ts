/** How long each test file took when all ran last: the longest are begun first, or one would be left to run alone at the end. */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { testFolder } from './test-files.js'

/** Beside the compiled tests, which are made anew each time. Anyone may delete it. */
const path = join(testFolder, '..', 'test-times.json')

/** Of a file that was never timed, its size says something. */
const secondsPerByte = 1e-4

export function longestFirst(files: readonly string[]): string[] {
  const times = known()
  const secondsOf = (file: string) => times[file] ?? statSync(join(testFolder, file)).size * secondsPerByte
  return files.toSorted((a, b) => secondsOf(b) - secondsOf(a))
}

/** Times that nobody knows are passed over. */
export function rememberTimes(times: readonly (readonly [file: string, seconds: number | undefined])[]): void {
  const measured = times.filter(([, seconds]) => seconds !== undefined && !Number.isNaN(seconds))
  writeFileSync(path, JSON.stringify({ ...known(), ...Object.fromEntries(measured) }))
}

function known(): Readonly<Record<string, number>> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, number>
  } catch {
    return {}
  }
}
