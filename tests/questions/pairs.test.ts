import fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { PairRule } from '../../src/domain/project.js'
import type { Group } from '../../src/domain/question.js'
import { countPairs, pairsOf, somePairsOf } from '../../src/questions/pairs.js'
import { spec } from '../support/spec.js'
import { asked } from './samples.js'

const groupOf = (texts: readonly string[]): Group => ({ name: 'g', from: 'g', questions: asked(...texts) })
const pairs = (texts: readonly string[], rule: PairRule) =>
  [...pairsOf(groupOf(texts), rule)].map(({ first, second }) => [first.question, second.question] as const)
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `Question number ${index}?`)
const unordered = (drawn: readonly (readonly [string, string])[]) =>
  new Set(drawn.map((pair) => pair.toSorted().join(' | ')))
const sample = (size: number, seed = 7): PairRule => ({ kind: 'sample', size, seed })

spec('all pairs', (it) => {
  it('come in the order of itertools.combinations', () => {
    assert.equal(pairs(['a', 'b', 'c', 'd'], { kind: 'all' }).map((pair) => pair.join('')), ['ab', 'ac', 'ad', 'bc', 'bd', 'cd']) // prettier-ignore
    assert.equal(pairs(['a'], { kind: 'all' }), [])
    assert.equal(pairs([], { kind: 'all' }), [])
  })

  it('are counted without being made', () => {
    assert.is(countPairs(groupOf(numbered(5000)), { kind: 'all' }), 12_497_500)
    assert.is(countPairs(groupOf(numbered(4)), sample(5)), 5)
    assert.is(countPairs(groupOf(numbered(4)), sample(50)), 6)
  })

  it('stream: the first of 12.5 million is there at once', () => {
    const [first] = pairsOf(groupOf(numbered(5000)), { kind: 'all' })
    assert.is(first?.second.line, 2)
  })
})

spec('sampled pairs', (it) => {
  const texts = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 2, maxLength: 40 })

  it('are as many as asked for, each once, in the order of all pairs', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 900 }), fc.integer(), (questions, size, seed) => {
        const drawn = pairs(questions, sample(size, seed))
        assert.is(drawn.length, countPairs(groupOf(questions), sample(size, seed)))
        const wanted = new Set(drawn.map((pair) => pair.join(' ')))
        assert.is(wanted.size, drawn.length)
        assert.equal(drawn, pairs(questions, { kind: 'all' }).filter((pair) => wanted.has(pair.join(' ')))) // prettier-ignore
      }),
    )
  })

  it('are the same in any order of the file', () => {
    const shuffled = texts.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    )
    fc.assert(
      fc.property(shuffled, fc.integer({ min: 1, max: 100 }), ([questions, mixed], size) => {
        assert.equal(unordered(pairs(questions, sample(size))), unordered(pairs(mixed, sample(size))))
      }),
    )
  })

  it('of a smaller sample are in the larger one', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 100 }), (questions, size) => {
        const larger = unordered(pairs(questions, sample(size * 2)))
        for (const pair of unordered(pairs(questions, sample(size)))) assert.ok(larger.has(pair))
      }),
    )
  })

  it('give way to a new question alone, and about two of n do', () => {
    const [count, size] = [100, 500]
    let kept = 0
    for (let seed = 0; seed < 40; seed += 1) {
      const before = unordered(pairs(numbered(count), sample(size, seed)))
      const after = unordered(pairs(['A new one?', ...numbered(count)], sample(size, seed)))
      for (const pair of after) assert.ok(before.has(pair) || pair.includes('A new one?'))
      kept += [...before].filter((pair) => after.has(pair)).length / size / 40
    }
    assert.ok(Math.abs(kept - (1 - 2 / count)) < 0.005, `${kept}`)
  })

  it('spread over all questions, and another seed draws others', () => {
    const drawn = pairs(numbered(200), sample(2000))
    for (const question of numbered(200)) {
      const times = drawn.flat().filter((text) => text === question).length
      assert.ok(times >= 5 && times <= 40, `${question} ${times}`) // 20 expected, standard deviation 4
    }
    const others = unordered(pairs(numbered(200), sample(2000, 8)))
    const shared = [...unordered(drawn)].filter((pair) => others.has(pair)).length
    assert.ok(shared > 120 && shared < 290, `${shared}`) // 201 expected
  })

  it('of 12.5 million are drawn in seconds, not minutes', () => {
    const start = performance.now()
    assert.is(pairs(numbered(5000), sample(500)).length, 500)
    assert.ok(performance.now() - start < 4000)
  })
})

const some = (questions: readonly string[], rule: PairRule, size: number) =>
  [...somePairsOf(groupOf(questions), rule, size)].map(
    ({ first, second }) => [first.question, second.question] as const,
  )

spec('some pairs, for an estimate', (it) => {
  const texts = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 2, maxLength: 30 })
  const rules = fc.oneof(
    fc.constant<PairRule>({ kind: 'all' }),
    fc.integer({ min: 1, max: 300 }).map((size) => sample(size)),
  )
  it('are as many of a group’s pairs as asked for, in their order, the same ones each time', () => {
    fc.assert(
      fc.property(texts, rules, fc.integer({ min: 1, max: 300 }), (questions, rule, size) => {
        const [all, drawn] = [pairs(questions, rule), some(questions, rule, size)]
        assert.is(drawn.length, Math.min(size, all.length))
        const wanted = new Set(drawn.map((pair) => pair.join(' ')))
        assert.equal(
          drawn,
          all.filter((pair) => wanted.has(pair.join(' '))),
        )
        assert.equal(some(questions, rule, size), drawn)
      }),
    )
  })

  it('are not those that a smaller sample had: they speak for all', () => {
    const questions = numbered(100)
    for (const rule of [{ kind: 'all' } as const, sample(2_000, 0)]) {
      const before = unordered(pairs(questions, sample(500, 0)))
      const drawn = unordered(some(questions, rule, 1_000))
      const share = [...drawn].filter((pair) => before.has(pair)).length / 1_000
      const expected = 500 / countPairs(groupOf(questions), rule)
      assert.ok(Math.abs(share - expected) < 0.05, `${share}, and not about ${expected}`)
    }
  })
})
