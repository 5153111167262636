/** Small files of ours that hold what can be found out again: read where they are as they were written, and else as if they were not there. */
import { readFileSync } from 'node:fs'
import { sealedJson, unsealedJson } from './sealed-json.js'
import { writeWhole } from './whole-file.js'

/** What `saveSealed` left at a path; `undefined`: nothing, or it is damaged. */
export function readSealed(path: string): unknown {
  try {
    return unsealedJson(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

/** Keeps a value for who comes next. That it cannot be written (a read-only folder, a full disk) is no failure: it is found out again. */
export function saveSealed(path: string, value: unknown): void {
  try {
    writeWhole(path, sealedJson(value), { isSynced: false })
  } catch {
    // as if nobody had kept it
  }
}
