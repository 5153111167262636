import * as assert from 'uvu/assert'
import { defined } from '../../src/base/defined.js'
import { spec } from '../support/spec.js'

spec('the fields that have a value', (it) => {
  it('are all that are not undefined, false, 0, null and "" among them, in their order', () => {
    const fields = { last: 1, none: undefined, no: false, zero: 0, nothing: null, empty: '' }
    assert.is(
      JSON.stringify(Object.entries(defined(fields))),
      '[["last",1],["no",false],["zero",0],["nothing",null],["empty",""]]',
    )
  })
})
