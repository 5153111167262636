import stringWidth from 'string-width'
import * as assert from 'uvu/assert'
import fc from 'fast-check'
import type { PreviewedCell } from '../../src/domain/preview.js'
import { wrapped } from '../../src/messages/columns.js'
import { paintIn } from '../../src/messages/paint.js'
import { cellLines } from '../../src/messages/preview-lines.js'
import { sourceOfWords } from '../../src/messages/source-words.js'
import { spec } from '../support/spec.js'

const cell: PreviewedCell = {
  group: 'animals',
  variant: 'fluid',
  pair: ['Which birds lay the largest egg?', 'What does a panda live on?'],
  isPinned: false,
  before: { kind: 'text', text: 'Which bird lays the largest egg, and what do pandas live on?', attempt: 1 },
  now: { kind: 'text', text: 'Can you tell which bird lays the largest egg and what pandas live on?', attempt: 1 },
}
const plain = { paint: paintIn(false), columns: 120, build: '`fusionkit build`' }

spec('a previewed text', (it) => {
  it('stands beside the one before where there is room', () => {
    assert.equal(cellLines(cell, plain), [
      '● fluid  animals',
      '    A  Which birds lay the largest egg?',
      '    B  What does a panda live on?',
      '    Which bird lays the largest egg, and what do pandas live │ Can you tell which bird lays the largest egg and what',
      '    on?                                                      │ pandas live on?',
    ])
  })

  it('stands below it else', () => {
    assert.equal(cellLines(cell, { ...plain, columns: 60 }).slice(3), [
      '    before  Which bird lays the largest egg, and what do',
      '            pandas live on?',
      '    now     Can you tell which bird lays the largest egg',
      '            and what pandas live on?',
    ])
  })

  it('is shown once where it is the same, or where there was none', () => {
    const { before, now, ...rest } = cell
    assert.ok(before)
    assert.equal(cellLines({ ...rest, before, now: before }, plain).slice(3), [
      '    same    Which bird lays the largest egg, and what do pandas live on?',
    ])
    assert.is(cellLines({ ...rest, before, now: before }, plain)[0], '= fluid  animals')
    assert.is(cellLines({ ...rest, now, isPinned: true }, plain)[0], '+ fluid  animals ★ pinned')
  })

  it('that was rejected is marked, with the reason and what the model said', () => {
    const rejected = {
      kind: 'rejected',
      reason: 'ends_with',
      detail: 'it does not end with "?"',
      text: 'A bird.',
    } as const
    const lines = cellLines({ ...cell, now: rejected }, { ...plain, columns: 60 })
    assert.is(lines[0], '✗ fluid  animals')
    assert.match(lines.join(' '), 'rejected (ends_with): it does not end with "?"')
    assert.match(lines.join(' '), 'A bird.')
  })

  it('has no control characters of a model’s', () => {
    const evil = { kind: 'text', text: 'What\u001B[2J is\u0007 \u009B31mthis?', attempt: 1 } as const
    assert.not.match(cellLines({ ...cell, now: evil }, plain).join('\n'), /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
  })

  it('is tinted by the question that its words come from', () => {
    const painted = cellLines(cell, { ...plain, paint: (text, style) => `<${style}>${text}</>` }).join(' ')
    assert.match(painted, '<cyan>bird</>')
    assert.match(painted, '<magenta>pandas</>')
    assert.not.match(painted, />(?:and|Which|tell)</)
  })

  it('is never wider than the terminal, whatever it holds', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'é', '漢', '🙂', ' ', '?', 'word', ' a longer one '),
      maxLength: 80,
    })
    fc.assert(
      fc.property(text, text, text, fc.integer({ min: 40, max: 200 }), (first, second, now, columns) => {
        const lines = cellLines(
          { ...cell, pair: [first, second], now: { kind: 'text', text: now, attempt: 1 } },
          { ...plain, columns },
        )
        for (const line of lines) assert.ok(stringWidth(line) < columns, `${stringWidth(line)} ≥ ${columns}: ${line}`)
      }),
    )
  })

  it('loses no word when it is wrapped', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '漢', 'é'), minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(fc.array(word), fc.integer({ min: 2, max: 40 }), (words, width) => {
        const lines = wrapped([{ text: words.join(' ') }], width)
        assert.is(
          lines
            .map(({ text }) => text)
            .join('')
            .replaceAll(' ', ''),
          words.join(''),
        )
        for (const line of lines) assert.ok(line.width <= width && stringWidth(line.text) === line.width)
      }),
    )
  })
})

spec('words of a fused question', (it) => {
  it('come from the one or the other, whatever their ending; small words, and those of both, from neither', () => {
    const source = sourceOfWords('In which cities was the group founded?', 'How long does Verne’s whale live in 1870?')
    const of = (text: string) => text.split(' ').map((word) => source(word))
    assert.equal(of('city founding Groups'), ['first', 'first', 'first'])
    assert.equal(of('Verne whales living 1870'), ['second', 'second', 'second', 'second'])
    assert.equal(of('which in does other'), [undefined, undefined, undefined, undefined])
    assert.is(sourceOfWords('Who wrote Aida?', 'When did Verdi write Aida?')('Aida'), undefined)
    assert.is(sourceOfWords('Où se trouve l’Élysée ?', 'Quand ?')('Elysée'), 'first')
  })
})
