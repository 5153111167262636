import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { Digest } from '../../src/base/hash.js'
import type { Completion } from '../../src/domain/completion.js'
import type { CompiledRecipe } from '../../src/fusion/compile-recipe.js'
import { type CellOutcome, never, type Taken } from '../../src/fusion/resolution.js'
import { resolvePair } from '../../src/fusion/resolve.js'
import { alike, modelOf, nameOf } from '../support/model.js'
import { compiledOf, identityOf, pairOf, sampling } from '../support/recipes.js'
import { soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'
import {
  answersOf,
  askOf,
  compileRandom,
  isGood,
  modelVariants,
  outcomesOf,
  overridesFor,
  randomVariants,
  randomWords,
  saidIn,
  sortedEntries,
} from './random-recipes.js'

const pair = pairOf()

/** Answers by the prompt's text and the attempt; keeps what was asked. */
function asker(answer: (prompt: string, attempt: number, maxTokens: number) => Completion | string) {
  const store = new Map<Digest, Completion>()
  const asked: string[] = []
  return {
    store,
    asked,
    run: (recipe: CompiledRecipe, taken: Taken = never, of = pair): readonly CellOutcome[] => {
      for (;;) {
        const resolution = resolvePair(of, recipe, (key) => store.get(key), taken)
        if (resolution.kind === 'done') return resolution.cells
        for (const { key, request } of resolution.needs) {
          if (store.get(key)?.end !== 'prompt-too-long') assert.not(store.has(key), 'asked for what is known')
          const prompt = request.messages.at(-1)?.content ?? ''
          asked.push(`${prompt} #${request.attempt}`)
          const given = answer(prompt, request.attempt, request.sampling.max_tokens)
          store.set(key, typeof given === 'string' ? { text: given, end: 'stop' } : given)
        }
      }
    },
  }
}

const textsOf = (cells: readonly CellOutcome[]): (string | undefined)[] =>
  cells.map((cell) => (cell.kind === 'text' ? cell.text : undefined))

spec('a pair against the model (contract 42)', (it) => {
  it('asks the same set and ends alike, whatever the order of the answers and whatever is stored already', async () => {
    await fc.assert(
      fc.asyncProperty(
        randomVariants,
        fc.integer({ min: 1, max: 4 }),
        fc.nat(),
        fc.uniqueArray(fc.constantFrom<string>('one', 'two', 'three', 'four'), { maxLength: 2 }),
        randomWords,
        fc.infiniteStream(fc.nat()),
        async (variants, maxAttempts, seed, takenTexts, words, random) => {
          const recipe = await compileRandom(variants, maxAttempts, {
            overrides: overridesFor(words, ['Who?', 'When?']),
          })
          const draw = () => random.next().value as number
          const taken: Taken = (folded) => takenTexts.includes(folded)
          const expected = modelOf({
            order: modelVariants(variants, recipe, 'Who?', 'When?'),
            maxAttempts,
            answer: answersOf(seed),
            isGood,
            isTaken: (text) => takenTexts.includes(alike(text)),
            said: saidIn(words),
          })
          const store = new Map<Digest, Completion>()
          const asked = new Set<string>()
          const stored = new Set<string>()
          for (;;) {
            const resolution = resolvePair(pair, recipe, (key) => store.get(key), taken)
            if (resolution.kind === 'done') {
              assert.equal(sortedEntries(outcomesOf(resolution.cells)), sortedEntries(expected.outcomes))
              break
            }
            assert.ok(resolution.needs.length > 0)
            for (const { key, request } of resolution.needs) {
              assert.ok(expected.asked.has(nameOf(askOf(request))), 'only what is certainly needed')
              assert.not(store.has(key))
            }
            // One answer comes, or what an earlier build had kept is found.
            const { key, request } = resolution.needs[draw() % resolution.needs.length] as (typeof resolution.needs)[0]
            const name = nameOf(askOf(request))
            ;(draw() % 3 === 0 ? stored : asked).add(name)
            store.set(key, answersOf(seed)(askOf(request)))
          }
          assert.equal([...asked, ...stored].sort(), [...expected.asked].sort())
        },
      ),
      { numRuns: soakRuns(150) },
    )
  })

  it('asks the same when all needs are answered at once', async () => {
    await fc.assert(
      fc.asyncProperty(randomVariants, fc.nat(), randomWords, async (variants, seed, words) => {
        const recipe = await compileRandom(variants, 3, { overrides: overridesFor(words, ['Who?', 'When?']) })
        const { run, asked } = asker((prompt, attempt, maxTokens) =>
          answersOf(seed)({ prompt, attempt, doubled: maxTokens > sampling.max_tokens }),
        )
        const cells = run(recipe)
        const order = modelVariants(variants, recipe, 'Who?', 'When?')
        const expected = modelOf({
          order,
          maxAttempts: 3,
          answer: answersOf(seed),
          isGood,
          isTaken: () => false,
          said: saidIn(words),
        })
        assert.equal(sortedEntries(outcomesOf(cells)), sortedEntries(expected.outcomes))
        assert.is(asked.length, expected.asked.size)
      }),
      { numRuns: soakRuns(75) },
    )
  })

  it('keeps a text for the same cell whatever the styles are called and wherever they stand (contract 7)', async () => {
    const names = ['zoe', 'amy', 'joe', 'eve', 'max', 'ida']
    await fc.assert(
      fc.asyncProperty(
        randomVariants,
        fc.nat(),
        fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }),
        fc.shuffledSubarray(names, { minLength: 6 }),
        async (variants, seed, places, called) => {
          // Twins cannot be told apart but by their place, so each variant here has words of its own.
          const own = variants.map((variant, index) => ({ ...variant, wording: `${variant.wording}${index}` }))
          const answer = (prompt: string, attempt: number, maxTokens: number) =>
            answersOf(seed)({ prompt, attempt, doubled: maxTokens > sampling.max_tokens })
          const first = asker(answer)
          const before = first.run(await compileRandom(own, 3))
          const at = places.filter((place) => place < own.length)
          const renamed = at.map((place): [string, { prompt: string; record: boolean; checks: object }] => {
            const { wording, reads, record } = own[place] as (typeof own)[0]
            const values = reads.length === 0 ? ['q1', 'q2'] : reads.map((read) => called[read] ?? '')
            const prompt = `${wording} ${values.map((value) => `{{ ${value} }}`).join(' ')}`
            return [called[place] ?? '', { prompt, record, checks: { not_bad: true } }]
          })
          const second = asker(answer)
          for (const [key, completion] of first.store) second.store.set(key, completion)
          const after = second.run(await compiledOf(Object.fromEntries(renamed) as never))
          assert.equal(second.asked, [])
          assert.equal(
            textsOf(after),
            at.map((place) => textsOf(before)[place]),
          )
        },
      ),
      { numRuns: soakRuns(75) },
    )
  })
})

spec('a pair', (it) => {
  it('asks first for what reads the questions, then for what reads its text', async () => {
    const recipe = await compiledOf({ fluid: 'F {{ simple }}', simple: 'S {{ q1 }} {{ q2 }}', short: 'K {{ simple }}' })
    const { run, asked } = asker((prompt) => (prompt.startsWith('S') ? 'Merged?' : `${prompt}, or not?`))
    assert.equal(textsOf(run(recipe)), ['F Merged?, or not?', 'Merged?', 'K Merged?, or not?'])
    assert.is(asked[0], 'S Who? When? #1')
    assert.equal(asked.slice(1).sort(), ['F Merged? #1', 'K Merged? #1'])
  })

  it('asks nothing more where a text that others read was answered again alike (early cut-off)', async () => {
    const variants = { simple: { prompt: 'S {{ q1 }}', model: 'n' }, fluid: 'F {{ simple }}', open: 'O {{ simple }}' }
    const { run, asked } = asker((prompt) => `${prompt} done?`)
    run(await compiledOf(variants))
    const identities = new Map([
      ['m', identityOf('model m')],
      ['n', identityOf('another n')],
    ])
    asked.length = 0
    run(await compiledOf(variants, {}, { identities }))
    assert.equal(asked, ['S Who? #1'])
  })

  it('skips what reads a cell without a text, and says whose', async () => {
    const recipe = await compiledOf(
      { simple: { prompt: 'S {{ q1 }}', checks: { not_bad: true } }, fluid: 'F {{ simple }}', deep: 'D {{ fluid }}' },
      { maxAttempts: 2 },
    )
    const { run, asked } = asker(() => 'bad')
    const cells = run(recipe)
    assert.is(cells[0]?.kind, 'rejected')
    assert.equal(cells[1], { kind: 'skipped', because: 'simple' })
    assert.equal(cells[2], { kind: 'skipped', because: 'fluid' })
    assert.equal(asked, ['S Who? #1', 'S Who? #2'])
  })

  it('asks once more with twice the tokens for what was cut off, and then for the next attempt', async () => {
    const tokens: number[] = []
    const recipe = await compiledOf({ simple: 'S {{ q1 }}' })
    const { run } = asker((_prompt, attempt, maxTokens) => {
      tokens.push(maxTokens)
      return { text: 'Whole?', end: attempt === 1 ? 'length' : 'stop' }
    })
    const [cell] = run(recipe)
    assert.equal(tokens, [100, 200, 100])
    assert.ok(cell?.kind === 'text' && cell.attempt === 2 && cell.rejections[0]?.reason === 'length')
  })

  it('asks what was too long only when there is more room', async () => {
    const variants = { simple: 'S {{ q1 }}', fluid: 'F {{ simple }}' }
    const { run, asked } = asker(() => ({ text: '', end: 'prompt-too-long', contextTokens: 4096 }))
    const cells = run(await compiledOf(variants, {}, { contextTokens: 4096 }))
    assert.ok(cells[0]?.kind === 'rejected' && cells[0].rejections[0]?.reason === 'prompt-too-long')
    run(await compiledOf(variants, {}, { contextTokens: 2048 }))
    assert.is(asked.length, 1)
    const more = resolvePair(
      pair,
      await compiledOf(variants, {}, { contextTokens: 8192 }),
      () => {
        return { text: '', end: 'prompt-too-long', contextTokens: 4096 }
      },
      never,
    )
    assert.is(more.kind, 'needs')
  })

  it('takes back attempts that are not allowed any more, and asks only the further ones', async () => {
    const variants = { simple: { prompt: 'S {{ q1 }}', checks: { not_bad: true } } }
    const { run, asked } = asker((_prompt, attempt) => (attempt < 4 ? 'bad' : 'Good?'))
    assert.equal(textsOf(run(await compiledOf(variants, { maxAttempts: 3 }))), [undefined])
    assert.equal(textsOf(run(await compiledOf(variants, { maxAttempts: 2 }))), [undefined])
    assert.is(asked.length, 3)
    assert.equal(textsOf(run(await compiledOf(variants, { maxAttempts: 9 }))), ['Good?'])
    assert.is(asked.length, 4)
    assert.equal(textsOf(run(await compiledOf(variants, { maxAttempts: 3 }))), [undefined])
  })

  it('does not compare a step that others read: only records are duplicates', async () => {
    const recipe = await compiledOf({
      step: { prompt: 'S {{ q1 }}', record: false },
      simple: 'K {{ q1 }}',
      fluid: 'F {{ step }}',
    })
    const { run } = asker((prompt) => (prompt.startsWith('F') ? 'Other?' : 'Same?'))
    assert.equal(textsOf(run(recipe)), ['Same?', 'Same?', 'Other?'])
  })

  it('takes the texts of earlier pairs for duplicates', async () => {
    const recipe = await compiledOf({ simple: 'S {{ q1 }}' })
    const { run } = asker((_prompt, attempt) => `Number ${attempt}?`)
    const [cell] = run(recipe, (folded) => folded === 'number 1')
    assert.ok(cell?.kind === 'text' && cell.text === 'Number 2?')
    assert.is(cell.rejections[0]?.detail, 'an earlier pair of the group has this text')
  })

  it('judges stored completions anew: a new check asks only what it made necessary', async () => {
    const { run, asked } = asker((prompt, attempt) => `${prompt} ${attempt > 1 ? 'good' : 'bad'}?`)
    run(await compiledOf({ simple: 'S {{ q1 }}', other: 'O {{ q1 }}' }))
    assert.is(asked.length, 2)
    run(await compiledOf({ simple: { prompt: 'S {{ q1 }}', checks: { not_bad: true } }, other: 'O {{ q1 }}' }))
    assert.equal(asked.slice(2), ['S Who? #2'])
  })

  it('tells twins apart: each keeps a text of its own, and their children with them', async () => {
    const twins = { x: 'A {{ q1 }}', y: 'A {{ q1 }}', ofx: 'C {{ x }}', ofy: 'C {{ y }}' }
    const { run, asked } = asker((prompt, attempt) => `${prompt} ${attempt}?`)
    const recipe = await compiledOf(twins)
    const [x, y, ofX, ofY] = textsOf(run(recipe))
    assert.equal(new Set([x, y]), new Set(['A Who? 1?', 'A Who? 2?']))
    assert.equal([ofX, ofY], [`C ${x} 1?`, `C ${y} 1?`])
    assert.is(new Set(recipe.variants.map(({ digest }) => digest)).size, 4)
    assert.is(asked.length, 4, 'what both need is asked once')
  })
})
