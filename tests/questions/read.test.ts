import * as assert from 'uvu/assert'
import { relPath } from '../../src/domain/path.js'
import { readQuestions } from '../../src/questions/read.js'
import { spec } from '../support/spec.js'
import { byDefault, plain } from './samples.js'

const path = relPath('dataset/animals.jsonl')

async function read(text: string | Buffer, templates = byDefault) {
  const { questions, diagnostics } = await readQuestions(Buffer.from(text), path, templates)
  return {
    questions,
    texts: questions.map(({ question, answer, line }) => [question, answer, line]),
    diagnostics,
    codes: diagnostics.map(({ code, place }) => `${code}:${place?.line}`),
  }
}

spec('a question file', (it) => {
  it('holds objects or plain texts, and keeps each row as it stood', async () => {
    const { questions, texts, codes } = await read('{"question": " Why? ", "answer": "So.", "level": 2}\r\n\n"How?"\n')
    assert.equal(codes, [])
    assert.equal(texts, [['Why?', 'So.', 1], ['How?', undefined, 3]]) // prettier-ignore
    assert.equal(questions[0]?.row, { question: ' Why? ', answer: 'So.', level: 2 })
    assert.equal(questions[1]?.row, { question: 'How?' })
  })

  it('may be one JSON list', async () => {
    const { texts } = await read('[\n  {"question": "Why?"},\n  "How?"\n]')
    assert.equal(texts, [['Why?', undefined, 2], ['How?', undefined, 3]]) // prettier-ignore
  })

  it('has answers that are numbers or yes and no as texts, and none where there is null or nothing', async () => {
    const rows = ['42', 'true', 'null', '" "'].map((answer) => `{"question": "Q?", "answer": ${answer}}`)
    assert.equal(
      (await read(rows.join('\n'))).texts.map(([, answer]) => answer),
      ['42', 'true', undefined, undefined],
    )
  })

  it('that holds nothing has no questions and no errors', async () => {
    assert.equal(await read('\n\n').then(({ texts, codes }) => [texts, codes]), [[], []])
  })

  it('is told all its mistakes at once, each with its line', async () => {
    const { texts, codes } = await read(
      [
        '{"question": "Fine?"}',
        '{"question": ',
        '[1, 2]',
        '7',
        '{"question": "  "}',
        '{"question": 7}',
        '{"question": null}',
        '{"question": "Q?", "answer": {"text": "A"}}',
        '{"qestion": "Q?"}',
      ].join('\n'),
    )
    assert.equal(texts.length, 1)
    assert.equal(codes, [
      'broken-json:2',
      'row-is-no-object:3',
      'row-is-no-object:4',
      'blank-question:5',
      'question-is-no-text:6',
      'question-is-no-text:7',
      'answer-is-no-text:8',
      'row-lacks-field:9',
    ])
  })

  it('with the question under another name is told how to say so', async () => {
    const { diagnostics } = await read('{"question": "Q?"}\n{"prompt": "Why?", "solution": "So."}')
    assert.is(diagnostics[0]?.message, 'This row has no "question", which its question is made from.')
    assert.is(
      diagnostics[0]?.hint,
      'There are "prompt", "solution". Where the question has another name, say so in the config, beside `files`: question: "{{ prompt }}"',
    )
    assert.match((await read('"Q?"\n{"qestion": "Why?"}')).diagnostics[0]?.hint ?? '', 'Did you mean "qestion"?')
  })

  it('whose rows all lack the field is told once', async () => {
    const { diagnostics } = await read('{"prompt": "Why?"}\n{"prompt": "How?"}\n{"prompt": "Who?"}')
    assert.is(diagnostics.length, 1)
    assert.match(diagnostics[0]?.message ?? '', 'Nor have the 2 other rows.')
  })

  it('shows 20 mistakes and counts the others', async () => {
    const { diagnostics } = await read('{nope\n'.repeat(50))
    assert.is(diagnostics.length, 21)
    assert.is(diagnostics[20]?.message, '… and 30 more like these.')
    assert.is(diagnostics[20]?.severity, 'error')
  })

  it('that is not UTF-8 is told the line of the byte', async () => {
    const bytes = Buffer.concat([Buffer.from('"Why?"\n"O'), Buffer.from([0xf9]), Buffer.from('?"\n')])
    assert.equal((await read(bytes)).codes, ['not-utf8:2'])
  })

  it('says what a file is that PowerShell wrote, in either order of bytes', async () => {
    const little = Buffer.from('\uFEFF"How far?"\r\n', 'utf16le')
    for (const bytes of [little, Buffer.from(little).swap16()]) {
      const [found, ...others] = (await read(bytes)).diagnostics
      assert.equal(others, [])
      assert.match(found?.hint ?? '', /`iconv -f utf-16 -t utf-8 /)
      assert.is(found?.place?.lineText, '"How far?"')
    }
  })

  it('does not take what an object inherits for a field', async () => {
    const { codes } = await read('{"a": 1}\n"Q?"', { ...byDefault, question: plain('{{ constructor }}') })
    assert.equal(codes, ['row-lacks-field:1', 'row-lacks-field:2'].slice(0, codes.length))
    assert.ok(codes.length > 0)
  })
})

spec('templates over the rows of a file', (it) => {
  const templates = {
    question: plain('What is the capital of {{ country }}?'),
    answer: plain('{{ capital }} ({{ row.since }})'),
  }

  it('read fields by name and under row', async () => {
    const { texts, questions } = await read('{"country": "Chad", "capital": "N\'Djamena", "since": 1960}', templates)
    assert.equal(texts, [['What is the capital of Chad?', "N'Djamena (1960)", 1]])
    assert.equal(questions[0]?.row, { country: 'Chad', capital: "N'Djamena", since: 1960 })
  })

  it('ask for every field that they print', async () => {
    const { codes, diagnostics } = await read(
      '{"country": "Chad", "capital": "N\'Djamena", "since": 1960}\n{"country": "Chad", "since": 1}\n{"country": null, "capital": "", "since": 1}',
      templates,
    )
    assert.equal(codes, ['row-lacks-field:2', 'row-lacks-field:3'])
    assert.match(diagnostics[0]?.message ?? '', '"capital", which its answer')
  })

  it('may be of the full language', async () => {
    const question = { text: '{% if hard %}Really: {% endif %}{{ q }}', kind: 'liquid', reads: ['hard', 'q'] } as const
    const { texts, codes } = await read('{"q": "Why?", "hard": true}\n{"q": "How?"}\n{"hard": true}', {
      ...byDefault,
      question,
    })
    assert.equal(texts.map(([text]) => text), ['Really: Why?', 'How?']) // prettier-ignore
    assert.equal(codes, ['row-lacks-field:3'])
  })
})
