/** Shared by the tests of this folder: templates, questions, rules and a generator, each with only what a case is about. */
import { printed } from '../../src/base/template.js'
import { relPath } from '../../src/domain/path.js'
import type { Cut, FakerSource, GroupRule, Template } from '../../src/domain/project.js'
import type { Question } from '../../src/domain/question.js'

export const place = { path: 'fusion.config.yaml', line: 7 }

export function plain(text: string): Template {
  return { text, kind: 'plain', reads: [...text.matchAll(/\{\{ ([\w.]+) \}\}/g)].map((match) => match[1] ?? '').sort() }
}

export const byDefault = { question: plain('{{ question }}'), answer: plain('{{ answer }}') }

/** Rows of a file, from line 1. */
export function questionsOf(rows: readonly Question['row'][], path = 'rows.jsonl'): Question[] {
  return rows.map((row, index) => ({
    question: printed(row['question']) ?? '',
    answer: printed(row['answer']),
    row,
    path: relPath(path),
    line: index + 1,
  }))
}

export function asked(...texts: readonly string[]): Question[] {
  return questionsOf(texts.map((question) => ({ question })))
}

export function ruleOf(cut: Cut, more: Partial<GroupRule> = {}): GroupRule {
  return {
    key: 'world',
    origin: { kind: 'source', source: 'capitals', cut },
    where: {},
    pairs: { kind: 'all' },
    recipes: {},
    place,
    ...more,
  }
}

export function fakerSource(more: Partial<FakerSource> = {}): FakerSource {
  return {
    kind: 'faker',
    name: 'random',
    entries: 50,
    seed: 1,
    locale: 'en',
    unique: ['name'],
    fields: [
      { name: 'name', method: 'person.fullName' },
      { name: 'action', oneOf: ['cooking', 'coding', 'napping'] },
    ],
    keepsFields: false,
    question: plain('What does {{ name }} ?'),
    answer: plain('{{ name }} is {{ action }}!'),
    output: relPath('random.jsonl'),
    place,
    ...more,
  }
}
