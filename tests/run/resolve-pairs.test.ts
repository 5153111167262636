import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { makeBreath } from '../../src/base/breath.js'
import type { Completion } from '../../src/domain/completion.js'
import type { Pair } from '../../src/domain/question.js'
import { bug } from '../../src/base/unreachable.js'
import { CallFailed } from '../../src/engines/engine.js'
import type { CompiledRecipe } from '../../src/fusion/compile-recipe.js'
import type { ResolvedPair } from '../../src/fusion/resolved-pair.js'
import { resolvePairs } from '../../src/run/resolve-pairs.js'
import type { Resolver } from '../../src/run/resolver.js'
import {
  answersOf,
  askOf,
  compileRandom,
  isGood,
  modelVariants,
  outcomesOf,
  overridesFor,
  randomVariants,
  type RandomWords,
  randomWords,
  saidIn,
  sortedEntries,
} from '../fusion/random-recipes.js'
import { answering, completerOn, handDriven, quiet, resolverOn } from '../support/hand-driven.js'
import { alike, modelOf, nameOf } from '../support/model.js'
import { compiledOf, identityOf, pairOf } from '../support/recipes.js'
import { soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'

async function all(pairs: readonly Pair[], recipe: CompiledRecipe, resolver: Resolver): Promise<ResolvedPair[]> {
  const resolved: ResolvedPair[] = []
  for await (const one of resolvePairs(pairs, recipe, resolver)) if (one.kind !== 'unchanged') resolved.push(one)
  return resolved
}

const textsOf = (resolved: readonly ResolvedPair[]): (string | undefined)[] =>
  resolved.flatMap((one) =>
    one.kind === 'done' ? one.cells.map((cell) => (cell.kind === 'text' ? cell.text : undefined)) : [],
  )

/** The pair that a user has words on. */
const mended = ['Who?', 'When 1?'] as const

/** Pair after pair, first as if it were alone, and once more if an earlier one, or a user's word on any, has a text of it. */
function inSequence(
  pairs: readonly Pair[],
  variants: Parameters<typeof modelVariants>[0],
  recipe: CompiledRecipe,
  seed: number,
  words: RandomWords,
) {
  const said = saidIn(words)
  const own = variants.flatMap(({ record }, index) => (record ? (said.get(`v${index}`) ?? []) : []))
  const given = new Set<string>(own.map(alike))
  const asked = new Set<string>()
  const outcomes = pairs.map(({ first, second }) => {
    const order = modelVariants(variants, recipe, first.question, second.question)
    const isMended = second.question === mended[1]
    const shared = {
      order,
      ...(isMended ? { said } : {}),
      maxAttempts: recipe.maxAttempts,
      answer: answersOf(seed),
      isGood,
    }
    const alone = modelOf({ ...shared, isTaken: () => false })
    const settled = modelOf({ ...shared, isTaken: (text) => recipe.unique === 'group' && given.has(alike(text)) })
    for (const name of [...alone.asked, ...settled.asked]) asked.add(name)
    for (const { name, record } of order) {
      const outcome = settled.outcomes.get(name)
      if (record && outcome?.kind === 'text') given.add(alike(outcome.text))
    }
    return sortedEntries(settled.outcomes)
  })
  return { outcomes, asked }
}

spec('the pairs of a group', (it) => {
  it('let Ctrl-C be heard while all of them come from the store (contract 26)', async () => {
    const recipe = await compiledOf({ simple: 'S {{ q1 }} {{ q2 }}' })
    const pairs = Array.from({ length: 2_000 }, (_each, index) => pairOf(`${index}?`, 'Why?'))
    const resolver = resolverOn(completerOn(answering(({ pair }) => `${pair.first.question} And why?`)))
    assert.is((await all(pairs, recipe, resolver)).length, 2_000)
    const stop = new AbortController()
    const reason = new Error('enough')
    setImmediate(() => stop.abort(reason))
    const stopped = all(pairs, recipe, { ...resolver, breathe: makeBreath(stop.signal) })
    assert.is(await stopped.catch((thrown: unknown) => thrown), reason)
  })

  for (const unique of ['pair', 'group'] as const) {
    it(`are the same, for the same calls, in any order of answers and any window (unique: ${unique})`, async () => {
      await fc.assert(
        fc.asyncProperty(
          randomVariants,
          fc.nat(),
          randomWords,
          fc.integer({ min: 1, max: 6 }),
          fc.integer({ min: 1, max: 5 }),
          fc.infiniteStream(fc.nat()),
          async (variants, seed, words, window, count, random) => {
            const recipe = await compileRandom(variants, 3, { unique, overrides: overridesFor(words, mended) })
            const pairs = Array.from({ length: count }, (_, index) => pairOf('Who?', `When ${index % 4}?`))
            const expected = inSequence(pairs, variants, recipe, seed, words)
            const engine = handDriven()
            const asked: string[] = []
            const running = all(pairs, recipe, resolverOn(completerOn(engine), window))
            const state = { isOver: false }
            void running.finally(() => (state.isOver = true))
            for (await quiet(); !state.isOver; await quiet()) {
              const call = engine.calls[(random.next().value as number) % engine.calls.length]
              if (call === undefined) continue
              asked.push(nameOf(askOf(call.request)))
              call.answer(answersOf(seed)(askOf(call.request)))
            }
            const resolved = await running
            assert.equal(
              resolved.map((one) => one.kind === 'done' && sortedEntries(outcomesOf(one.cells))),
              expected.outcomes,
            )
            assert.equal(asked.sort(), [...expected.asked].sort(), 'each once')
            assert.is(
              resolved.reduce((sum, { calls }) => sum + calls, 0),
              asked.length,
            )
          },
        ),
        { numRuns: soakRuns(30) },
      )
    })
  }

  it('are asked nothing the second time, and not even looked up cell by cell', async () => {
    const recipe = await compiledOf({ simple: 'S {{ q1 }} {{ q2 }}', fluid: 'F {{ simple }}' })
    const lane = answering(({ messages }) => `${messages.at(-1)?.content} done?`)
    const completer = completerOn(lane)
    const resolver = resolverOn(completer)
    const pairs = [pairOf('A?', 'B?'), pairOf('A?', 'C?')]
    const first = await all(pairs, recipe, resolver)
    assert.is(lane.asked.length, 4)
    const blind = { ...resolver, completer: { ...completer, lookup: (): never => bug('looked up') } }
    const second = await all(pairs, recipe, blind)
    assert.equal(textsOf(second), textsOf(first))
    assert.equal(
      second.map(({ calls }) => calls),
      [0, 0],
    )
  })

  it('are never served a memo that another recipe made, and resolve again from what is stored', async () => {
    const lane = answering(({ messages, attempt }) => `${messages.at(-1)?.content} ${attempt > 1 ? 'good' : 'bad'}?`)
    const resolver = resolverOn(completerOn(lane))
    const lax = await compiledOf({ simple: 'S {{ q1 }}' })
    const strict = await compiledOf({ simple: { prompt: 'S {{ q1 }}', checks: { not_bad: true } } })
    assert.equal(textsOf(await all([pairOf()], lax, resolver)), ['S Who? bad?'])
    assert.equal(textsOf(await all([pairOf()], strict, resolver)), ['S Who? good?'])
    assert.is(lane.asked.length, 2)
    assert.equal(textsOf(await all([pairOf()], lax, resolver)), ['S Who? bad?'])
    assert.is(lane.asked.length, 2)
  })

  it('leave in the memo only what they are alone, whatever earlier pairs took', async () => {
    const variants = { simple: 'S {{ q1 }}' }
    const byGroup = await compiledOf(variants, { unique: 'group' })
    const byPair = await compiledOf(variants, { unique: 'pair' })
    const resolver = resolverOn(completerOn(answering(({ attempt }) => `Number ${attempt}?`)))
    const pairs = [pairOf('A?'), pairOf('B?'), pairOf('C?')]
    const expected = ['Number 1?', 'Number 2?', 'Number 3?']
    assert.equal(textsOf(await all(pairs, byGroup, resolver)), expected)
    assert.equal(textsOf(await all(pairs, byGroup, resolver)), expected)
    assert.equal(textsOf(await all(pairs, byPair, resolver)), ['Number 1?', 'Number 1?', 'Number 1?'])
  })

  it('take a damaged memo for none', async () => {
    const recipe = await compiledOf({ simple: 'S {{ q1 }}' })
    const resolver = resolverOn(completerOn(answering(() => 'Text?')))
    await all([pairOf()], recipe, resolver)
    const resolutions = { ...resolver.resolutions, get: () => [['Text?']] as never }
    assert.equal(textsOf(await all([pairOf()], recipe, { ...resolver, resolutions })), ['Text?'])
  })

  it('ask again what was too long only when there is more room, whatever the engine says of its context', async () => {
    const lane = answering((): Completion => ({ text: '', end: 'prompt-too-long' }))
    const completer = completerOn(lane)
    const small = await compiledOf({ simple: 'S {{ q1 }}' }, {}, { contextTokens: 4096 })
    const [resolved] = await all([pairOf()], small, resolverOn(completer))
    assert.ok(resolved?.kind === 'done' && resolved.cells[0]?.kind === 'rejected')
    assert.is(lane.asked.length, 1)
  })

  it('fail where a call failed: the others go on, and nothing of it is remembered', async () => {
    const recipe = await compiledOf({ simple: 'S {{ q1 }}', other: 'O {{ q1 }}', fluid: 'F {{ simple }}' })
    let isBusy = true
    const lane = answering(({ messages }) => {
      const prompt = messages.at(-1)?.content ?? ''
      if (isBusy && prompt === 'S B?') throw new CallFailed('busy', { mayPass: true })
      return `${prompt} done?`
    })
    const resolver = resolverOn(completerOn(lane))
    const pairs = [pairOf('A?'), pairOf('B?'), pairOf('C?')]
    const resolved = await all(pairs, recipe, resolver)
    assert.equal(
      resolved.map(({ kind }) => kind),
      ['done', 'failed', 'done'],
    )
    assert.is(resolver.resolutions.size(), 2)
    isBusy = false
    lane.asked.length = 0
    await all(pairs, recipe, resolver)
    assert.equal(
      lane.asked.map(({ messages }) => messages.at(-1)?.content),
      ['S B?', 'F S B? done?'],
    )
  })

  it('end where nobody is there to ask, and hold no more pairs than the window', async () => {
    const recipe = await compiledOf({ simple: 'S {{ q1 }}' })
    const engine = handDriven()
    let taken = 0
    function* pairs() {
      for (;;) {
        taken += 1
        yield pairOf(`${taken}?`)
      }
    }
    const running = resolvePairs(pairs(), recipe, resolverOn(completerOn(engine), 3))
    const next = running.next()
    await quiet()
    assert.is(taken, 3)
    engine.calls[2]?.answer('Three?')
    engine.calls[1]?.answer('Two?')
    await quiet()
    assert.is(taken, 3, 'the first one holds the others back')
    engine.calls[0]?.fail(new Error('gone'))
    assert.is(await next.catch((error: Error) => error.message), 'gone')
  })

  it('are asked anew when other weights go by the same name', async () => {
    const variants = { simple: 'S {{ q1 }}' }
    const lane = answering(() => 'Text?')
    const resolver = resolverOn(completerOn(lane))
    await all([pairOf()], await compiledOf(variants), resolver)
    await all([pairOf()], await compiledOf(variants, {}, { identities: new Map([['m', identityOf('new')]]) }), resolver)
    assert.is(lane.asked.length, 2)
  })

  it('are resolved where their lines cannot be copied after all, in the same order', async () => {
    const recipe = await compiledOf({ simple: 'S {{ q1 }} {{ q2 }}' })
    const lane = answering(({ messages }) => `${messages.at(-1)?.content} done?`)
    const pairs = ['B?', 'C?', 'D?', 'E?'].map((second) => pairOf('A?', second))
    const known = (pair: Pair): number | undefined => {
      const place = pairs.indexOf(pair)
      return place === 2 ? undefined : place
    }
    const taken: [number, number][] = []
    const last: NonNullable<Resolver['last']> = {
      find: known,
      take: (first, count) => {
        taken.push([first, count])
        return undefined
      },
      close: () => {},
    }
    const resolved = await all(pairs, recipe, { ...resolverOn(completerOn(lane)), last })
    assert.equal(taken, [
      [0, 2],
      [3, 1],
    ])
    assert.equal(
      textsOf(resolved),
      ['B', 'C', 'D', 'E'].map((second) => `S A? ${second}? done?`),
    )
  })
})
