import { fold } from '../base/fold.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import type { Language } from '../domain/project.js'
import type { Group, Question } from '../domain/question.js'
import { emptyGroup, groupOfOne, questionTwice } from '../messages/questions.js'
import { capped } from './capped.js'
import { detectLanguage } from './detect-language.js'

export interface LoadedGroup {
  readonly group: Group
  /** As given, else as its questions read: found out when it is first wanted. */
  readonly language: Language
  /** Warnings only. */
  readonly diagnostics: readonly Diagnostic[]
}

/** A group of questions, each once (compared folded): of a question that comes twice the first one counts. */
export function makeGroup(
  name: string,
  from: string,
  questions: readonly Question[],
  language?: Language,
): LoadedGroup {
  const seen = new Map<string, Question>()
  const warnings: Diagnostic[] = []
  for (const question of questions) {
    const folded = fold(question.question)
    const first = seen.get(folded)
    if (first === undefined) seen.set(folded, question)
    else warnings.push(questionTwice(first, question, differ(first.answer, question.answer)))
  }
  const kept = [...seen.values()]
  const [only] = kept
  if (only === undefined) warnings.push(emptyGroup(name, from))
  else if (kept.length === 1) warnings.push(groupOfOne(name, only))
  return {
    group: { name, from, questions: kept },
    get language() {
      return language ?? detectLanguage(kept)
    },
    diagnostics: capped(warnings),
  }
}

function differ(first: string | undefined, second: string | undefined): boolean {
  return second !== undefined && (first === undefined || fold(first) !== fold(second))
}
