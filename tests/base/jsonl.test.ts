import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { type JsonLine, jsonLines, jsonRows, rowsToJsonl, utf8Of } from '../../src/base/jsonl.js'
import { spec } from '../support/spec.js'

const read = (text: string) =>
  [...jsonLines(text)].map((line) => (line.kind === 'value' ? [line.line, line.value] : line))
const column = (text: string) => {
  const [line] = jsonLines(text)
  return line?.kind === 'broken' ? line.column : undefined
}

spec('JSON lines', (it) => {
  it('come with their numbers, blank lines counted and passed over', () => {
    assert.equal(read('{"a":1}\n\n  \n"b"\n'), [[1, { a: 1 }], [4, 'b']]) // prettier-ignore
  })

  it('may end in CRLF, begin with a byte order mark and lack a last line end', () => {
    assert.equal(read('\uFEFF{"a":1}\r\n{"b":2}'), [[1, { a: 1 }], [2, { b: 2 }]]) // prettier-ignore
  })

  it('that are no JSON keep their text and the column where it breaks', () => {
    const [, broken] = [...jsonLines('1\n{"question": nope}\r\n')] as [JsonLine, JsonLine]
    assert.equal(broken, { kind: 'broken', line: 2, column: 15, text: '{"question": nope}' })
    assert.is(column('hello'), 1)
    assert.is(column('{"a": }'), 7)
    assert.is(column("{'a': 1}"), 2)
    assert.is(column('{"a": 1,}'), 9)
    assert.is(column('{"a": 1} x'), 10)
    assert.is(column('{"a": "never ends'), 17)
    assert.is(column('{"a": 1'), 7)
  })

  it('break inside the line, whatever is wrong with it', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.string({ minLength: 1, maxLength: 3 }), (json, at, junk) => {
        const cut = at % (json.length + 1)
        const text = `${json.slice(0, cut)}${junk}${json.slice(cut)}`.replaceAll('\n', ' ')
        for (const line of jsonLines(text)) {
          if (line.kind === 'broken')
            assert.ok(line.column >= 1 && line.column <= text.length, `${text}: ${line.column}`)
        }
      }),
    )
  })

  it('are written in pieces, and read back as they were', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (values) => {
        const text = [...rowsToJsonl(values)].join('')
        assert.equal(
          [...jsonLines(text)].map((line) => line.kind === 'value' && line.value),
          JSON.parse(JSON.stringify(values)),
        )
      }),
    )
    const pieces = [...rowsToJsonl(Array.from({ length: 1000 }, () => 'x'.repeat(500)))]
    assert.ok(pieces.length > 5 && pieces.every((piece) => piece.length < 66_000))
  })
})

const lines = (text: string) => [...jsonRows(text)].map(({ line }) => line)

spec('a file that is one JSON list', (it) => {
  it('gives its items with the lines that they start on', () => {
    const text = '[\n  {"q": "a, [b]\\" {",\n   "n": [1, 2]},\n  "two", 3,\n\n  null\n]\n'
    assert.equal(lines(text), [2, 4, 4, 6])
    assert.equal([...jsonRows(text)].map((line) => line.kind === 'value' && line.value), [{ q: 'a, [b]" {', n: [1, 2] }, 'two', 3, null]) // prettier-ignore
  })

  it('gives all its items, however it is laid out', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom(0, 2, '\t'), (values, indent) => {
        const text = JSON.stringify(values, null, indent)
        const items = [...jsonRows(text)].map((line) => line.kind === 'value' && line.value)
        assert.equal(items, JSON.parse(text))
      }),
    )
  })

  it('says where it breaks', () => {
    const [broken] = jsonRows('[\n  {"a": 1},\n  {"a": oops}\n]')
    assert.equal(broken, { kind: 'broken', line: 3, column: 9, text: '  {"a": oops}' })
  })

  it('is told from lines that are lists', () => {
    assert.equal(lines('["a"]\n["b"]\n'), [1, 2])
  })
})

spec('bytes that should be UTF-8', (it) => {
  it('lose their byte order mark', () => {
    assert.equal(utf8Of(Buffer.from('\uFEFFé')), { kind: 'text', text: 'é' })
  })

  it('that are not are named by their line', () => {
    const bytes = Buffer.concat([Buffer.from('"où"\n"'), Buffer.from([0xe9]), Buffer.from('t\u00e9"\n')])
    assert.equal(utf8Of(bytes), { kind: 'not-utf8', line: 2, lineText: '"\uFFFDté"', encoding: 'latin1' })
  })
})
