import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { Digest } from '../../src/base/hash.js'
import type { JsonObject } from '../../src/base/json.js'
import type { Override, Word } from '../../src/domain/override.js'
import { fromMemo, type MemoEntry, memoKey, toMemo } from '../../src/fusion/memo.js'
import { type CellOutcome, never } from '../../src/fusion/resolution.js'
import { resolvePair } from '../../src/fusion/resolve.js'
import { compiledOf, type Given, identityOf, pairOf, sampling } from '../support/recipes.js'
import { soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'
import { answersOf, askOf, compileRandom, overridesFor, randomVariants, randomWords } from './random-recipes.js'

const plain = { simple: 'S {{ q1 }} {{ q2 }}', fluid: 'F {{ simple }}' }

async function keyOf(variants: Readonly<Record<string, Given>>, row: JsonObject = {}, answer?: string) {
  return memoKey(pairOf('Who?', 'When?', { row, answer }), await compiledOf(variants))
}

spec('the memo of a pair', (it) => {
  it('gives back every outcome as it was, through JSON', async () => {
    await fc.assert(
      fc.asyncProperty(
        randomVariants,
        fc.integer({ min: 1, max: 3 }),
        randomWords,
        fc.nat(),
        async (variants, attempts, words, seed) => {
          const recipe = await compileRandom(variants, attempts, { overrides: overridesFor(words, ['Who?', 'When?']) })
          const store = new Map<Digest, ReturnType<ReturnType<typeof answersOf>>>()
          for (;;) {
            const resolution = resolvePair(pairOf(), recipe, (key) => store.get(key), never)
            if (resolution.kind === 'needs') {
              for (const { key, request } of resolution.needs) store.set(key, answersOf(seed)(askOf(request)))
              continue
            }
            const kept = JSON.parse(JSON.stringify(toMemo(resolution.cells, recipe))) as MemoEntry
            assert.equal(fromMemo(kept, recipe), resolution.cells)
            break
          }
        },
      ),
      { numRuns: soakRuns(75) },
    )
  })

  it('is free of names and of the order in the file (contract 7)', async () => {
    const one = await compiledOf(plain)
    const other = await compiledOf({ flowing: 'F {{ merged }}', merged: 'S {{ q1 }} {{ q2 }}' })
    assert.is(memoKey(pairOf(), one), memoKey(pairOf(), other))
    const cells: CellOutcome[] = [
      { kind: 'text', text: 'Both?', attempt: 2, rejections: [] },
      { kind: 'rejected', rejections: [] },
    ]
    assert.equal(fromMemo(toMemo(cells, one), other), cells.toReversed())
  })

  it('has another key for whatever a text depends on', async () => {
    const variants = { simple: { prompt: 'S {{ q1 }}', checks: { not_bad: true } }, fluid: 'F {{ simple }}' }
    const change = async (given: Given, more = {}, parts = {}) =>
      memoKey(pairOf(), await compiledOf({ ...variants, simple: given }, more, parts))
    const base = { prompt: 'S {{ q1 }}', checks: { not_bad: true } }
    const keys = await Promise.all([
      change(base),
      change({ ...base, prompt: 'T {{ q1 }}' }),
      change({ ...base, system: 'Be brief.' }),
      change({ ...base, checks: {} }),
      change({ ...base, model: 'n' }),
      change({ ...base, record: false }),
      change({ ...base, sampling: { ...sampling, top_k: 41 } }),
      change({ ...base, retry: { temperature_step: 0, temperature_max: 1 } }),
      change({ ...base, examples: [{ values: { q1: 'x' }, text: 'y' }] }),
      change(base, { maxAttempts: 4 }),
      change(base, { language: 'fr' }),
      change(base, {}, { contextTokens: 10 }),
      change(base, {}, { identities: new Map([['m', identityOf('new weights')]]) }),
    ])
    assert.is(new Set(keys).size, keys.length)
  })

  it('has another key for each word of a user on the pair, and none on another; names are free here, too', async () => {
    const said = async (variant: string, word: Word, pair: Override['pair'] = ['Who?', 'When?'], names = plain) =>
      memoKey(pairOf(), await compiledOf(names, { overrides: [{ pair, variant, word }] }))
    const text: Word = { kind: 'text', text: 'Both?' }
    const without = memoKey(pairOf(), await compiledOf(plain))
    const keys = [
      without,
      await said('fluid', text),
      await said('simple', text),
      await said('fluid', { kind: 'drop' }),
      await said('fluid', { kind: 'text', text: 'both?' }),
    ]
    assert.is(new Set(keys).size, keys.length)
    assert.is(await said('fluid', text, ['When?', 'Who?']), without)
    assert.is(await said('gentle', text), without, 'a variant that nobody asks')
    const renamed = { simple: 'S {{ q1 }} {{ q2 }}', smooth: 'F {{ simple }}' } as unknown as typeof plain
    assert.is(await said('smooth', text, ['Who?', 'When?'], renamed), await said('fluid', text))
  })

  it('holds an answer or a value of the row only where a template reads it', async () => {
    assert.is(await keyOf(plain, { level: 1 }, 'Me.'), await keyOf(plain, { level: 2 }, 'You.'))
    const answers = { simple: 'S {{ q1 }} {{ a1 }}' }
    assert.is.not(await keyOf(answers, {}, 'Me.'), await keyOf(answers, {}, 'You.'))
    assert.is(await keyOf(answers, { level: 1 }, 'Me.'), await keyOf(answers, { level: 2 }, 'Me.'))
    const levels = { simple: 'S {{ q1 }} {{ row1.level }}' }
    assert.is.not(await keyOf(levels, { level: 1 }), await keyOf(levels, { level: 2 }))
    assert.is(await keyOf(levels, { level: 1, other: 1 }), await keyOf(levels, { level: 1, other: 2 }))
  })

  it('tells values apart that look alike as text', async () => {
    const reads = { simple: 'S {{ q1 }} {% if row1.level %}{{ row1.level }}{% endif %}' }
    const values = [null, 'null', 1, '1', true, 'true', ['a'], '["a"]', { a: 1 }, '{"a":1}']
    const keys = await Promise.all([keyOf(reads, {}), ...values.map((level) => keyOf(reads, { level }))])
    assert.is(new Set(keys).size, keys.length)
  })

  it('takes what is none, or of another shape, for a miss', async () => {
    const recipe = await compiledOf(plain)
    const damaged: readonly unknown[] = [
      [],
      [['One?', 1]],
      [['One?', 1], null],
      [['One?', 1], ['Two?']],
      [
        ['One?', 1],
        [null, null],
      ],
      [
        ['One?', 1],
        [null, 7],
      ],
      [
        ['One?', 1],
        [3, 1],
      ],
      [
        ['One?', 1],
        [null, 'gone'],
      ],
      [
        ['One?', 1],
        ['Two?', 1, 'no list'],
      ],
      { length: 2 },
      'ab',
    ]
    for (const entry of damaged) assert.is(fromMemo(entry as MemoEntry, recipe), undefined, JSON.stringify(entry))
  })
})
