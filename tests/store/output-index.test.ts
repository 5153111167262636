import * as assert from 'uvu/assert'
import { digestOf } from '../../src/base/hash.js'
import { openPairIndex } from '../../src/store/pair-index.js'
import { pairIndexWriter } from '../../src/store/pair-index-writer.js'
import { openRecordIndex, recordIndexWriter } from '../../src/store/record-index.js'
import { spec } from '../support/spec.js'
import { type MemoryDisk, memoryDisk } from '../support/memory-disk.js'

interface Lines {
  readonly name: string
  readonly output: string
  readonly rejected: string
  readonly records: number
  readonly reasons: readonly string[]
}

const keyOf = (name: string): string => digestOf(name).slice(0, 32)
const pairs: readonly Lines[] = [
  { name: 'a', output: 'one\ntwo\n', rejected: '', records: 2, reasons: [] },
  { name: 'b', output: 'drei\n', rejected: 'é rejected\n', records: 1, reasons: ['echo'] },
  { name: 'c', output: '', rejected: 'x\ny\n', records: 0, reasons: ['echo', 'skipped'] },
  { name: 'd', output: 'six\nseven\n', rejected: 'z\n', records: 2, reasons: ['echo'] },
]
const output = pairs.map((pair) => pair.output).join('')
const digest = digestOf(output)

/** An output with its indexes; each line's identity is its length. */
function written(of = { pairs: digest, records: digest }): MemoryDisk {
  const disk = memoryDisk()
  const [pairFile, recordFile] = [disk.create('pairs'), disk.create('records')]
  const [pairIndex, records] = [pairIndexWriter(pairFile), recordIndexWriter(recordFile)]
  for (const pair of pairs) {
    pairIndex.add(keyOf(pair.name), pair.output, pair.rejected, pair)
    for (const line of pair.output.split('\n').slice(0, -1)) records.add(7, line.length, 0, line.length + 1)
  }
  pairIndex.seal(of.pairs)
  records.seal(of.records)
  for (const file of [pairFile, recordFile]) {
    file.finish()
    file.place()
  }
  disk.put('output', output)
  disk.put('rejected', pairs.map((pair) => pair.rejected).join(''))
  return disk
}

function opened(disk: MemoryDisk, of = digest) {
  const [pairFile, records] = [disk.open('pairs'), disk.open('records')]
  return openPairIndex({ pairs: pairFile, records, output: disk.open('output'), rejected: disk.open('rejected') }, of)
}

const placesOf = (disk: MemoryDisk, names: string): (number | undefined)[] => {
  const index = opened(disk)
  return names.split('').map((name) => index?.find(keyOf(name)))
}

spec('the index of an output, pair by pair', (it) => {
  it('finds pairs in the order of the output and in any other', () => {
    assert.equal(placesOf(written(), 'abcd'), [0, 1, 2, 3])
    assert.equal(placesOf(written(), 'dacb'), [3, 0, 2, 1])
    assert.equal(placesOf(written(), 'axbycd'), [0, undefined, 1, undefined, 2, 3])
    const nearly = `${keyOf('c').slice(0, 16)}${keyOf('d').slice(16)}`
    assert.equal([opened(written())?.find(nearly), opened(written())?.find(keyOf('c'))], [undefined, 2])
  })

  it('gives the lines of pairs that follow each other, with what is counted of them', () => {
    const index = opened(written())
    const lines = index?.take(1, 3)
    assert.is(lines?.output.toString(), 'drei\nsix\nseven\n')
    assert.is(lines?.rejected.toString(), 'é rejected\nx\ny\nz\n')
    assert.equal(
      lines?.pairs,
      pairs.slice(1).map(({ records, reasons }) => ({ records, reasons })),
    )
    assert.is(lines?.index.records.length, 3 * 16)
  })

  it('gives nothing of what is not as it was written', () => {
    const edited = (path: string, from: string, to: string) => {
      const disk = written()
      disk.put(path, (disk.text(path) ?? '').replace(from, to))
      return opened(disk)
    }
    for (const [path, from, to] of [
      ['output', 'six', 'SIX'],
      ['output', 'seven\n', ''],
      ['rejected', 'z', 'Z'],
      ['rejected', 'é', 'e'],
    ] as const) {
      assert.is(edited(path, from, to)?.take(3, 1), undefined, `${from} in ${path}`)
      assert.ok(edited(path, from, to)?.take(0, 1), 'the lines before it are as they were')
    }
    const disk = written()
    disk.remove('rejected')
    assert.equal([opened(disk)?.take(1, 1), opened(disk)?.take(0, 1)?.output.toString()], [undefined, 'one\ntwo\n'])
  })

  it('says nothing of another output, nor without the index of its records', () => {
    assert.ok(opened(written()))
    const another = digestOf('another')
    assert.is(opened(written(), another), undefined)
    assert.is(opened(written({ pairs: another, records: digest })), undefined)
    assert.is(opened(written({ pairs: digest, records: another })), undefined)
    for (const path of ['pairs', 'records', 'output']) {
      const disk = written()
      disk.remove(path)
      assert.is(opened(disk), undefined, path)
    }
  })

  it('is written anew of lines that are copied and lines that are made', () => {
    const before = opened(written())
    const disk = memoryDisk()
    const [pairFile, recordFile] = [disk.create('pairs'), disk.create('records')]
    const [pairIndex, records] = [pairIndexWriter(pairFile), recordIndexWriter(recordFile)]
    const texts: string[] = []
    pairIndex.add(keyOf('new'), 'new\n', 'w\n', { records: 1, reasons: ['refused'] })
    records.add(7, 3, 0, 4)
    for (const [first, count] of [
      [2, 2],
      [0, 2],
    ] as const) {
      const lines = before?.take(first, count)
      if (lines === undefined) throw new Error('they are as they were')
      pairIndex.copy(lines)
      records.copy(lines.index.records)
      texts.push(lines.output.toString(), lines.rejected.toString())
    }
    const [cd = '', cdRejected = '', ab = '', abRejected = ''] = texts
    pairIndex.seal(digestOf(`new\n${cd}${ab}`))
    records.seal(digestOf(`new\n${cd}${ab}`))
    for (const file of [pairFile, recordFile]) {
      file.finish()
      file.place()
    }
    disk.put('output', `new\n${cd}${ab}`)
    disk.put('rejected', `w\n${cdRejected}${abRejected}`)
    const index = opened(disk, digestOf(`new\n${cd}${ab}`))
    assert.equal(
      ['new', 'c', 'd', 'a', 'b'].map((name) => index?.find(keyOf(name))),
      [0, 1, 2, 3, 4],
    )
    const [b, all] = [index?.take(4, 1), index?.take(0, 5)]
    assert.equal(
      [b?.output.toString(), b?.rejected.toString(), b?.pairs],
      ['drei\n', 'é rejected\n', [{ records: 1, reasons: ['echo'] }]],
    )
    assert.equal(
      all?.pairs.map(({ reasons }) => reasons.join()),
      ['refused', 'echo,skipped', 'echo', '', 'echo'],
    )
  })
})

spec('the index of the records of an output', (it) => {
  it('gives what each is known by, and how long its line is, in the order of the output', async () => {
    const disk = written()
    const found: number[][] = []
    await openRecordIndex(() => disk.open('records'), digest)?.each(
      () => undefined,
      (...row) => void found.push(row),
    )
    assert.equal(found, [
      [7, 3, 0, 4],
      [7, 3, 0, 4],
      [7, 4, 0, 5],
      [7, 3, 0, 4],
      [7, 5, 0, 6],
    ])
  })

  it('says nothing of another output', () => {
    const disk = written()
    assert.is(openRecordIndex(() => disk.open('records'), digest)?.count, 5)
    assert.is(
      openRecordIndex(() => disk.open('records'), digestOf('another')),
      undefined,
    )
    assert.is(
      openRecordIndex(() => disk.open('none'), digest),
      undefined,
    )
  })
})
