/** docs/contract.md says what is promised; here each line is held to have a test that names it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { pathsBelow } from './support/paths-below.js'
import { spec } from './support/spec.js'

interface Line {
  readonly number: number
  readonly text: string
  readonly isPlanned: boolean
}

/** The numbered lines. */
function linesOf(markdown: string): readonly Line[] {
  return [...markdown.matchAll(/^(\d+)\. (.+)$/gm)].map(([, number = '', text = '']) => ({
    number: Number(number),
    text,
    isPlanned: text.endsWith('*Planned.*'),
  }))
}

/** "contract 3", "contract 35, 38" and "contract 26–31", as the sentences of tests name them. */
function numbersNamedIn(source: string): readonly number[] {
  return [...source.matchAll(/contract (\d+(?:(?:, | and |–)\d+)*)/g)].flatMap(([, list = '']) =>
    list.split(/, | and /).flatMap((part) => {
      const [from = 0, to = from] = part.split('–').map(Number)
      return Array.from({ length: to - from + 1 }, (_, index) => from + index)
    }),
  )
}

function testSources(): string {
  const tests = pathsBelow('tests')
  return tests
    .filter((path) => path.endsWith('.test.ts') && path !== 'contract.test.ts')
    .map((path) => readFileSync(join('tests', path), 'utf8'))
    .join('\n')
}

spec('docs/contract.md', (it) => {
  const lines = linesOf(readFileSync('docs/contract.md', 'utf8'))
  const named = new Set(numbersNamedIn(testSources()))

  it('numbers its 42 lines', () => {
    assert.equal(
      lines.map(({ number }) => number),
      Array.from({ length: 42 }, (_, index) => index + 1),
    )
  })

  it('has a test that names each line, but for what is planned', () => {
    const missing = lines.filter(({ number, isPlanned }) => !isPlanned && !named.has(number))
    assert.equal(
      missing.map(({ number, text }) => `${number}. ${text}`),
      [],
    )
  })

  it('calls nothing planned that has a test, and tests name no other line', () => {
    const done = lines.filter(({ number, isPlanned }) => isPlanned && named.has(number))
    assert.equal(done, [])
    assert.equal(
      [...named].filter((number) => !lines.some((line) => line.number === number)),
      [],
    )
  })

  it('is read as it is written: lists and spans of lines, too', () => {
    assert.equal(
      numbersNamedIn('(contract 3) (contract 35, 38) (contract 26–28) (contract 9, 10 and 14)'),
      [3, 35, 38, 26, 27, 28, 9, 10, 14],
    )
  })
})
