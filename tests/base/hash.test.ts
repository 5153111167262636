import * as assert from 'uvu/assert'
import { canonicalJson } from '../../src/base/canonical-json.js'
import { digestOfFrames, digestOfJson } from '../../src/base/hash.js'
import { spec } from '../support/spec.js'

spec('a digest', (it) => {
  it('keeps neighbouring values apart (contract 1)', () => {
    assert.is.not(digestOfFrames(['ab', 'c']), digestOfFrames(['a', 'bc']))
    assert.is.not(digestOfFrames(['', undefined]), digestOfFrames([undefined, '']))
    assert.is.not(digestOfFrames([1]), digestOfFrames(['1']))
  })

  it('does not depend on the order of the keys of a mapping (contract 4)', () => {
    assert.is(digestOfJson({ a: 1, b: { c: [1, 2], d: null } }), digestOfJson({ b: { d: null, c: [1, 2] }, a: 1 }))
    assert.is.not(digestOfJson([1, 2]), digestOfJson([2, 1]))
  })

  it('reads a mapping as JSON would write it', () => {
    assert.is(canonicalJson({ b: undefined, a: 'x', c: [undefined] }), '{"a":"x","c":[null]}')
  })
})
