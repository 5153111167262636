import { basename, dirname, resolve } from 'node:path'
import { realDisk } from '../base/disk.js'
import { rowsToJsonl } from '../base/jsonl.js'
import { generatorDefaults } from '../config/generator-defaults.js'
import { relPath } from '../domain/path.js'
import type { FakerSource, Template } from '../domain/project.js'
import { generateRows } from '../questions/generate.js'
import { isAlive } from './is-alive.js'

export interface GenerateOptions {
  /** How many; more never change the earlier rows. Default 10000. */
  readonly entries?: number
  /** From the working folder. Default data.jsonl. */
  readonly output?: string
  /** Default 0. The same seed gives the same bytes. */
  readonly seed?: number
  /** A Faker locale. Default en. */
  readonly locale?: string
}

const plain = (text: string, reads: readonly string[]): Template => ({ text, kind: 'plain', reads })

/** Writes random questions (`{"question": "What does Jane Doe ?", "answer": "Jane Doe is coding!"}`). Returns how many, and where. */
export async function generateFile(
  cwd: string,
  options: GenerateOptions,
  processId: number,
): Promise<{ readonly rows: number; readonly path: string }> {
  const { output = 'data.jsonl' } = options
  const { entries = generatorDefaults.entries, seed = generatorDefaults.seed } = options
  const { locale = generatorDefaults.locale } = options
  const path = resolve(cwd, output)
  const source: FakerSource = {
    kind: 'faker',
    name: 'random',
    entries,
    seed,
    locale,
    unique: generatorDefaults.unique,
    fields: generatorDefaults.fields,
    keepsFields: false,
    question: plain(generatorDefaults.question, ['name']),
    answer: plain(generatorDefaults.answer, ['action', 'name']),
    output: relPath(basename(path)),
    place: { path: 'the command line' },
  }
  const writer = realDisk(dirname(path), processId, isAlive).create(basename(path))
  try {
    for (const chunk of rowsToJsonl(await generateRows(source))) writer.write(chunk)
    writer.finish()
    writer.place()
  } finally {
    writer.discard()
  }
  return { rows: entries, path }
}
