import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { openRows, type RowKind, rowWriter } from '../../src/store/row-file.js'
import { spec } from '../support/spec.js'
import { memoryDisk } from '../support/memory-disk.js'

const kind: RowKind = { name: 'things 1', bytes: 4 }

function fileOf(rows: readonly Buffer[], written = kind): Buffer {
  const disk = memoryDisk()
  const file = disk.create('f')
  const writer = rowWriter(file, written)
  for (const each of rows) writer.add(each)
  writer.seal({ about: 'é' })
  file.finish()
  file.place()
  return disk.bytes('f') ?? Buffer.of()
}

function opened(bytes: Buffer | undefined, as = kind) {
  const disk = memoryDisk()
  if (bytes !== undefined) disk.putBytes('f', bytes)
  return openRows(disk.open('f'), as)
}

const rows = fc.array(fc.uint8Array({ minLength: 4, maxLength: 4 }), { maxLength: 40 })

spec('a file of rows', (it) => {
  it('gives back what was added, one by one or many at once', () => {
    fc.assert(
      fc.property(rows, fc.nat(), (added, where) => {
        const all = Buffer.concat(added)
        for (const file of [fileOf(added.map((row) => Buffer.from(row))), fileOf([all])]) {
          const found = opened(file)
          assert.equal([found?.count, found?.end], [added.length, { kind: 'things 1', about: 'é' }])
          const first = where % (added.length + 1)
          const rest = Buffer.alloc(all.length - 4 * first)
          assert.ok(found?.read(first, rest))
          assert.equal(rest, all.subarray(4 * first))
        }
      }),
    )
    const many = Buffer.alloc(400_000, 'abcd')
    const found = opened(fileOf([many.subarray(0, 60_000), many.subarray(60_000), Buffer.from('efgh')]))
    assert.is(found?.count, 100_001)
    const last = Buffer.alloc(4)
    found?.read(100_000, last)
    assert.is(last.toString(), 'efgh')
  })

  it('is none where it is cut off, flipped or longer, wherever that is', () => {
    const whole = fileOf([Buffer.from('0123456789ab')])
    for (let at = 0; at < whole.length; at += 1) {
      assert.is(opened(whole.subarray(0, at)), undefined, `cut at ${at}`)
      assert.is(opened(Buffer.from(whole.map((byte, index) => (index === at ? byte ^ 4 : byte)))), undefined, `${at}`)
    }
    assert.is(opened(Buffer.concat([whole, Buffer.from('x')])), undefined)
    assert.is(opened(Buffer.from('no such thing at all')), undefined)
    assert.is(opened(undefined), undefined)
  })

  it('is none where it is of another kind, version or length of rows', () => {
    const whole = fileOf([Buffer.from('0123456789ab')])
    assert.ok(opened(whole))
    assert.is(opened(whole, { name: 'things 2', bytes: 4 }), undefined)
    assert.is(opened(whole, { name: 'things 1', bytes: 5 }), undefined)
  })
})
