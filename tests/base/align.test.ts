import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { align } from '../../src/base/align.js'
import { soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'

/** By the textbook: a table of all beginnings. */
function longestCommon(one: readonly string[], other: readonly string[]): number {
  let last = Array.from({ length: other.length + 1 }, () => 0)
  for (const item of one) {
    const row = [0]
    for (const [index, against] of other.entries())
      row.push(item === against ? (last[index] ?? 0) + 1 : Math.max(last[index + 1] ?? 0, row[index] ?? 0))
    last = row
  }
  return last[other.length] ?? 0
}

const list = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 })

spec('the alignment of two lists', (it) => {
  it('is the longest that keeps the order of both', () => {
    fc.assert(
      fc.property(list, list, (one, other) => {
        const pairs = align(one, other, 24) ?? []
        assert.is(pairs.length, longestCommon(one, other))
        for (const [index, [a, b]] of pairs.entries()) {
          assert.is(one[a], other[b])
          const [beforeA, beforeB] = pairs[index - 1] ?? [-1, -1]
          assert.ok(beforeA < a && beforeB < b)
        }
      }),
      { numRuns: soakRuns(250) },
    )
  })

  it('is given up where the two differ in too much, and found among 100,000 that differ in little', () => {
    assert.is(align(['a', 'b'], ['c', 'd'], 3), undefined)
    assert.equal(align(['a', 'b'], ['c', 'd'], 4), [])
    const many = Array.from({ length: 100_000 }, (_, index) => `line ${index}`)
    const edited = many.toSpliced(70_000, 2, 'mine').toSpliced(10, 1)
    assert.is(align(many, edited, 10)?.length, 99_997)
  })
})
