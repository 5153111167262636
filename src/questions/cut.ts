/**
 * Cuts the rows of a source into groups: where → limit → whole, size, buckets or by.
 *
 * Answers: which group does each question belong to?  Never touches: disk, clock, the order of the rows.
 */
import { fold } from '../base/fold.js'
import { digestOf } from '../base/hash.js'
import type { JsonScalar, JsonValue } from '../base/json.js'
import { rowsToJsonl } from '../base/jsonl.js'
import { mixed } from '../base/quick-hash.js'
import { unreachable } from '../base/unreachable.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import type { Cut, GroupRule } from '../domain/project.js'
import type { Question } from '../domain/question.js'
import {
  byFieldMissing,
  byFieldNoScalar,
  byValuesShareSlug,
  emptyGroup,
  noRowPasses,
  whereFieldUnknown,
} from '../messages/questions.js'
import { kindOf } from '../messages/phrases.js'
import { capped } from './capped.js'
import { fieldOf } from './fields.js'
import { slug } from './slug.js'

export interface CutGroup {
  readonly name: string
  /** In the order of the source; at least one. */
  readonly questions: readonly Question[]
}

export interface CutGroups {
  readonly groups: readonly CutGroup[]
  readonly diagnostics: readonly Diagnostic[]
}

type WhereRule = Pick<GroupRule, 'key' | 'where' | 'limit' | 'place'>

/** All groups of a rule over a source, with errors where the rule does not fit the rows. */
export function cutGroups(questions: readonly Question[], rule: GroupRule): CutGroups {
  if (questions.length === 0) return { groups: [], diagnostics: [emptyGroup(rule.key, rule.key, rule.place)] }
  const { taken, diagnostics } = takeRows(questions, rule)
  if (diagnostics.length > 0) return { groups: [], diagnostics }
  return cutInto(taken, rule.key, rule.origin.kind === 'source' ? rule.origin.cut : { kind: 'whole' })
}

/** The rows that `where` lets through, and of these the first `limit`. For groups from files, too: there a file at a time. */
export function takeRows(
  questions: readonly Question[],
  rule: WhereRule,
): { readonly taken: readonly Question[]; readonly diagnostics: readonly Diagnostic[] } {
  const wanted = Object.entries(rule.where)
  const unknown = wanted.filter(([field]) => !questions.some(({ row }) => fieldOf(row, field) !== undefined))
  if (unknown.length > 0 && questions.length > 0) {
    const known = fieldsOf(questions)
    return {
      taken: [],
      diagnostics: unknown.map(([field]) => whereFieldUnknown(rule.key, field, known, rule.place)),
    }
  }
  const passed = questions.filter(({ row }) => wanted.every(([field, any]) => isAnyOf(fieldOf(row, field), any)))
  if (passed.length === 0 && questions.length > 0) return { taken: [], diagnostics: [nothingPasses(questions, rule)] }
  return { taken: passed.slice(0, rule.limit), diagnostics: [] }
}

/** A group's file: question, answer where there is one, then the row's other fields. Read back, it gives the same questions. */
export function groupText(questions: readonly Question[]): Iterable<string> {
  return rowsToJsonl(mapped(questions, fileRow))
}

function cutInto(questions: readonly Question[], key: string, cut: Cut): CutGroups {
  switch (cut.kind) {
    case 'whole':
      return { groups: [{ name: key, questions }], diagnostics: [] }
    case 'size':
      return numbered(key, questions, (_, index) => Math.floor(index / cut.size))
    case 'buckets':
      return numbered(key, questions, ({ question }) => bucketOf(question, cut.buckets))
    case 'by':
      return cutBy(questions, key, cut.field)
    default:
      return unreachable(cut)
  }
}

function numbered(
  key: string,
  questions: readonly Question[],
  numberOf: (question: Question, index: number) => number,
): CutGroups {
  const groups = new Map<number, Question[]>()
  for (const [index, question] of questions.entries()) addTo(groups, numberOf(question, index), question)
  const inOrder = [...groups].sort(([a], [b]) => a - b)
  return {
    groups: inOrder.map(([number, members]) => ({ name: `${key}-${number + 1}`, questions: members })),
    diagnostics: [],
  }
}

/**
 * Jump consistent hash (Lamping and Veach, 2014): a question's bucket depends on its text alone, and one bucket more moves
 * only the questions that now belong there.
 */
function bucketOf(question: string, buckets: number): number {
  let state = Number.parseInt(digestOf(fold(question)).slice(0, 8), 16)
  let [bucket, next] = [0, 0]
  while (next < buckets) {
    bucket = next
    state = (state + 0x9e3779b9) | 0
    next = Math.floor((bucket + 1) * (2 ** 32 / (mixed(state) + 1)))
  }
  return bucket
}

function cutBy(questions: readonly Question[], key: string, field: string): CutGroups {
  const groups = new Map<string, Question[]>()
  const firsts = new Map<string, { readonly value: string; readonly at: Question }>()
  const problems: Diagnostic[] = []
  for (const question of questions) {
    const value = fieldOf(question.row, field)
    if (value === undefined || value === null) problems.push(byFieldMissing(field, key, question))
    else if (typeof value === 'object') problems.push(byFieldNoScalar(field, kindOf(value), key, question))
    else {
      const name = `${key}-${slug(String(value))}`
      const first = firsts.get(name) ?? { value: String(value), at: question }
      if (first.value !== String(value)) {
        problems.push(byValuesShareSlug([first.value, String(value)], name, question, first.at))
      }
      firsts.set(name, first)
      addTo(groups, name, question)
    }
  }
  if (problems.length > 0) return { groups: [], diagnostics: capped(problems) }
  return { groups: [...groups].map(([name, members]) => ({ name, questions: members })), diagnostics: [] }
}

function addTo<Key>(groups: Map<Key, Question[]>, key: Key, question: Question): void {
  const members = groups.get(key)
  if (members === undefined) groups.set(key, [question])
  else members.push(question)
}

/** YAML reads 1999 as a number where the rows may hold "1999": the same text is the same value. `null` is nothing but null. */
function isAnyOf(value: JsonValue | undefined, any: readonly JsonScalar[]): boolean {
  if (value === undefined || (typeof value === 'object' && value !== null)) return false
  return any.some((one) => one === value || (one !== null && value !== null && String(one) === String(value)))
}

/** Names the first field that alone lets nothing through, else the first one. */
function nothingPasses(questions: readonly Question[], { key, where, place }: WhereRule): Diagnostic {
  const wanted = Object.entries(where)
  const alone = wanted.find(([field, any]) => !questions.some(({ row }) => isAnyOf(fieldOf(row, field), any)))
  const [field] = alone ?? wanted[0] ?? ['']
  const values = new Set<string>()
  for (const { row } of questions) {
    const value = fieldOf(row, field)
    if (value !== undefined && values.size < 12) values.add(typeof value === 'object' ? kindOf(value) : String(value))
  }
  return noRowPasses(key, field, [...values], place)
}

function fieldsOf(questions: readonly Question[]): readonly string[] {
  const known = new Set<string>()
  for (const { row } of questions.slice(0, 1000)) for (const field of Object.keys(row)) known.add(field)
  return [...known]
}

function* mapped<In, Out>(items: Iterable<In>, to: (item: In) => Out): Iterable<Out> {
  for (const item of items) yield to(item)
}

/** An answer that was a number stays one, so that `{{ row1.answer }}` is the same before and after. */
function fileRow({ question, answer, row }: Question): object {
  const { question: _, answer: own, ...others } = row
  if (answer === undefined) return { question, ...others }
  return { question, answer: typeof own !== 'object' && String(own) === answer ? own : answer, ...others }
}
