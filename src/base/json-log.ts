/**
 * A file of JSON lines that only grows.
 *
 * A line counts as written when `append` has returned (fsync). A line that was cut by a crash, or is not as it was written
 * (sealed-json.ts), is skipped, and the next one begins on a line of its own.
 */
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { atPath } from './at-path.js'
import { makeFolder } from './make-folder.js'
import { isSealed, sealedJson, unsealedJson } from './sealed-json.js'
import { writeTo, writeWhole } from './whole-file.js'

export interface JsonLog {
  /** What was there when it was opened; damaged lines are left out. */
  readonly lines: readonly unknown[]
  /** `isSynced: false`: survives a killed process, but perhaps not a lost power supply. */
  append(value: unknown, isSynced: boolean): void
  /** All the lines there are from now on; whole or not at all. */
  replace(values: readonly unknown[]): void
}

/** The log at `path`, read now; a file that is not there is one without lines. Throws what the system refuses. */
export function openJsonLog(path: string): JsonLog {
  const text = readIfThere(path)
  let endsInMidLine = text !== '' && !text.endsWith('\n')
  return {
    lines: parsedLines(text),
    append: (value, isSynced) => {
      const line = (endsInMidLine ? '\n' : '') + lineOf(value)
      endsInMidLine = true // until it is written whole: a full disk may take a part of it
      makeFolder(dirname(path))
      writeTo(path, 'a', line, isSynced)
      endsInMidLine = false
    },
    replace: (values) => {
      writeWhole(path, values.map(lineOf).join(''), { isSynced: true })
      endsInMidLine = false
    },
  }
}

const lineOf = (value: unknown): string => `${sealedJson(value)}\n`

function parsedLines(text: string): unknown[] {
  return text.split('\n').flatMap((line) => (line === '' ? [] : parsed(line)))
}

/** Lines of older versions are not sealed. */
function parsed(line: string): unknown[] {
  try {
    const value: unknown = isSealed(line) ? unsealedJson(line) : JSON.parse(line)
    return value === undefined ? [] : [value]
  } catch {
    return []
  }
}

function readIfThere(path: string): string {
  try {
    return atPath(path, () => readFileSync(path, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}
