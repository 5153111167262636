import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { HashMap64, HashSet64, sha64 } from '../../src/base/hash-set.js'
import { spec } from '../support/spec.js'

spec('texts by hash', (it) => {
  it('are a map that keeps the first value of each', () => {
    const entry = fc.tuple(fc.string({ maxLength: 2 }), fc.nat({ max: 2 ** 32 - 1 }))
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 300 }), (entries) => {
        const map = new HashMap64()
        const model = new Map<string, number>()
        for (const [text, value] of entries) {
          assert.is(map.add(text, value), model.get(text))
          if (!model.has(text)) model.set(text, value)
        }
        assert.is(map.size, model.size)
        for (const [text, value] of model) assert.is(map.get(text), value)
        assert.is(map.get('not there'), undefined)
      }),
    )
  })

  it('are a set that says what is new', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 2 }), { maxLength: 300 }), (texts) => {
        const set = new HashSet64()
        const model = new Set<string>()
        for (const text of texts) {
          assert.is(set.has(text), model.has(text))
          assert.is(set.add(text), !model.has(text))
          model.add(text)
        }
        assert.is(set.size, model.size)
      }),
    )
  })

  it('stay apart where their hashes share a slot, and at the end of the table', () => {
    const map = new HashMap64((text) => [Number(text), 63])
    for (let n = 0; n < 200; n += 1) assert.is(map.add(`${n}`, n), undefined)
    for (let n = 0; n < 200; n += 1) assert.is(map.get(`${n}`), n)
    assert.is(map.get('200'), undefined)
  })

  it('are found by a hash that is known, in a map that was made for so many and for too few', () => {
    for (const expected of [1000, 10]) {
      const map = new HashMap64(undefined, expected)
      const before = map.bytes
      for (let n = 0; n < 1000; n += 1) assert.is(map.addHash(n, 7, n), undefined)
      assert.is(map.bytes === before, expected === 1000)
      assert.is(map.addHash(999, 7, 5), 999)
      assert.equal([map.getHash(500, 7), map.getHash(500, 8)], [500, undefined])
      assert.is(map.add('text', 3), undefined)
      assert.is(map.addHash(...sha64('text'), 4), 3)
    }
  })

  it('take at most 16 bytes each, however many there are', () => {
    let next = 0
    // A quick hash: only the memory is looked at.
    const quick = (): readonly [number, number] => [1, (next = (Math.imul(next, 1_103_515_245) + 12_345) >>> 0)]
    const [map, set] = [new HashMap64(quick), new HashSet64(quick)]
    for (let n = 0; n < 100_000; n += 1) {
      map.add('', n)
      set.add('')
      if (n < 100) continue
      assert.ok(map.bytes <= 16 * map.size + 64, `${map.bytes / map.size} bytes at ${map.size}`)
      assert.ok(set.bytes <= 16 * set.size + 64, `${set.bytes / set.size} bytes at ${set.size}`)
    }
    assert.is(map.size, 100_000)
  })
})
