import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pathsBelow } from './paths-below.js'
import { isSoak } from './soak.js'

/** Where the compiled tests lie; a test of the runner has its own. */
export const testFolder = process.env['FUSIONKIT_TEST_FOLDER'] ?? fileURLToPath(new URL('..', import.meta.url))

/** Printed behind what a file says, where several processes run them. */
export const endOfFile = '\0'

/** The test files below the folder whose path holds one of these words, sorted; all where there is no word, but for those of a real server. In a soak, of these the ones that grow with it. */
export function testFiles(words: readonly string[]): string[] {
  return pathsBelow(testFolder)
    .filter((path) => path.endsWith('.test.js'))
    .filter((path) => (words.length === 0 ? !isLive(path) : words.some((word) => path.includes(word))))
    .filter((path) => !isSoak || isSoaked(path))
    .sort()
}

/** `npm run soak` runs what grows with it, and nothing else. */
function isSoaked(path: string): boolean {
  return /from '[./]*support\/soak\.js'/.test(readFileSync(join(testFolder, path), 'utf8'))
}

/** Needs a real server, so it has a command of its own, `npm run test:live`, and without one its cases are left out with the reason. */
export function isLive(path: string): boolean {
  return path.startsWith('live/')
}
