/**
 * Several files, all of them or none.
 *
 * Law: a new file never takes the place of another, not even of one that came a moment ago; what is added to a file leaves its bytes, its
 * permissions and a link that leads to it as they are; and where one cannot be written, those before it are taken back with the folders
 * that were made for them. A process that is killed in between leaves the first ones: write last what says that all is there.
 */
import { closeSync, existsSync, openSync, rmdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { atPath } from './at-path.js'
import { makeFolder } from './make-folder.js'
import { writeTo } from './whole-file.js'

export interface NewFile {
  /** Absolute. */
  readonly path: string
  readonly text: string
  /** The text goes behind what stands in a file that is there; else the file is new. */
  readonly isAdded?: boolean
}

type Undo = () => void

/** Writes them in their order. Throws what the system says to one of them, when the others are as they were. */
export function writeNew(files: readonly NewFile[]): void {
  const undo: Undo[] = []
  try {
    for (const file of files) write(file, undo)
  } catch (error) {
    for (const step of undo.toReversed()) step()
    throw error
  }
}

function write({ path, text, isAdded = false }: NewFile, undo: Undo[]): void {
  if (isAdded) {
    const { size } = statSync(path)
    undo.push(() => quietly(() => truncateSync(path, size)))
    writeTo(path, 'a', text, true)
    return
  }
  const missing = missingFolders(dirname(path))
  if (missing.length > 0) {
    undo.push(() => missing.forEach((folder) => quietly(() => rmdirSync(folder)))) // what is in use meanwhile stays: it is not empty
    makeFolder(dirname(path))
  }
  atPath(path, () => {
    const file = openSync(path, 'wx')
    undo.push(() => quietly(() => rmSync(path)))
    try {
      writeFileSync(file, text)
    } finally {
      closeSync(file)
    }
  })
}

/** Those that are to be made, the innermost first. */
function missingFolders(folder: string): readonly string[] {
  return existsSync(folder) || dirname(folder) === folder ? [] : [folder, ...missingFolders(dirname(folder))]
}

/** A disk that refused one thing may refuse the next: what is said is why the first one failed. */
function quietly(step: () => void): void {
  try {
    step()
  } catch {
    // left behind
  }
}
