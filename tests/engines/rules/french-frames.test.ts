import * as assert from 'uvu/assert'
import { compiled } from '../../../src/engines/rules/frame.js'
import { frames } from '../../../src/engines/rules/fr/frames.js'
import { french } from '../../../src/engines/rules/fr/grammar.js'
import { phrase, type Phrasebook } from '../../../src/engines/rules/phrase.js'
import { readQuestion } from '../../../src/engines/rules/reading.js'
import { spec } from '../../support/spec.js'
import { someQuestions } from './asking.js'

const book: Phrasebook = {
  frames: compiled(frames),
  grammar: french,
  read: (question) => readQuestion(question, french),
}
const styles = Object.keys(frames)
/** Whole questions: no statement, no order, nothing that trails off. */
const questions = someQuestions.fr.filter((question) => !/^Citez|\.\.\.$|\. /.test(question))
const pairs = questions.flatMap((one, at) => questions.slice(at + 1).map((two) => [one, two] as const))

const everyFrame = Object.entries(frames).flatMap(([style, tiers]) =>
  tiers.flat().map((frame) => [style, frame] as const),
)

/** The words of a text around what the questions brought along. */
function frameOf(text: string, pair: readonly [string, string]): string {
  const said = pair.flatMap((question) => Object.values(readQuestion(question, french)?.forms ?? {}))
  const longestFirst = said.filter((form) => form !== undefined).sort((one, two) => two.length - one.length)
  return longestFirst.reduce((rest, form) => rest.split(form).join('…'), text)
}

spec('rules: French frames', (it) => {
  it('never lets a preposition that contracts or elides stand before « le … », « ce que … » or « un … »', () => {
    for (const [style, frame] of everyFrame) {
      assert.not.match(frame, /(^| )(de|à|que|si|d’|qu’|l’) ?\{[Ddins]\d\}/, `${style}: ${frame}`)
    }
  })

  it('has no two styles that say the same around their slots', () => {
    const seen = new Map<string, string>()
    for (const [style, frame] of everyFrame) {
      const bare = frame.toLowerCase().replace(/[\p{P}\s→]+/gu, ' ')
      assert.ok((seen.get(bare) ?? style) === style, `${style} and ${seen.get(bare)}: ${frame}`)
      seen.set(bare, style)
    }
  })

  it('sets its marks as French does', () => {
    for (const [style, frame] of everyFrame) {
      assert.not.match(frame, /[^ ][?;:]| [,.]| {2}|'/, `${style}: ${frame}`)
      assert.match(frame, / \?$/, style)
    }
  })

  it('uses at least five frames of each style, none of them for more than half of the texts', () => {
    for (const style of styles) {
      const uses = new Map<string, number>()
      for (const pair of pairs) {
        const frame = frameOf(phrase(book, ...pair, style, 1) ?? '', pair)
        uses.set(frame, (uses.get(frame) ?? 0) + 1)
      }
      assert.ok(uses.size >= 5, `${style}: ${[...uses.keys()].join('\n')}`)
      assert.ok(Math.max(...uses.values()) <= pairs.length / 2, `${style}: ${[...uses].join('\n')}`)
    }
  })

  it('quotes a question seldom', () => {
    const texts = pairs.flatMap((pair) => styles.map((style) => [pair, phrase(book, ...pair, style, 1) ?? ''] as const))
    const quoting = texts.filter(([pair, text]) =>
      pair.some((asked) => text.includes(readQuestion(asked, french)?.forms.q ?? '')),
    )
    assert.ok(quoting.length <= texts.length * 0.2, `${quoting.length} of ${texts.length}`)
  })

  it('speaks to a child in a child’s words', () => {
    const known = new Set(
      (
        'je veux savoir deux choses peux tu me dire deviner cherche bien m aider on va chercher ensemble sais est ce que à et aussi ' +
        'répondre dis si te demande ces questions réponds la réponse trouver quoi'
      ).split(' '),
    )
    const added = (frames['ce2'] ?? []).flat().flatMap(
      (frame) =>
        frame
          .replace(/\{\w\d\}/g, ' ')
          .toLowerCase()
          .match(/\p{L}+/gu) ?? [],
    )
    assert.equal(
      added.filter((word) => !known.has(word)),
      [],
    )
  })

  it('sets a phrase off by a comma on both sides', () => {
    const texts = [1, 2, 3, 4, 5, 6, 7, 8].map((attempt) =>
      phrase(book, 'Qui a peint Guernica, la fresque ?', 'Où vivent les manchots ?', 'yes_no', attempt),
    )
    assert.ok(
      texts.includes('Savez-vous qui a peint Guernica, la fresque, et où vivent les manchots ?'),
      texts.join('\n'),
    )
  })
})
