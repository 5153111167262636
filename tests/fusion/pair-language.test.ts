import * as assert from 'uvu/assert'
import { languageByPair } from '../../src/fusion/pair-language.js'
import { pairOf } from '../support/recipes.js'
import { spec } from '../support/spec.js'

spec('the language of a pair', (it) => {
  const [inEnglish, inFrench] = [languageByPair('en'), languageByPair('fr')]

  it('is that of its questions, whatever the group is', () => {
    for (const languageOf of [inEnglish, inFrench]) {
      assert.is(languageOf(pairOf('Qui a écrit « Emma » ?', 'Où est la Loire ?')), 'fr')
      assert.is(languageOf(pairOf('Who wrote Emma?', 'How long is a mile?')), 'en')
    }
  })

  it('is that of the question that tells, where the other one does not', () => {
    assert.is(inEnglish(pairOf('2 + 2 = ?', 'Où est la Loire ?')), 'fr')
    assert.is(inFrench(pairOf('How long is a mile?', '2 + 2 = ?')), 'en')
  })

  it('is the group’s where the two differ, or nothing tells', () => {
    for (const pair of [pairOf('Who wrote Emma?', 'Où est la Loire ?'), pairOf('2 + 2 = ?', '3 + 3 = ?')]) {
      assert.is(inEnglish(pair), 'en')
      assert.is(inFrench(pair), 'fr')
    }
  })
})
