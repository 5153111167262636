import { accessSync, constants, mkdtempSync, realpathSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Runs `use` with a fresh folder, and removes it afterwards. */
export async function inTempFolder(use: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = freshFolder('test')
  try {
    await use(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A new folder, absolute and without links. `under`: where; left out: where files cost the least. */
export function freshFolder(purpose: string, under = quickFolder()): string {
  return realpathSync(mkdtempSync(join(under, `fusionkit-${purpose}-`)))
}

/** Of several test processes at once, and of stores whose pages are mapped: a full one would end a process without a word. */
const roomyBytes = 1e9

/**
 * A folder in memory where the system has a roomy one: what a process writes there is there for the next, killed or not, and a test
 * that is about what a disk does says so by naming another.
 */
export function quickFolder(): string {
  return (quick ??= isRoomy('/dev/shm') ? '/dev/shm' : tmpdir())
}

let quick: string | undefined

function isRoomy(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize >= roomyBytes
  } catch {
    return false
  }
}
