import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { sampleGroups } from '../../config/starter/samples.js'
import type { Language } from '../../domain/project.js'

const folder = 'dataset/question_groups'

/** What the config calls them. */
export const questionGlob = `${folder}/*.jsonl`

interface QuestionFiles {
  readonly files: readonly { readonly path: string; readonly text: string; readonly questions: number }[]
  /** Those that were there: they are what the config finds, so no sample is put among them. */
  readonly kept: readonly string[]
}

/** The question files of a project that is begun in the folder `root`. */
export function questionFiles(root: string, language: Language): QuestionFiles {
  const there = namesIn(join(root, folder)).filter((name) => name.endsWith('.jsonl') && !name.startsWith('.'))
  if (there.length > 0) return { files: [], kept: there.map((name) => `${folder}/${name}`) }
  const files = sampleGroups[language].map(({ name, questions }) => ({
    path: `${folder}/${name}.jsonl`,
    text: questions.map((row) => `${JSON.stringify(row)}\n`).join(''),
    questions: questions.length,
  }))
  return { files, kept: [] }
}

function namesIn(path: string): string[] {
  try {
    return readdirSync(path).sort()
  } catch {
    return [] // none there; what else is wrong with it is said when it is written
  }
}
