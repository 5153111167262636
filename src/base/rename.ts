import { renameSync } from 'node:fs'
import { sep } from 'node:path'

/** What Windows says while somebody else (a virus scanner, the search index, an editor) has one of the two files open. */
const passing: ReadonlySet<unknown> = new Set(['EACCES', 'EBUSY', 'EPERM'])
const waitsMs = [5, 10, 20, 50, 100, 200, 300, 300]

interface Ways {
  readonly isWindows: boolean
  rename(from: string, to: string): void
  wait(milliseconds: number): void
}

/**
 * Puts a file in the place of another one, or a folder where none is. On Windows such a name is refused for as long as somebody has the
 * file open, mostly for milliseconds: there it is tried again for a second. Elsewhere a refusal is meant, and is told at once.
 */
export function renameInPlace(from: string, to: string, ways: Ways = real): void {
  const { isWindows, rename, wait } = ways
  for (const waitMs of isWindows ? waitsMs : []) {
    try {
      return rename(from, to)
    } catch (error) {
      if (!passing.has((error as NodeJS.ErrnoException).code)) throw error
      wait(waitMs)
    }
  }
  rename(from, to)
}

const real: Ways = {
  isWindows: sep === '\\',
  rename: (from, to) => renameSync(from, to),
  // synchronous, as all of a commit is: nothing may happen between a file and its record
  wait: (milliseconds) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds),
}
