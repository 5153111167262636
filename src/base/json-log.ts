/**
 * A file of JSON lines that only grows.
 *
 * A line counts as written when `append` has returned (fsync). A line that was cut by a crash is skipped, and the next one
 * begins on a line of its own.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { syncFolder } from './disk.js'

export interface JsonLog {
  /** What was there when it was opened; damaged lines are left out. */
  readonly lines: readonly unknown[]
  /** `isSynced: false`: survives a killed process, but perhaps not a lost power supply. */
  append(value: unknown, isSynced: boolean): void
  /** All the lines there are from now on; whole or not at all. */
  replace(values: readonly unknown[]): void
}

export function openJsonLog(path: string): JsonLog {
  const text = readIfThere(path)
  let endsInMidLine = text !== '' && !text.endsWith('\n')
  return {
    lines: parsedLines(text),
    append: (value, isSynced) => {
      const text = (endsInMidLine ? '\n' : '') + lineOf(value)
      endsInMidLine = true // until it is written whole: a full disk may take a part of it
      write(path, 'a', text, isSynced)
      endsInMidLine = false
    },
    replace: (values) => {
      mkdirSync(dirname(path), { recursive: true })
      write(`${path}.tmp`, 'w', values.map(lineOf).join(''), true)
      renameSync(`${path}.tmp`, path)
      syncFolder(dirname(path))
      endsInMidLine = false
    },
  }
}

const lineOf = (value: unknown): string => `${JSON.stringify(value)}\n`

/** All lines at once where none is damaged: half the time of a line at a time. */
function parsedLines(text: string): unknown[] {
  const lines = text.split('\n').filter((line) => line !== '')
  try {
    const values = JSON.parse(`[${lines.join(',')}]`) as unknown[]
    if (values.length === lines.length) return values
  } catch {
    // a line at a time, then
  }
  return lines.flatMap(parsed)
}

function parsed(line: string): unknown[] {
  try {
    return [JSON.parse(line)]
  } catch {
    return []
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

function write(path: string, flag: 'a' | 'w', text: string, isSynced: boolean): void {
  const file = openSync(path, flag)
  try {
    writeFileSync(file, text) // all of it, in as many writes as the system takes
    if (isSynced) fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
