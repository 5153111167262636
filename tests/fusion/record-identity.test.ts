import * as assert from 'uvu/assert'
import { lineKeys } from '../../src/fusion/line-key.js'
import { makeIdentityOf } from '../../src/fusion/record-identity.js'
import { recordRows } from '../../src/store/record-index.js'
import { compiledOf, pairOf, questionOf } from '../support/recipes.js'
import { spec } from '../support/spec.js'

spec('what a record is known by', (it) => {
  it('is kept in indexes: where it changes, the version of their rows is raised', () => {
    const identityOf = makeIdentityOf()
    const lines = [
      '{"question":"Où est Oslo ?","answer":"En Norvège"}',
      '{"question":"a","answer":{"b":1,"a":2}}',
      '{"text":"a"}',
    ]
    assert.equal(lines.map(identityOf), [
      { high: 3671258362, low: 1506435633, answer: 3886134409 },
      { high: 3398926610, low: 3390815690, answer: 3546442435 },
      { high: 1637075317, low: 2241918769, answer: 0 },
    ])
    assert.is(recordRows.name, 'records 1')
  })
})

spec('the key of a pair’s lines', (it) => {
  const target = { group: 'people', components: { 'config:record': 'a', 'config:pairs': 'all', 'config:limit': '9' } }
  const pair = { first: questionOf('Who?', { answer: 'Me.' }), second: questionOf('When?') }

  it('is another one for whatever may change a byte of them', async () => {
    const recipe = await compiledOf({ simple: 'S {{ q1 }}' })
    const keys = [
      lineKeys(target, recipe)(pair),
      lineKeys({ ...target, group: 'others' }, recipe)(pair),
      lineKeys({ ...target, components: { ...target.components, 'config:record': 'b' } }, recipe)(pair),
      lineKeys({ ...target, components: { ...target.components, 'semantics:fusion': 'b' } }, recipe)(pair),
      lineKeys(target, await compiledOf({ simple: 'T {{ q1 }}' }))(pair),
      lineKeys(target, await compiledOf({ simple: 'S {{ q1 }}' }, { language: 'fr' }))(pair),
      lineKeys(target, recipe)({ first: pair.second, second: pair.first }),
      lineKeys(target, recipe)({ ...pair, first: questionOf('Who else?', { answer: 'Me.' }) }),
      lineKeys(target, recipe)({ ...pair, first: questionOf('Who?', { answer: 'You.' }) }),
      lineKeys(target, recipe)({ ...pair, first: questionOf('Who?', { answer: 'Me.', row: { a: 1, b: 2 } }) }),
      lineKeys(target, recipe)({ ...pair, first: questionOf('Who?', { answer: 'Me.', row: { b: 2, a: 1 } }) }),
    ]
    assert.is(new Set(keys).size, keys.length)
    for (const key of keys) assert.match(key, /^[0-9a-f]{32}$/)
  })

  it('is the same wherever the questions stand, and whichever others there are', async () => {
    const recipe = await compiledOf({ simple: 'S {{ q1 }}' })
    const fewer = { ...target, components: { ...target.components, 'config:pairs': 'few', 'config:limit': '3' } }
    const moved = { ...pair, first: { ...pair.first, line: 77 } }
    assert.is(lineKeys(fewer, recipe)(moved), lineKeys(target, recipe)(pair))
    assert.is.not(lineKeys(target, recipe)(pairOf()), lineKeys(target, recipe)(pair))
  })
})
