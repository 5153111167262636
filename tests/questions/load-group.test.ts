import * as assert from 'uvu/assert'
import { makeGroup } from '../../src/questions/load-group.js'
import { spec } from '../support/spec.js'
import { asked, questionsOf } from './samples.js'

const make = (questions: Parameters<typeof makeGroup>[2]) => makeGroup('animals', 'topics', questions)

spec('a group', (it) => {
  it('keeps its questions in file order and knows their language', () => {
    const { group, language, diagnostics } = make(asked('What is the largest cat?', 'How do wolves hunt?'))
    assert.equal(group.questions.map(({ line }) => line), [1, 2]) // prettier-ignore
    assert.equal([group.name, group.from, language, diagnostics], ['animals', 'topics', 'en', []])
    assert.is(makeGroup('a', 'a', group.questions, 'fr').language, 'fr')
  })

  it('has a question once, and the warning names both lines', () => {
    const { group, diagnostics } = make(asked('Why?', 'How?', 'why  ?'))
    assert.equal(group.questions.map(({ question }) => question), ['Why?', 'How?']) // prettier-ignore
    assert.is(diagnostics[0]?.message, '"why  ?" is here a second time and counts once: it stands in line 1, too.')
    assert.is(diagnostics[0]?.place?.line, 3)
    assert.is(diagnostics[0]?.severity, 'warning')
  })

  it('says when the same question has two answers', () => {
    const rows = questionsOf([{ question: 'Why?', answer: 'So.' }, { question: 'Why?', answer: 'No.' }, { question: 'How?' }]) // prettier-ignore
    assert.is(
      make(rows).diagnostics[0]?.message,
      '"Why?" is here a second time, with another answer: the one of line 1 counts.',
    )
  })

  it('of one question, or none, makes no pairs and says so', () => {
    assert.equal(make(asked('Why?')).diagnostics.map(({ code, severity }) => [code, severity]), [['group-of-one', 'warning']]) // prettier-ignore
    assert.equal(make([]).diagnostics.map(({ code, severity }) => [code, severity]), [['empty-group', 'warning']]) // prettier-ignore
  })
})
