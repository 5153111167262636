/** Texts that no careful writer would put; that none of them makes the engine throw is judged in acceptance.test.ts. */
import * as assert from 'uvu/assert'
import fc from 'fast-check'
import { fold } from '../../../src/base/fold.js'
import { soakRuns } from '../../support/soak.js'
import { spec } from '../../support/spec.js'
import { anyQuestion } from './any-question.js'
import { languages, openedEngine, phrasingsOf, someQuestions, styles } from './asking.js'

const question = fc.oneof(
  { weight: 4, arbitrary: anyQuestion },
  { weight: 1, arbitrary: fc.constantFrom(...someQuestions.en, ...someQuestions.fr) },
)
const asked = fc.record({
  first: question,
  second: question,
  style: fc.constantFrom(...styles),
  language: fc.constantFrom(...languages),
})

spec('rules: any text at all', (it) => {
  it('says the same whatever it was asked before (contract 39)', async () => {
    const used = await openedEngine()
    await fc.assert(
      fc.asyncProperty(asked, fc.integer({ min: 1, max: 40 }), async (pair, attempt) => {
        const fresh = await openedEngine()
        assert.equal(await used({ ...pair, attempt }), await fresh({ ...pair, attempt }))
      }),
      { numRuns: soakRuns(100) },
    )
  })

  it('gives distinct attempts', async () => {
    const ask = await openedEngine()
    await fc.assert(
      fc.asyncProperty(asked, async (pair) => {
        const texts = await phrasingsOf(ask, pair, 8)
        assert.is(new Set(texts.map(fold)).size, texts.length, texts.join('\n'))
      }),
      { numRuns: soakRuns(150) },
    )
  })

  it('refuses what asks nothing', async () => {
    const ask = await openedEngine()
    const whole = { style: 'simple', language: 'en', attempt: 1 } as const
    for (const blank of ['', '  ', '?', ' ?!', '…', '"?"', '\n\t', '\u200b?']) {
      for (const [first, second] of [
        [blank, 'Who wrote Emma?'],
        ['Who wrote Emma?', blank],
      ] as const) {
        assert.is((await ask({ ...whole, first, second })).text, '', JSON.stringify([first, second]))
      }
    }
  })

  it('takes very long questions in its stride', async () => {
    const ask = await openedEngine()
    for (const first of [
      `Who ${'very '.repeat(20_000)}much?`,
      '?'.repeat(100_000),
      `Why ${'! '.repeat(50_000)}?`,
      `${'"'.repeat(50_000)} who?`,
    ]) {
      for (const language of languages) {
        await ask({ first, second: 'Who wrote Emma?', style: 'simple', language, attempt: 1 })
      }
    }
  })
})
