/**
 * Reads a question file: bytes in, questions and everything that is wrong with them out.
 *
 * Answers: which questions does this file hold?  Never touches: disk, config.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.js'
import { type JsonLine, jsonRows, utf8Of } from '../base/jsonl.js'
import { messageOf } from '../base/message-of.js'
import { compileTemplate, MissingValue, placeholderOf, type Render } from '../base/template.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import type { RelPath } from '../domain/path.js'
import type { Place } from '../domain/place.js'
import type { FileSource, Template } from '../domain/project.js'
import type { Question } from '../domain/question.js'
import {
  answerIsNoText,
  blankQuestion,
  brokenJson,
  everyRowAlike,
  noJsonAtAll,
  notUtf8,
  questionIsNoText,
  rowIsNoObject,
  rowLacksField,
  templateFails,
} from '../messages/questions.js'
import { kindOf } from '../messages/phrases.js'
import { capped } from './capped.js'
import { fieldOf, scopeOf } from './fields.js'

export interface ReadQuestions {
  /** In file order; rows with an error are left out. */
  readonly questions: readonly Question[]
  /** All of a file at once; the first 20 are shown. */
  readonly diagnostics: readonly Diagnostic[]
}

/** A text, none (`undefined`), or what is wrong. */
type Made = { readonly text: string | undefined } | { readonly problem: Diagnostic }
type Maker = (row: JsonObject, place: Place) => Made

/** The questions of a file: objects or plain texts, one a line, or one JSON list of them. Texts are trimmed. */
export async function readQuestions(
  bytes: Buffer,
  path: RelPath,
  templates: Pick<FileSource, 'question' | 'answer'>,
): Promise<ReadQuestions> {
  const decoded = utf8Of(bytes)
  if (decoded.kind === 'not-utf8') {
    return {
      questions: [],
      diagnostics: [notUtf8({ path, line: decoded.line, lineText: decoded.lineText }, decoded.encoding)],
    }
  }
  const makeQuestion = await makerOf('question', templates.question)
  const makeAnswer = await makerOf('answer', templates.answer)
  const questions: Question[] = []
  const problems: Diagnostic[] = []
  for (const line of jsonRows(decoded.text)) {
    const read = readRow(line, path, makeQuestion, makeAnswer)
    if ('code' in read) problems.push(read)
    else questions.push(read)
  }
  return { questions, diagnostics: capped(allAlike(questions, problems, decoded.text)) }
}

function readRow(line: JsonLine, path: RelPath, makeQuestion: Maker, makeAnswer: Maker): Question | Diagnostic {
  const place: Place = { path, line: line.line, lineText: line.text }
  if (line.kind === 'broken') return brokenJson({ ...place, column: line.column })
  const row = rowOf(line.value)
  if (row === undefined) return rowIsNoObject(kindOf(line.value), place)
  const question = makeQuestion(row, place)
  if ('problem' in question) return question.problem
  if (question.text === undefined) return blankQuestion(place)
  const answer = makeAnswer(row, place)
  if ('problem' in answer) return answer.problem
  return { question: question.text, answer: answer.text, row, path, line: line.line }
}

function rowOf(value: JsonValue): JsonObject | undefined {
  if (typeof value === 'string') return { question: value }
  return isJsonObject(value) ? value : undefined
}

async function makerOf(setting: 'question' | 'answer', template: Template): Promise<Maker> {
  const field = placeholderOf(template.text)
  if (field !== undefined) return setting === 'question' ? questionField(field) : answerField(field)
  return filledIn(setting, template, await compileTemplate(template))
}

function questionField(field: string): Maker {
  return (row, place) => {
    const value = valueOf(row, field)
    if (typeof value === 'string') return { text: trimmed(value) }
    return {
      problem:
        value === undefined ? lacks(field, 'question', row, place) : questionIsNoText(field, kindOf(value), place),
    }
  }
}

function answerField(field: string): Maker {
  return (row, place) => {
    const value = valueOf(row, field)
    if (value === undefined || value === null) return { text: undefined }
    if (typeof value === 'object') return { problem: answerIsNoText(field, kindOf(value), place) }
    return { text: trimmed(String(value)) }
  }
}

function filledIn(setting: 'question' | 'answer', template: Template, render: Render): Maker {
  return (row, place) => {
    const scope = scopeOf(row)
    if (template.kind === 'plain') {
      for (const path of template.reads) {
        const value = fieldOf(scope, path)
        if (value === undefined || value === null) return { problem: lacks(path, setting, row, place) }
        if (typeof value === 'object') return { problem: noText(setting)(path, kindOf(value), place) }
      }
    }
    try {
      return { text: trimmed(render(scope)) }
    } catch (error) {
      if (error instanceof MissingValue) return { problem: lacks(error.path, setting, row, place) }
      return { problem: templateFails(setting, messageOf(error), place) }
    }
  }
}

function noText(setting: 'question' | 'answer'): typeof questionIsNoText {
  return setting === 'question' ? questionIsNoText : answerIsNoText
}

/** The fast path for `{{ field }}`; `{{ row.field }}` and deeper paths take the slow one. */
function valueOf(row: JsonObject, field: string): JsonValue | undefined {
  return Object.hasOwn(row, field) ? row[field] : fieldOf(scopeOf(row), field)
}

function trimmed(text: string): string | undefined {
  const inner = text.trim()
  return inner === '' ? undefined : inner
}

function lacks(field: string, setting: 'question' | 'answer', row: JsonObject, place: Place): Diagnostic {
  return rowLacksField(field, setting, Object.keys(row), likelyText(row), place)
}

/** What may be the question of a row of other tools: a text, or what is said first in a chat. */
function likelyText(row: JsonObject): string | undefined {
  const [text] = Object.entries(row).find(([, value]) => typeof value === 'string') ?? []
  return text ?? Object.entries(row).flatMap(([name, value]) => firstOfChat(name, value))[0]
}

function firstOfChat(name: string, value: JsonValue | undefined): readonly string[] {
  const first = Array.isArray(value) ? value.findIndex((turn) => isJsonObject(turn) && turn['role'] === 'user') : -1
  return first < 0 ? [] : [`${name}[${first}].content`]
}

/** A file whose rows all call the question something else, or that is no JSON at all, has one mistake, not one a row. */
function allAlike(
  questions: readonly Question[],
  problems: readonly Diagnostic[],
  text: string,
): readonly Diagnostic[] {
  const [first] = problems
  const isForeign = questions.length === 0 && problems.every(({ code }) => code === 'broken-json')
  if (first !== undefined && isForeign && !/^\s*[[{"]/.test(text)) return [noJsonAtAll(first, isTable(text))]
  const alike = problems.every(({ code, hint }) => code === 'row-lacks-field' && hint === first?.hint)
  if (first === undefined || problems.length < 2 || questions.length > 0 || !alike) return problems
  return [everyRowAlike(first, problems.length - 1)]
}

/** Its first line has names of columns: words between commas or tabs, the last one without an end of a sentence. */
function isTable(text: string): boolean {
  return /^\s*[\w "-]+(?:[,;\t][\w "-]+)+\r?(?:\n|$)/.test(text)
}
