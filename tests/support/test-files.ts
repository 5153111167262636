import { fileURLToPath } from 'node:url'
import { pathsBelow } from './paths-below.js'

/** Where the compiled tests lie; a test of the runner has its own. */
export const testFolder = process.env['FUSIONKIT_TEST_FOLDER'] ?? fileURLToPath(new URL('..', import.meta.url))

/** The test files below the folder whose path holds one of these words, sorted; all where there is no word, but for those of a real server. */
export function testFiles(words: readonly string[]): string[] {
  return pathsBelow(testFolder)
    .filter((path) => path.endsWith('.test.js'))
    .filter((path) => (words.length === 0 ? !isLive(path) : words.some((word) => path.includes(word))))
    .sort()
}

/** Needs a real server, so it has a command of its own, `npm run test:live`, and without one its cases are left out with the reason. */
export function isLive(path: string): boolean {
  return path.startsWith('live/')
}
