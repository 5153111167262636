import { closeSync, fsyncSync, openSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { atPath } from './at-path.js'
import { syncFolder } from './file-writer.js'
import { makeFolder } from './make-folder.js'
import { renameInPlace } from './rename.js'

/**
 * Puts a small file of our own at a path, whole or not at all, whoever is killed meanwhile. Makes its folder.
 * `isSynced: false`: for what may be lost with the power supply, and says itself whether it is whole (sealed-json.ts).
 */
export function writeWhole(path: string, text: string, { isSynced }: { readonly isSynced: boolean }): void {
  const temporary = `${path}.tmp`
  makeFolder(dirname(path))
  atPath(path, () => {
    writeTo(temporary, 'w', text, isSynced)
    renameInPlace(temporary, path)
  })
  if (isSynced) syncFolder(dirname(path))
}

/** Writes a text at the end of a file, or (`w`) in its place. */
export function writeTo(path: string, flag: 'a' | 'w', text: string, isSynced: boolean): void {
  atPath(path, () => {
    const file = openSync(path, flag)
    try {
      writeFileSync(file, text) // all of it, in as many writes as the system takes
      if (isSynced) fsyncSync(file)
    } finally {
      closeSync(file)
    }
  })
}
