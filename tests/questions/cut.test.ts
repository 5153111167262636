import fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { Cut, GroupRule } from '../../src/domain/project.js'
import { cutGroups, groupText } from '../../src/questions/cut.js'
import { readQuestions } from '../../src/questions/read.js'
import { relPath } from '../../src/domain/path.js'
import { spec } from '../support/spec.js'
import { asked, byDefault, plain, questionsOf, ruleOf } from './samples.js'

const capitals = questionsOf([
  { question: 'Chad?', continent: 'Africa', level: 'easy', year: '1960' },
  { question: 'Peru?', continent: 'South America', level: 'hard', year: 1821 },
  { question: 'Mali?', continent: 'Africa', level: 'medium', year: 1960 },
  { question: 'Oslo?', continent: 'Europe', level: 'easy', known: null },
])

function cut(how: Cut, more: Partial<GroupRule> = {}, questions = capitals) {
  const { groups, diagnostics } = cutGroups(questions, ruleOf(how, more))
  return {
    groups: Object.fromEntries(
      groups.map(({ name, questions: members }) => [name, members.map(({ question }) => question).join(' ')]),
    ),
    diagnostics,
    codes: diagnostics.map(({ code, place }) => `${code}:${place?.line}`),
  }
}

spec('a group from a source', (it) => {
  it('is one, by size, or by field', () => {
    assert.equal(cut({ kind: 'whole' }).groups, { world: 'Chad? Peru? Mali? Oslo?' })
    assert.equal(cut({ kind: 'size', size: 3 }).groups, { 'world-1': 'Chad? Peru? Mali?', 'world-2': 'Oslo?' })
    assert.equal(cut({ kind: 'by', field: 'continent' }).groups, {
      'world-africa': 'Chad? Mali?',
      'world-south-america': 'Peru?',
      'world-europe': 'Oslo?',
    })
  })

  it('of a source without questions is none, with a warning', () => {
    const { codes, groups } = cut({ kind: 'size', size: 5 }, { where: { level: ['easy'] } }, [])
    assert.equal([codes, groups], [['empty-group:7'], {}])
  })

  it('takes the rows that `where` lets through, and of these as many as `limit` says', () => {
    const where = { level: ['easy', 'medium'] }
    assert.equal(cut({ kind: 'whole' }, { where }).groups, { world: 'Chad? Mali? Oslo?' })
    assert.equal(cut({ kind: 'whole' }, { where, limit: 2 }).groups, { world: 'Chad? Mali?' })
    assert.equal(cut({ kind: 'whole' }, { where: { year: [1960] } }).groups, { world: 'Chad? Mali?' })
    assert.equal(cut({ kind: 'whole' }, { where: { known: [null] } }).groups, { world: 'Oslo?' })
  })

  it('says which field of `where` is in no row, or lets no row through', () => {
    const unknown = cut({ kind: 'whole' }, { where: { levle: ['easy'] } })
    assert.equal([unknown.codes, unknown.diagnostics[0]?.hint], [['where-field-unknown:7'], 'Did you mean "level"?'])
    const none = cut({ kind: 'whole' }, { where: { continent: ['Africa'], level: ['simple'] } })
    assert.equal(
      [none.codes, none.diagnostics[0]?.hint],
      [['no-row-passes:7'], 'In the rows "level" is "easy", "hard", "medium".'],
    )
  })

  it('by a field names the rows that lack it', () => {
    const { codes, groups } = cut({ kind: 'by', field: 'year' })
    assert.equal([codes, groups], [['by-field-missing:4'], {}])
    assert.equal(cut({ kind: 'by', field: 'known' }).codes[3], 'by-field-missing:4')
    assert.equal(cut({ kind: 'by', field: 'x' }, {}, questionsOf([{ question: 'Q?', x: [1] }])).codes, [
      'by-field-no-scalar:1',
    ])
  })

  it('by a field names two values that would be one group', () => {
    const rows = questionsOf([{ question: 'A?', by: 'Côte' }, { question: 'B?', by: 'cote' }]) // prettier-ignore
    const { codes, diagnostics } = cut({ kind: 'by', field: 'by' }, {}, rows)
    assert.equal(codes, ['by-values-share-slug:2'])
    assert.is(diagnostics[0]?.message, '"cote" and "Côte" (line 1) would both be the group "world-cote".')
  })
})

const homes = (questions: readonly string[], buckets: number) => {
  const { groups } = cutGroups(asked(...questions), ruleOf({ kind: 'buckets', buckets }))
  return new Map(
    groups.flatMap(({ name, questions: members }) => members.map(({ question }) => [question, name] as const)),
  )
}

spec('buckets', (it) => {
  const texts = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 60 })
  it('hold every question once, wherever it stands, and none is empty', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 20 }), (questions, buckets) => {
        const before = homes(questions, buckets)
        assert.is(before.size, questions.length)
        const after = homes(questions.toReversed(), buckets)
        for (const [question, home] of before) assert.is(after.get(question), home)
      }),
    )
  })

  it('keep their questions when one is inserted', () => {
    fc.assert(
      fc.property(texts, fc.string(), fc.nat(), fc.integer({ min: 1, max: 20 }), (questions, added, at, buckets) => {
        const before = homes(questions, buckets)
        const after = homes(questions.toSpliced(at % questions.length, 0, `${added} new`), buckets)
        for (const [question, home] of before) assert.is(after.get(question), home)
      }),
    )
  })

  it('are about equally full, and one more takes only its share', () => {
    const questions = Array.from({ length: 4000 }, (_, index) => `Question ${index}?`)
    const [ten, eleven] = [homes(questions, 10), homes(questions, 11)]
    for (let bucket = 1; bucket <= 10; bucket += 1) {
      const { length } = questions.filter((question) => ten.get(question) === `world-${bucket}`)
      assert.ok(length > 320 && length < 480, `${length}`)
    }
    const moved = questions.filter((question) => ten.get(question) !== eleven.get(question))
    assert.ok(moved.length > 280 && moved.length < 450, `${moved.length}`)
    assert.ok(moved.every((question) => eleven.get(question) === 'world-11'))
  })
})

spec('a group file', (it) => {
  const rows = fc.array(
    fc.record({ q: fc.string(), a: fc.option(fc.oneof(fc.string(), fc.integer(), fc.boolean())), more: fc.dictionary(fc.string(), fc.jsonValue()) }), // prettier-ignore
    { maxLength: 10 },
  )
  const path = relPath('group.jsonl')
  const back = async (questions: Parameters<typeof groupText>[0]) =>
    readQuestions(Buffer.from([...groupText(questions)].join('')), path, byDefault)

  it('gives back the questions that it was made from', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (made) => {
        const text = made.map(({ q, a, more }) => JSON.stringify({ ...more, q: `x${q}`, a })).join('\n')
        const templates = { question: plain('{{ q }}'), answer: plain('{{ a }}') }
        const { questions } = await readQuestions(Buffer.from(text), path, templates)
        assert.is(questions.length, made.length)
        const first = await back(questions)
        const second = await back(first.questions)
        assert.equal(first.diagnostics, [])
        assert.equal(first.questions, second.questions)
        assert.equal(first.questions.map(({ question, answer }) => [question, answer]), questions.map(({ question, answer }) => [question, answer])) // prettier-ignore
        for (const [index, { row }] of first.questions.entries()) {
          const { question: _, answer: __, ...others } = questions[index]?.row ?? {}
          for (const [name, value] of Object.entries(others)) assert.equal(row[name], value)
        }
      }),
    )
  })

  it('has the columns in order, no answer where there is none, and keeps the type of one that is a number', () => {
    const [first, second] = questionsOf([{ level: 1, answer: 42, question: 'How many?' }, { question: 'Why?' }])
    assert.ok(first && second)
    const text = [...groupText([first, second])].join('')
    assert.is(text, '{"question":"How many?","answer":42,"level":1}\n{"question":"Why?"}\n')
  })
})
