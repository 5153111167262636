import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { jsonDifferences } from '../../src/base/json-difference.js'
import { lineDiff } from '../../src/base/line-diff.js'
import { spec } from '../support/spec.js'

const text = fc
  .array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 8 })
  .map((lines) => lines.join('\n'))

spec('the difference of two texts', (it) => {
  it('holds both texts, whatever they are, and no line is told twice', () => {
    fc.assert(
      fc.property(text, text, (from, to) => {
        const lines = lineDiff(from, to)
        const without = (kind: string) =>
          lines
            .filter((line) => line.kind !== kind)
            .map((line) => line.text)
            .join('\n')
        assert.is(without('new'), from)
        assert.is(without('gone'), to)
      }),
    )
  })

  it('keeps as many lines as can be kept', () => {
    fc.assert(
      fc.property(text, text, (from, to) => {
        const kept = lineDiff(from, to).filter(({ kind }) => kind === 'same').length
        assert.is(kept, longestCommon(from.split('\n'), to.split('\n')))
      }),
    )
  })

  it('is told as gone and new where the texts are too long to be compared', () => {
    const kinds = new Set(lineDiff(long('a'), long('b')).map(({ kind }) => kind))
    assert.equal([...kinds], ['gone', 'new'])
  })
})

const long = (word: string): string => Array.from({ length: 1_200 }, (_, index) => `${word} ${index}`).join('\n')

/** By trying both ways: slow, and plain. */
function longestCommon([first, ...rest]: readonly string[], other: readonly string[]): number {
  if (first === undefined || other.length === 0) return 0
  const at = other.indexOf(first)
  const without = longestCommon(rest, other)
  return at < 0 ? without : Math.max(without, 1 + longestCommon(rest, other.slice(at + 1)))
}

spec('the differences of two values', (it) => {
  it('are where they stand, with what was there and what is there now', () => {
    const from = { sampling: { temperature: 0.2, top_p: 0.9 }, retry: { step: 1 } }
    const to = { sampling: { temperature: 0.3, top_p: 0.9 }, stop: ['x'] }
    assert.equal(jsonDifferences(from, to), [
      { path: ['sampling', 'temperature'], from: 0.2, to: 0.3 },
      { path: ['retry'], from: { step: 1 }, to: undefined },
      { path: ['stop'], from: undefined, to: ['x'] },
    ])
    assert.equal(jsonDifferences(from, structuredClone(from)), [])
  })

  it('take a list of names and values for a mapping, and see where only the order differs', () => {
    const columns = [
      ['question', '{{ text }}'],
      ['answer', '{{ q1 }}'],
    ] as const
    const edited = [columns[0], ['answer', '{{ a1 }}']] as const
    assert.equal(jsonDifferences(columns, edited), [{ path: ['answer'], from: '{{ q1 }}', to: '{{ a1 }}' }])
    assert.equal(jsonDifferences(columns, columns.toReversed()), [
      { path: [], from: ['question', 'answer'], to: ['answer', 'question'] },
    ])
  })
})
