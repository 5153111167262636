import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { pastOf, thirdPersonOf } from '../../../src/engines/rules/en/inflect.js'
import { wordsOf } from '../../../src/engines/rules/en/sentence-words.js'
import { openTagger } from '../../../src/engines/rules/en/tagger.js'
import { lettersOf, said } from '../../../src/engines/rules/en/word.js'
import { soakRuns } from '../../support/soak.js'
import { spec } from '../../support/spec.js'
import { someQuestions } from './asking.js'
import { formsOf } from './english.js'

spec('rules: the words of an English question', (it) => {
  it('are the question again when they are put together', async () => {
    const tagger = await openTagger()
    const odd = [
      "Where doesn't the U.S. President's wife live?",
      'Who wrote "To Kill a Mockingbird" (1960), and when?',
      'rock-n-roll, 5’3”, $30 or 10%',
    ]
    for (const asked of [...someQuestions.en, ...odd]) {
      const text = asked.replaceAll(/ {2,}/g, ' ')
      assert.is(said(wordsOf(text, tagger)), text)
    }
  })

  it('have a letter each', async () => {
    const tagger = await openTagger()
    const lettersFor = (text: string): string => lettersOf(wordsOf(text, tagger))
    assert.is(lettersFor('When did the old queen of Denmark write to him'), 'wdDANoPVIO')
    assert.is(lettersFor('Who wrote "To Kill a Mockingbird"'), 'wFPPPPPP', 'a quotation is a name')
    assert.is(lettersFor("Which of Emma's books"), 'woHS')
  })

  it('are inflected', () => {
    const pasts = [
      'write wrote',
      'carry carried',
      'play played',
      'stop stopped',
      'visit visited',
      'occur occurred',
      'die died',
      'put put',
      'quit quit',
    ]
    for (const [base = '', past] of pasts.map((pair) => pair.split(' '))) assert.is(pastOf(base), past)
    const thirds = ['have has', 'go goes', 'carry carries', 'play plays', 'watch watches', 'fix fixes', 'mean means']
    for (const [base = '', third] of thirds.map((pair) => pair.split(' '))) assert.is(thirdPersonOf(base), third)
  })

  it('are read the same whatever was read before', async () => {
    const before = await Promise.all(someQuestions.en.map(formsOf))
    const after = await Promise.all(someQuestions.en.toReversed().map(formsOf))
    assert.equal(after.toReversed(), before)
  })

  it('may be anything at all', async () => {
    const part = fc.constantFrom(
      'who',
      'what',
      'did',
      'is',
      'the',
      'of',
      "'s",
      '"',
      '(',
      ')',
      ',',
      '’',
      '\ud800',
      '\u0000',
      'constructor',
      '__proto__',
      'Ω',
      '🦆',
      "n't",
      '…',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 40 }), fc.constantFrom('', ' '), async (parts, link) => {
        await formsOf(parts.join(link))
      }),
      { numRuns: soakRuns(200) },
    )
  })

  it('are not looked at where there are too many of them', async () => {
    for (const long of [
      `Who ${'very '.repeat(20_000)}much?`,
      `What ${'what '.repeat(20_000)}of`,
      `Is ${'the cat, '.repeat(40)}?`,
      `Who ${'"('.repeat(180)}`,
    ]) {
      const start = process.hrtime.bigint()
      const { i, n } = await formsOf(long)
      assert.equal([i, n], [undefined, undefined])
      assert.ok(process.hrtime.bigint() - start < 1_000_000_000n, long.slice(0, 20))
    }
  })
})
