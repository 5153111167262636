import * as assert from 'uvu/assert'
import { fold } from '../../../src/base/fold.js'
import type { Language } from '../../../src/domain/project.js'
import { spec } from '../../support/spec.js'
import { everyCell, fused, languages, openedEngine, phrasingsOf, someQuestions, type Cell } from './asking.js'
import { checksFailed } from './built-in-checks.js'
import { bare } from './variety.js'

const builds = new Map<Language, Promise<readonly Cell[]>>()

/** What a build makes of each question as the first of a pair, made once. */
async function built(language: Language): Promise<readonly Cell[]> {
  const made =
    builds.get(language) ??
    openedEngine().then(async (ask) =>
      fused(
        ask,
        everyCell(language, undefined, [11]).filter(({ attempt }) => attempt === 1),
      ),
    )
  builds.set(language, made)
  return made
}

spec('rules: phrasings', (it) => {
  for (const language of languages) {
    it(`${language}: at least six for every style and pair, all distinct after folding, then refused`, async () => {
      const ask = await openedEngine()
      const questions = someQuestions[language].filter((_, at) => at % 4 === 0)
      const pairs = everyCell(language, questions, [5]).filter(({ attempt }) => attempt === 1)
      for (const pair of pairs) {
        const texts = await phrasingsOf(ask, pair)
        const where = `${texts.length} of ${pair.style}: ${pair.first} / ${pair.second}`
        assert.ok(texts.length >= 6, where)
        assert.is(new Set(texts.map(fold)).size, texts.length, where)
        assert.is(new Set(texts.map(bare)).size, texts.length, where)
        assert.is((await ask({ ...pair, attempt: texts.length + 1 })).text, '', where)
      }
    })

    it(`${language}: passes each check of the built-in prompts, so that one config passes with this engine and with a model`, async () => {
      const faulty = (await built(language)).flatMap((cell) =>
        checksFailed(cell).map((why) => `${cell.style} ${cell.attempt}: ${why}\n    ${cell.text}`),
      )
      assert.ok(faulty.length === 0, `${faulty.length}\n${faulty.slice(0, 10).join('\n')}`)
    })
  }

  const failing: readonly (readonly [check: string, style: string, text: string])[] = [
    ['empty', 'simple', ''],
    ['echo', 'simple', 'Who wrote “Emma”?'],
    ['ends_with', 'simple', 'Who wrote “Emma”, and where did Ada Lovelace live.'],
    ['markup', 'simple', 'Q1: who wrote “Emma”, and where did Ada Lovelace live?'],
    ['refusal', 'simple', 'I cannot help with who wrote “Emma” or where Ada Lovelace lived.'],
    ['keeps_both', 'simple', 'Who wrote “Emma”, and what else is there to know?'],
    ['max_words', 'ce2', `Who wrote “Emma”, and where did Ada Lovelace live${' or live'.repeat(40)}?`],
    ['matches', 'yes_no', 'Who wrote “Emma”, and where did Ada Lovelace live?'],
    ['not_matches', 'open_ended', 'Did anybody write “Emma”, and where did Ada Lovelace live?'],
    ['the prompts have no sonnet', 'sonnet', 'Who wrote “Emma”, and where did Ada Lovelace live?'],
  ]
  for (const [check, style, text] of failing) {
    it(`is held to the built-in prompts by checks that can fail: ${check}`, () => {
      const [first, second] = ['Who wrote “Emma”?', 'Where did Ada Lovelace live?'] as const
      const failed = checksFailed({ first, second, style, language: 'en', attempt: 1, text })
      assert.ok(
        failed.some((why) => why.startsWith(check)),
        failed.join('\n'),
      )
    })
  }
})
