import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { fold } from '../../src/base/fold.js'
import { soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'

spec('folding', (it) => {
  it('makes one text of a question written twice', () => {
    assert.is(fold('What is  it ?'), fold('what is it?'))
    assert.is(fold('Qu\u2019est-ce\u00a0?!'), fold('QU\u2019EST-CE'))
    assert.is(fold('cafe\u0301'), fold('CAFÉ'))
    assert.is(fold('ﬁn\r\n'), 'fin')
  })

  it('keeps different questions apart', () => {
    assert.is.not(fold('Is it 1,000?'), fold('Is it 1000?'))
    assert.is.not(fold('Où ?'), fold('Ou ?'))
    assert.is.not(fold('What is C#?'), fold('What is C?'))
    assert.is.not(fold('How much is 5 %?'), fold('How much is 5?'))
  })

  it('is the same for plain English as for any text', () => {
    const plain = fc.string({ unit: 'binary-ascii' }).filter((text) => /^[!-~]( ?[!-~])*$/.test(text))
    fc.assert(
      fc.property(plain, (text) => assert.is(fold(text), fold(`é${text}`).slice(1))),
      { numRuns: soakRuns(1_000) },
    )
  })

  it('changes nothing when done again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => assert.is(fold(fold(text)), fold(text))),
      { numRuns: soakRuns(1_000) },
    )
  })
})
