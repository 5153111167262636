import * as assert from 'uvu/assert'
import fc from 'fast-check'
import { changedLines, lineHashes } from '../../src/base/line-hashes.js'
import { spec } from '../support/spec.js'

const hashes = (lines: readonly string[]) => lineHashes(Buffer.from(lines.join('\n')))

const count = (before: readonly string[], after: readonly string[]) => changedLines(hashes(before), hashes(after))

spec('lines that were edited', (it) => {
  it('are counted, whatever their order, without blank ones, and with those that come twice', () => {
    assert.equal(count(['a', 'b'], ['b', 'a']), { added: 0, removed: 0 })
    assert.equal(count(['a', '', 'b'], ['a', 'b', '  ', '']), { added: 0, removed: 0 })
    assert.equal(count(['a', 'b'], ['a', 'c', 'd']), { added: 2, removed: 1 })
    assert.equal(count(['a', 'a'], ['a']), { added: 0, removed: 1 })
    assert.equal(count([], ['a']), { added: 1, removed: 0 })
  })

  it('do not depend on how lines end', () => {
    assert.equal(lineHashes(Buffer.from('a\r\nb\r\n')), hashes(['a', 'b']))
  })

  it('are as many as in any two lists', () => {
    const line = fc.constantFrom('a', 'b', 'c', 'd', 'e')
    fc.assert(
      fc.property(fc.array(line), fc.array(line), (before, after) => {
        const rest = [...before]
        const added = after.filter((one) => {
          const at = rest.indexOf(one)
          if (at >= 0) rest.splice(at, 1)
          return at < 0
        })
        assert.equal(changedLines(hashes(before), hashes(after)), { added: added.length, removed: rest.length })
      }),
    )
  })
})
