import * as assert from 'uvu/assert'
import { digestOf } from '../../src/base/hash.js'
import { type RelPath, relPath } from '../../src/domain/path.js'
import { type MergedTarget, mergedId } from '../../src/domain/target.js'
import { outputIndexes } from '../../src/run/output-indexes.js'
import { openStatCache } from '../../src/store/stat-cache.js'
import { merged } from '../../src/targets/merged.js'
import type { MakeTools } from '../../src/targets/target-kind.js'
import { spec } from '../support/spec.js'
import { type MemoryDisk, memoryDisk } from '../support/memory-disk.js'

/** What is merged line by line, and once more by the indexes that the first time has left. */
async function merge(files: Readonly<Record<string, string>>, groups = Object.keys(files)) {
  const disk = memoryDisk()
  for (const [group, text] of Object.entries(files)) disk.put(`${group}.jsonl`, text)
  const byLine = await mergeOn(disk, files, groups)
  const byIndex = await mergeOn(disk, files, groups)
  assert.equal(byIndex, byLine)
  return byIndex
}

/** `parsed`: told of each group whose lines are read. */
async function mergeOn(
  disk: MemoryDisk,
  files: Readonly<Record<string, string>>,
  groups = Object.keys(files),
  parsed: (group: string) => void = () => {},
) {
  const target: MergedTarget = {
    kind: 'merged',
    id: mergedId,
    components: {},
    inputs: Object.entries(files)
      .map(([name, text]) => ({ name, path: relPath(`${name}.jsonl`), digest: digestOf(text) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    groups,
    output: relPath('all.jsonl'),
    rejectedOutput: relPath('rejected.jsonl'),
  }
  const tools = toolsOn(disk)
  const indexRecords: typeof tools.indexes.indexRecords = (group, digest) => {
    parsed(group)
    return tools.indexes.indexRecords(group, digest)
  }
  const made = await merged.make(target, { ...tools, indexes: { ...tools.indexes, indexRecords } })
  if (made.kind !== 'made') throw new Error('merging does not fail')
  for (const { writer, seal } of made.files) {
    seal?.(new Map())
    writer.finish()
    writer.place()
  }
  return { text: disk.text('all.jsonl'), rejected: disk.text('rejected.jsonl') ?? '', tally: made.tally }
}

function toolsOn(disk: MemoryDisk): MakeTools {
  const create = (path: string) => disk.create(path)
  return {
    create,
    read: async (path: RelPath) => (await disk.read(path)) ?? Buffer.alloc(0),
    readChunks: (path) => disk.readChunks(path),
    digestRead: (path) => digestOf(disk.text(path) ?? ''),
    took: () => {},
    breathe: () => undefined,
    indexes: outputIndexes({ disk, stats: statsOf(disk), indexFolder: relPath('index'), isForced: false }, create),
    warn: () => {},
    progress: () => {},
  }
}

const statsOf = (disk: MemoryDisk) => openStatCache('none', disk, { nowMs: () => 0, hashAll: true, write: false })

const line = (question: string, answer: unknown = 'x') => `${JSON.stringify({ question, answer })}\n`

spec('the merged file', (it) => {
  it('has all records in the order of the groups, byte for byte', async () => {
    const [a, b] = [line('A?') + line('B?'), '{"question": "C?",  "answer":"É", "n": 1.50}\n']
    assert.is((await merge({ a, b })).text, a + b)
    assert.is((await merge({ a, b }, ['b', 'a'])).text, b + a)
    assert.is((await merge({ a: '', b })).text, b)
  })

  it('keeps a question once that comes twice with the same answer', async () => {
    const { text, tally } = await merge({ a: line('Who?'), b: line('who ?') + line('When?') })
    assert.is(text, line('Who?') + line('When?'))
    assert.equal([tally.records, tally.rejected], [2, { repeated: 1 }])
  })

  it('keeps the first of two answers, and lists the other', async () => {
    const { text, rejected, tally } = await merge({ a: line('Who?', 'Me.'), b: line('Who?', 'You.') })
    assert.is(text, line('Who?', 'Me.'))
    assert.equal(JSON.parse(rejected), {
      reason: 'contradiction',
      from: 'b.jsonl',
      record: { question: 'Who?', answer: 'You.' },
    })
    assert.equal(tally.rejected, { contradiction: 1 })
  })

  it('lists the other one whole, in however many pieces it is read', async () => {
    const long = `What is ${'very '.repeat(40)}long?`
    const { rejected } = await merge({ a: line('Who?') + line(long), b: line('When?') + line(long, 'This one.') })
    assert.equal((JSON.parse(rejected) as { record: unknown }).record, { question: long, answer: 'This one.' })
  })

  it('compares answers by what they are', async () => {
    const { tally } = await merge({
      a: line('Who?', { a: 1, b: 2 }),
      b: line('Who?', { b: 2, a: 1 }) + line('Who?', '1'),
    })
    assert.equal(tally.rejected, { repeated: 1, contradiction: 1 })
  })

  it('compares records without a question as a whole', async () => {
    const [one, other] = ['{"text":"a"}\n', '{"text":"A"}\n']
    assert.is((await merge({ a: one + other + one })).text, one + other)
    assert.is((await merge({ a: '{"question":7}\n{"question":7}\n' })).text, '{"question":7}\n')
  })

  it('is made of what is there where a file is not what its index is about (contract 33)', async () => {
    const disk = memoryDisk()
    const files = { a: line('Who?') + line('When?'), b: line('Who?', 'You.') + line('Where?') }
    for (const [group, text] of Object.entries(files)) disk.put(`${group}.jsonl`, text)
    await mergeOn(disk, files)
    const edited = line('Why?') + line('Where?', 'There.') + line('Whom?')
    disk.put('b.jsonl', edited)
    const { text, tally } = await mergeOn(disk, files)
    assert.is(text, files.a + edited)
    assert.is(tally.records, 5)
    disk.put('b.jsonl', files.b.replace('Where?', 'When??')) // as long as it was
    assert.is((await mergeOn(disk, files)).text, files.a)
    disk.put('b.jsonl', '')
    assert.is((await mergeOn(disk, files)).text, files.a)
  })

  it('parses no line of a file that has an index', async () => {
    const disk = memoryDisk()
    const files = { a: line('Who?'), b: line('When?') }
    for (const [group, text] of Object.entries(files)) disk.put(`${group}.jsonl`, text)
    await mergeOn(disk, files)
    const indexed: string[] = []
    await mergeOn(disk, files, ['a', 'b'], (group) => indexed.push(group))
    assert.equal(indexed, [], 'none is made anew')
    disk.remove('index/b.records')
    await mergeOn(disk, files, ['a', 'b'], (group) => indexed.push(group))
    assert.equal(indexed, ['b'])
  })
})
