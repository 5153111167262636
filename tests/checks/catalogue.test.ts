import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { CheckParameter } from '../../src/checks/check.js'
import { checkCatalogue } from '../../src/checks/index.js'
import { cleanText } from '../../src/fusion/clean.js'
import { soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'
import { candidateOf, verdictOn } from './candidate.js'
import { goodQuestions } from './good-questions.js'
import { slips } from './slips.js'

spec('the checks', (it) => {
  it('have names of their own, a version, and a description for the editor', () => {
    const names = checkCatalogue.map(({ name }) => name)
    assert.is(new Set(names).size, names.length)
    for (const { name, version, schema } of checkCatalogue) {
      assert.match(name, /^[a-z][a-z_]*$/)
      assert.ok(version >= 1)
      assert.match(String(schema['description']), /\.$/)
    }
  })

  it('are on by default where no honest question could fail them', () => {
    const on = checkCatalogue.filter(({ byDefault }) => byDefault !== undefined).map(({ name }) => name)
    assert.equal(on.sort(), ['cut_off', 'echo', 'empty', 'ends_with', 'markup', 'refusal'])
  })

  it('let good questions through, as they are', () => {
    assert.ok(goodQuestions.length >= 60)
    for (const question of goodQuestions) {
      assert.is(verdictOn(question), undefined, question)
      assert.is(cleanText(question), question)
    }
  })

  it('see what small models do wrong', () => {
    assert.ok(slips.length >= 60)
    for (const [check, reply] of slips) {
      const verdict = verdictOn(reply, {}, { one_question: true, keeps_both: 0.5 })
      assert.is(verdict?.split(':', 1)[0], check, `${reply} → ${verdict ?? 'passes'}`)
    }
  })

  it('give the same verdict whatever they saw before', () => {
    const parameters: Readonly<Record<string, CheckParameter>> = {
      max_words: 20,
      matches: ['^\\p{Lu}'],
      not_matches: ['(?i)answer'],
      keeps_both: 0.5,
      one_question: true,
    }
    const prepared = checkCatalogue.map((check) => check.prepare(parameters[check.name] ?? check.byDefault ?? true))
    const judge = (text: string) => prepared.map((check) => check(candidateOf(text)))
    const text = fc.oneof(
      fc.constantFrom(...goodQuestions, ...slips.map(([, reply]) => reply)),
      fc.string({ unit: 'binary' }),
    )
    fc.assert(
      fc.property(text, text, (one, other) => {
        const first = judge(one)
        judge(other)
        assert.equal(judge(one), first)
      }),
      { numRuns: soakRuns(200) },
    )
  })
})
