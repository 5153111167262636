import * as assert from 'uvu/assert'
import { pairName, reasonOf, recordLines, rejectedLines } from '../../src/fusion/record.js'
import type { CellOutcome } from '../../src/fusion/resolution.js'
import { compiledOf, pairOf, questionOf, templateOf } from '../support/recipes.js'
import { spec } from '../support/spec.js'

const text = (of: string, attempt = 1): CellOutcome => ({ kind: 'text', text: of, attempt, rejections: [] })
const bad = (reason: string): CellOutcome => ({
  kind: 'rejected',
  rejections: [
    { attempt: 1, reason: 'echo', detail: 'e', text: 'x' },
    { attempt: 2, reason, detail: 'd', text: 'y' },
  ],
})
const variants = { simple: 'S {{ q1 }}', fluid: 'F {{ simple }}' }

async function columns(given: Readonly<Record<string, string>>) {
  return Promise.all(Object.entries(given).map(async ([name, value]) => ({ name, value: await templateOf(value) })))
}

spec('the records of a pair', (it) => {
  it('are lines of question and answer, in the order of the file', async () => {
    const lines = recordLines(pairOf(), [text('One?'), text('Two?')], await compiledOf(variants))
    assert.is(lines.join(''), '{"question":"One?","answer":"Who? When?"}\n{"question":"Two?","answer":"Who? When?"}\n')
  })

  it('escape what JSON escapes, and nothing else', async () => {
    const pair = pairOf('Qu’est-ce que "ça" ?', 'C:\\x\n{{ q1 }} \u2028')
    const [line = ''] = recordLines(pair, [text('« Où » \t "là" \\ ?')], await compiledOf({ simple: 'S {{ q1 }}' }))
    assert.is(
      line,
      '{"question":"« Où » \\t \\"là\\" \\\\ ?","answer":"Qu’est-ce que \\"ça\\" ? C:\\\\x\\n{{ q1 }} \u2028"}\n',
    )
    assert.is(line.split('\n').length, 2)
  })

  it('have the columns in their order, and keep the type of a value that stands alone', async () => {
    const record = await columns({
      'a "b"': '{{ text }}',
      level: '{{ row1.level }}',
      both: '{{ row1.level }}-{{ row2.level }}',
      tags: ' {{ row1.tags }} ',
      none: '{{ row1.none }}',
      fixed: 'v1',
      attempt: '{{ attempt }}',
      who: '{{ model }}/{{ variant }}/{{ group }}',
      pair: '{{ pair }}',
      vars: '{{ vars }}',
    })
    const row = { level: 3, tags: ['x', 1], none: null }
    const pair = { first: questionOf('Who?', { row }), second: questionOf('When?', { row: { level: 4.5 } }) }
    const recipe = await compiledOf(variants, { record, vars: { tone: 'dry' } })
    const [, line = ''] = recordLines(pair, [text('One?'), text('Two?', 2)], recipe)
    assert.is(
      line,
      `{"a \\"b\\"":"Two?","level":3,"both":"3-4.5","tags":["x",1],"none":null,"fixed":"v1","attempt":2,"who":"m/fluid/people","pair":"${pairName(pair)}","vars":{"tone":"dry"}}\n`,
    )
  })

  it('leave out cells without a text, and steps that are no records', async () => {
    const recipe = await compiledOf({ ...variants, step: { prompt: 'T {{ q1 }}', record: false }, last: 'L {{ q2 }}' })
    const lines = recordLines(pairOf(), [text('One?'), bad('echo'), text('Step?'), text('Last?')], recipe)
    assert.equal(
      lines.map((line) => (JSON.parse(line) as { question: string }).question),
      ['One?', 'Last?'],
    )
  })

  it('name the column and the pair where a value is missing', async () => {
    const recipe = await compiledOf(variants, { record: await columns({ level: '{{ row1.level }}' }) })
    assert.throws(
      () => recordLines(pairOf(), [text('One?'), text('Two?')], recipe),
      (error: Error) => error.name === 'UserError' && /the column "level".*"Who\?" and "When\?"/.test(error.message),
    )
  })

  it('have a pair name that depends on the two questions and their order alone', () => {
    assert.match(pairName(pairOf()), /^[0-9a-f]{12}$/)
    assert.is(pairName(pairOf('Who?', 'When?', { line: 7, answer: 'Me.' })), pairName(pairOf()))
    assert.is.not(pairName(pairOf('When?', 'Who?')), pairName(pairOf()))
  })
})

spec('the rejected cells of a pair', (it) => {
  it('say which, why, and what the model said', async () => {
    const recipe = await compiledOf({ ...variants, open: 'O {{ fluid }}' })
    const lines = rejectedLines(pairOf(), [text('One?'), bad('cut_off'), { kind: 'skipped', because: 'fluid' }], recipe)
    assert.equal(
      lines.map((line) => JSON.parse(line) as unknown),
      [
        {
          pair: ['Who?', 'When?'],
          variant: 'fluid',
          reason: 'cut_off',
          attempts: [
            { attempt: 1, reason: 'echo', detail: 'e', text: 'x' },
            { attempt: 2, reason: 'cut_off', detail: 'd', text: 'y' },
          ],
        },
        { pair: ['Who?', 'When?'], variant: 'open', reason: 'skipped', because: 'fluid' },
      ],
    )
  })

  it('are counted under the reason of the last attempt', () => {
    assert.is(reasonOf(bad('length') as never), 'length')
    assert.is(reasonOf({ kind: 'skipped', because: 'x' }), 'skipped')
  })
})
