import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { Completion } from '../../src/domain/completion.js'
import type { MemoEntry } from '../../src/fusion/memo.js'
import type { CompiledRecipe } from '../../src/fusion/compile-recipe.js'
import type { CellOutcome } from '../../src/fusion/resolution.js'
import { resolveAll } from '../../src/run/resolve-pairs.js'
import { openPairs, type TriedPair, tryAgain } from '../../src/run/retry-pairs.js'
import { storedOnly } from '../../src/run/stored-only.js'
import type { Ask } from '../support/model.js'
import { answersOf, askOf, compileRandom, type RandomVariant, randomVariants } from '../fusion/random-recipes.js'
import { answering, completerOn, shelfInMemory } from '../support/hand-driven.js'
import { pairOf } from '../support/recipes.js'
import { soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'

const pairs = Array.from({ length: 5 }, (_, index) => pairOf(`Who ${index % 3}?`, `When ${index}?`))

/** A model with a store: what is resolved with it, and how many calls that takes. */
function modelOf(answer: (ask: Ask) => Completion) {
  const completions = shelfInMemory<Completion>()
  const engine = answering((request) => answer(askOf(request)))
  const completer = completerOn(engine, { completions })
  const asking = { completer, resolutions: shelfInMemory<MemoEntry>(), window: 3 }
  const stored = { ...asking, completer: storedOnly(completions.get) }
  return {
    stored,
    asking,
    calls: () => engine.asked.length,
    resolve: async (recipe: CompiledRecipe, of = pairs): Promise<readonly (readonly CellOutcome[])[]> => {
      const all = []
      for await (const resolved of resolveAll(of, recipe, asking)) all.push(resolved)
      return all.map((resolved) => (resolved.kind === 'done' ? resolved.cells : []))
    },
  }
}

type Model = ReturnType<typeof modelOf>

interface Ways {
  readonly variants: readonly RandomVariant[]
  readonly attempts: number
  readonly more: number
  readonly unique: 'pair' | 'group'
}

async function retried(model: Model, { variants, attempts, more, unique }: Ways) {
  const recipe = async (maxAttempts: number) => compileRandom(variants, maxAttempts, { unique })
  const retry = { pairs: () => pairs, now: await recipe(attempts), raised: await recipe(attempts + more) }
  const open = await openPairs(retry, model.stored)
  const tried: TriedPair[] = []
  for await (const one of tryAgain(retry, open.pairs, model.stored, model.asking)) tried.push(one)
  const cells = tried.flatMap((one) => one.cells.map((cell) => ({ pair: one.pair, ...cell })))
  const found = cells.flatMap(({ pair, variant, became }) =>
    became.kind === 'found' ? [{ pair, variant, ...became }] : [],
  )
  const kinds = (kind: string) => cells.filter(({ became }) => became.kind === kind).length
  return { recipe, open, tried, found, kinds, highest: Math.max(0, ...tried.map(({ highest }) => highest)) }
}

const plain = [
  { wording: 'A', reads: [], record: true },
  { wording: 'B', reads: [0], record: true },
] as const

spec('more attempts for what was rejected', (it) => {
  for (const unique of ['pair', 'group'] as const) {
    it(`are what a build with so many would ask: the highest one that found a text keeps all of them, for no call (unique: ${unique})`, async () =>
      fc.assert(
        fc.asyncProperty(
          randomVariants,
          fc.nat(),
          fc.integer({ min: 1, max: 3 }),
          fc.integer({ min: 1, max: 4 }),
          async (variants, seed, attempts, more) => {
            const model = modelOf(answersOf(seed))
            await model.resolve(await compileRandom(variants, attempts, { unique }))
            const { recipe, open, found, kinds, highest } = await retried(model, { variants, attempts, more, unique })
            assert.is(open.undecided, 0)
            assert.is(kinds('left'), 0)
            assert.is(found.length + kinds('still'), open.cells, 'each is tried')
            const spent = model.calls()
            for (const enough of new Set([highest, attempts + more])) {
              if (found.length === 0) continue
              const built = await model.resolve(await recipe(enough))
              for (const { pair, variant, text, attempt } of found) {
                const cell = built[pairs.indexOf(pair)]?.[variant]
                assert.equal(cell?.kind === 'text' && [cell.text, cell.attempt], [text, attempt])
              }
            }
            await model.resolve(await recipe(attempts + more))
            assert.is(model.calls(), spent, 'and the build asks nothing')
          },
        ),
        { numRuns: soakRuns(60) },
      ))
  }

  it('leave to the build what it has not asked yet', async () => {
    const model = modelOf(({ prompt, attempt }) => ({ text: attempt < 3 ? 'bad?' : `${prompt}?`, end: 'stop' }))
    const ways = { variants: plain, attempts: 1, more: 3, unique: 'pair' } as const
    await model.resolve(await compileRandom(plain, 1), pairs.slice(0, 2))
    const built = model.calls()
    const { open, found } = await retried(model, ways)
    assert.equal([open.undecided, open.cells], [3, 2])
    assert.equal([...new Set(found.map(({ pair }) => pairs.indexOf(pair)))], [0, 1])
    assert.is(model.calls() - built, 2 * (2 + 3), 'two attempts more of each, and all of what reads it')
  })

  it('are none for what another seed cannot help', async () => {
    const completions = shelfInMemory<Completion>()
    const engine = answering(() => ({ text: '', end: 'prompt-too-long', contextTokens: 1_000_000 }))
    const completer = completerOn(engine, { completions })
    const resolver = { completer, resolutions: shelfInMemory<MemoEntry>(), window: 3 }
    const [now, raised] = [await compileRandom(plain, 1), await compileRandom(plain, 3)]
    for await (const resolved of resolveAll(pairs, now, resolver)) assert.is(resolved.kind, 'done')
    const open = await openPairs(
      { pairs: () => pairs, now, raised },
      { ...resolver, completer: storedOnly(completions.get) },
    )
    assert.equal([open.cells, [...open.pairs()].length], [0, 0])
  })
})
