import type { Diagnostic } from '../domain/diagnostic.js'
import type { RelPath } from '../domain/path.js'
import type { Question } from '../domain/question.js'
import type { Input, RowTemplates } from '../domain/target.js'
import { readQuestions } from '../questions/read.js'

/** The questions of all files of a target, one file after the other, with everything that is wrong in them. */
export async function readInputs(
  inputs: readonly Input[],
  templates: RowTemplates,
  read: (path: RelPath) => Promise<Buffer>,
): Promise<{ readonly questions: readonly Question[]; readonly diagnostics: readonly Diagnostic[] }> {
  const questions: Question[] = []
  const diagnostics: Diagnostic[] = []
  for (const { path } of inputs) {
    const file = await readQuestions(await read(path), path, templates)
    for (const question of file.questions) questions.push(question)
    diagnostics.push(...file.diagnostics)
  }
  return { questions, diagnostics }
}
