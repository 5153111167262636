import { spec } from '../support/spec.js'
import { mistakesIn } from './command-line.js'
import { codeSpansOf, pages } from './markdown.js'
import { wordsOfFusionkit } from './shell.js'
import { mistakesOf } from './try-page.js'

spec(
  'what the pages show',
  (it) => {
    for (const page of pages)
      it(`is what happens: every command, program and file of ${page.path}`, async () => {
        none(await mistakesOf(page))
      })
  },
  60_000,
)

spec('commands that the pages name in passing', (it) => {
  it('are there, with the options that they are named with', () => {
    const mistakes = pages.flatMap(({ path, text }) =>
      codeSpansOf(text).flatMap((span) => mistakesInSpan(span).map((mistake) => `${path}: \`${span}\`: ${mistake}`)),
    )
    none(mistakes)
  })
})

function mistakesInSpan(span: string): readonly string[] {
  const words = wordsOfFusionkit(span.replace(/ [|>] .*/, '').split(' '))
  if (words === undefined || words.length === 0 || words[0]?.startsWith('<') === true) return []
  return mistakesIn(withoutPlaceholders(words)).filter((mistake) => !/^`fusionkit \S+` needs /.test(mistake))
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
