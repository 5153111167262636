import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/** Makes a folder and those above it, where they are not there. Of a disk that cannot be written Node says ENOENT where it makes several. */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error
    makeFolder(dirname(path))
    mkdirSync(path)
  }
}
