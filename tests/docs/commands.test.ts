import * as assert from 'uvu/assert'
import { spec } from '../support/spec.js'
import { mistakesIn } from '../support/run-here.js'
import { codeSpansOf, itemsOf, pages } from './markdown.js'
import { notRun } from './not-run.js'
import { commandsOf, wordsOfFusionkit } from './shell.js'
import { mistakesOf } from './try-page.js'

spec('what the pages show', (it) => {
  for (const page of pages)
    it(`is what happens: every command, program and file of ${page.path}`, async () => {
      none(await mistakesOf(page))
    })
})

spec('lines that no test runs', (it) => {
  it('are on some page, each of them', () => {
    const lines = pages
      .flatMap(({ text }) => itemsOf(text))
      .flatMap((item) => (item.kind === 'block' && /^(sh|console)$/.test(item.language) ? item.text.split('\n') : []))
      .flatMap((line) => commandsOf(line.replace(/^\$ /, '')).map((command) => command.line))
    assert.equal(
      notRun.flatMap(([pattern]) => (lines.some((line) => pattern.test(line)) ? [] : [String(pattern)])),
      [],
    )
  })
})

spec('commands that the pages name in passing', (it) => {
  it('are there, with the options that they are named with', async () => {
    const mistakes: string[] = []
    for (const { path, text } of pages)
      for (const span of codeSpansOf(text))
        for (const mistake of await mistakesInSpan(span)) mistakes.push(`${path}: \`${span}\`: ${mistake}`)
    none(mistakes)
  })
})

async function mistakesInSpan(span: string): Promise<readonly string[]> {
  const words = wordsOfFusionkit(span.replace(/ [|>] .*/, '').split(' '))
  if (words === undefined || words.length === 0 || words[0]?.startsWith('<') === true) return []
  const mistakes = await mistakesIn(withoutPlaceholders(words))
  return mistakes.filter((mistake) => !/^`fusionkit \S+` needs /.test(mistake))
}

/** `[targets…]`, `<file or line>`, `…` */
function withoutPlaceholders(words: readonly string[]): readonly string[] {
  const text = words
    .join(' ')
    .replace(/<[^>]*>/g, 'something')
    .replace(/\[[^\]]*\]|…/g, '')
  return text.split(' ').filter((word) => word !== '')
}

/** Word by word, and not as a difference of two texts. */
function none(mistakes: readonly string[]): void {
  if (mistakes.length > 0) throw new Error(mistakes.join('\n\n'))
}
