import * as assert from 'uvu/assert'
import type { Diagnostic } from '../../src/domain/diagnostic.js'
import { codeFrame } from '../../src/messages/frame.js'
import { renderDiagnostics } from '../../src/messages/render.js'
import { spec } from '../support/spec.js'

const olama: Diagnostic = {
  code: 'unknown-engine',
  severity: 'error',
  message: 'No engine is called "olama".',
  place: { path: 'fusion.config.yaml', line: 3, column: 13, length: 5, lineText: '    engine: olama' },
  hint: 'Did you mean "ollama"?',
}
const warning: Diagnostic = { code: 'old', severity: 'warning', message: 'It is old.' }

spec('a rendered diagnostic', (it) => {
  it('says what, where, and what to do', () => {
    const expected = `error unknown-engine  No engine is called "olama".
fusion.config.yaml:3:13
  3 |     engine: olama
    |             ^^^^^
Did you mean "ollama"?`
    assert.is(renderDiagnostics([olama], { color: false }), expected)
  })

  it('comes sorted by place, with a count of all', () => {
    const second = { ...olama, place: { ...olama.place, path: 'fusion.config.yaml', line: 12 } }
    const lines = renderDiagnostics([second, olama, warning], { color: false }).split('\n')
    assert.equal(
      lines.filter((line) => /^(error|warning|fusion)/.test(line)),
      [
        'warning old  It is old.',
        'error unknown-engine  No engine is called "olama".',
        'fusion.config.yaml:3:13',
        'error unknown-engine  No engine is called "olama".',
        'fusion.config.yaml:12:13',
      ],
    )
    assert.is(lines.at(-1), '2 errors, 1 warning')
  })

  it('is nothing where nothing is wrong', () => {
    assert.is(renderDiagnostics([], { color: true }), '')
  })

  it('has colours only where they are asked for, and the same words', () => {
    const coloured = renderDiagnostics([olama, warning], { color: true })
    assert.match(coloured, '\u001B[31merror\u001B[39m')
    assert.is(coloured.replace(/\u001B\[\d+m/g, ''), renderDiagnostics([olama, warning], { color: false }))
  })

  it('lets no control character through to the terminal', () => {
    const hostile = 'a\u001B]0;title\u0007\u009Bb'
    const text = renderDiagnostics(
      [{ ...olama, message: hostile, hint: hostile, place: { path: hostile, line: 1, column: 3, lineText: hostile } }],
      { color: false },
    )
    assert.not.match(text, /[^\P{Cc}\n]/u)
  })

  it('shows a whole file by its path alone', () => {
    const text = renderDiagnostics([{ ...warning, place: { path: 'a.jsonl' } }], { color: false })
    assert.is(text, 'warning old  It is old.\na.jsonl')
  })
})

spec('a code frame', (it) => {
  it('underlines wide characters over their width', () => {
    const frame = codeFrame({ path: 'x', line: 1, column: 3, length: 2, lineText: '質問答え x' })
    assert.is(frame, '  1 | 質問答え x\n    |     ^^^^')
  })

  it('keeps its columns under a tab', () => {
    assert.is(codeFrame({ path: 'x', line: 1, column: 2, lineText: '\ta' }), '  1 |  a\n    |  ^')
  })

  it('cuts a long line around the span', () => {
    const lineText = `${'a'.repeat(500)}HERE${'b'.repeat(500)}`
    const frame = codeFrame({ path: 'x', line: 7, column: 501, length: 4, lineText }) ?? ''
    const [shown = '', underline = ''] = frame.split('\n')
    assert.ok(shown.length < 130)
    assert.is(shown.slice(underline.indexOf('^'), underline.lastIndexOf('^') + 1), 'HERE')
  })

  it('needs a line', () => {
    assert.is(codeFrame({ path: 'x' }), undefined)
  })
})
