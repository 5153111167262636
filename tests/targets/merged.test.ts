import * as assert from 'uvu/assert'
import { makeBreath } from '../../src/base/breath.js'
import type { Digest } from '../../src/base/hash.js'
import { type RelPath, relPath } from '../../src/domain/path.js'
import { type MergedTarget, mergedId } from '../../src/domain/target.js'
import { merged } from '../../src/targets/merged.js'
import type { MakeTools } from '../../src/targets/target-kind.js'
import { spec } from '../support/spec.js'
import { memoryDisk } from '../support/world.js'

async function merge(
  files: Readonly<Record<string, string>>,
  groups = Object.keys(files),
  breathe: MakeTools['breathe'] = () => undefined,
) {
  const disk = memoryDisk()
  for (const [group, text] of Object.entries(files)) disk.put(`${group}.jsonl`, text)
  const target: MergedTarget = {
    kind: 'merged',
    id: mergedId,
    components: {},
    inputs: Object.keys(files)
      .sort()
      .map((name) => ({ name, path: relPath(`${name}.jsonl`), digest: '' as Digest })),
    groups,
    output: relPath('all.jsonl'),
    rejectedOutput: relPath('rejected.jsonl'),
  }
  const tools: MakeTools = {
    create: (path) => disk.create(path),
    read: async (path: RelPath) => (await disk.read(path)) ?? Buffer.alloc(0),
    readChunks: (path) => disk.readChunks(path),
    took: () => {},
    warn: () => {},
    breathe,
    progress: () => {},
  }
  const made = await merged.make(target, tools)
  if (made.kind !== 'made') throw new Error('merging does not fail')
  for (const { writer } of made.files) {
    writer.finish()
    writer.place()
  }
  return { text: disk.text('all.jsonl'), rejected: disk.text('rejected.jsonl') ?? '', tally: made.tally }
}

const line = (question: string, answer: unknown = 'x') => `${JSON.stringify({ question, answer })}\n`

spec('the merged file', (it) => {
  it('hears of Ctrl-C while it is made, however many records there are (contract 26)', async () => {
    const stop = new AbortController()
    const reason = new Error('enough')
    setImmediate(() => stop.abort(reason))
    const many = Array.from({ length: 2_000 }, (_each, index) => line(`${index}?`)).join('')
    const error = await merge({ many }, ['many'], makeBreath(stop.signal)).catch((thrown: unknown) => thrown)
    assert.is(error, reason)
  })

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
})
