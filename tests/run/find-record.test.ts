import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { Completion } from '../../src/domain/completion.js'
import type { MemoEntry } from '../../src/fusion/memo.js'
import { recordLines, rejectedLines } from '../../src/fusion/record.js'
import type { Step } from '../../src/fusion/resolution.js'
import { resolvePair } from '../../src/fusion/resolve.js'
import { findRecord, findRejected, type StoredPairs } from '../../src/run/find-record.js'
import { resolvePairs } from '../../src/run/resolve-pairs.js'
import { answersOf, askOf, compileRandom, randomVariants } from '../fusion/random-recipes.js'
import { answering, completerOn, shelfInMemory } from '../support/hand-driven.js'
import { pairOf } from '../support/recipes.js'
import { soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'

interface Line {
  readonly text: string
  readonly pair: readonly [string, string]
  readonly variant: number
}

const withoutEnd = (line: string): string => line.slice(0, -1)

/** A group as a build makes it: what is stored, and each line of its two files with what it comes from. */
async function built(variants: Parameters<typeof compileRandom>[0], seed: number, unique: 'pair' | 'group') {
  const recipe = await compileRandom(variants, 3, { unique })
  const pairs = Array.from({ length: 5 }, (_, index) => pairOf(`Who ${index % 3}?`, `When ${index}?`))
  const completions = shelfInMemory<Completion>()
  const resolutions = shelfInMemory<MemoEntry>()
  const completer = completerOn(
    answering((request) => answersOf(seed)(askOf(request))),
    { completions },
  )
  const [records, rejected]: [Line[], Line[]] = [[], []]
  for await (const resolved of resolvePairs(pairs, recipe, { completer, resolutions, window: 3 })) {
    if (resolved.kind !== 'done') throw new Error('all is answered')
    const { pair, cells } = resolved
    const places = (isWanted: (index: number) => boolean) => recipe.variants.map(({ index }) => index).filter(isWanted)
    const hasText = (index: number) => cells[index]?.kind === 'text'
    const withRecord = places((index) => hasText(index) && recipe.variants[index]?.variant.record === true)
    const without = places((index) => !hasText(index))
    const lineOf = (text: string, variant: number | undefined): Line => ({
      text: withoutEnd(text),
      pair: [pair.first.question, pair.second.question],
      variant: variant ?? -1,
    })
    records.push(...recordLines(pair, cells, recipe).map((text, index) => lineOf(text, withRecord[index])))
    rejected.push(...rejectedLines(pair, cells, recipe).map((text, index) => lineOf(text, without[index])))
  }
  const stored: StoredPairs = {
    pairs: () => pairs,
    recipe,
    lookup: completions.get,
    resolutions,
    lacks: () => {},
  }
  return { recipe, stored, records, rejected, completions, resolutions }
}

spec('a line of a dataset', (it) => {
  for (const unique of ['pair', 'group'] as const) {
    it(`is found to come from the pair and the variant that it was made of, with every step to its text (unique: ${unique})`, async () => {
      await fc.assert(
        fc.asyncProperty(randomVariants, fc.nat(), fc.boolean(), async (variants, seed, hasMemos) => {
          const { recipe, stored, records, rejected } = await built(variants, seed, unique)
          const from = hasMemos ? stored : { ...stored, resolutions: { get: () => undefined } }
          for (const [at, line] of records.entries()) {
            const found = await findRecord(at + 1, line.text, from)
            assert.equal([found?.pair.first.question, found?.pair.second.question], line.pair)
            // two variants may have written the same line: any of them is right
            const made = found && recordLines(found.pair, found.cells, recipe).map(withoutEnd)
            assert.ok(made?.includes(line.text))
            if (new Set(made).size === made?.length) assert.is(found?.variant, line.variant)
            if (found === undefined) continue
            const steps: Step[] = []
            resolvePair(found.pair, recipe, stored.lookup, found.taken, undefined, (step) => steps.push(step))
            const own = steps.filter(({ variant }) => variant === found.variant)
            const outcome = found.cells[found.variant]
            assert.is(own.at(-1)?.failure, undefined)
            assert.equal(outcome?.kind === 'text' && [outcome.text, outcome.attempt], [
              own.at(-1)?.text,
              own.at(-1)?.attempt,
            ])
            assert.ok(own.slice(0, -1).every(({ failure }) => failure !== undefined))
          }
          for (const line of rejected) {
            const found = await findRejected(line, from)
            assert.equal([found?.pair.first.question, found?.variant], [line.pair[0], line.variant])
          }
        }),
        { numRuns: soakRuns(30) },
      )
    })
  }

  const plain = [
    { wording: 'A', reads: [], record: true },
    { wording: 'B', reads: [0], record: true },
  ] as const

  it('is found by its text where it stands elsewhere by now, and is never taken for another one', async () => {
    const { stored, records } = await built(plain, 3, 'pair')
    const [first, last] = [records[0], records.at(-1)]
    if (first === undefined || last === undefined) throw new Error('no records')
    const shifted = { ...stored, pairs: () => [...stored.pairs()].toReversed() }
    assert.equal((await findRecord(1, first.text, shifted))?.pair.second.question, first.pair[1])
    assert.is(await findRecord(1, '{"question":"Edited?"}', stored), undefined)
    assert.is(await findRecord(10_000, '{"question":"Edited?"}', stored), undefined)
    assert.is(await findRejected({ pair: ['Nobody?', 'Never?'], text: '' }, stored), undefined)
  })

  it('is unknown where its answers are gone, which is told; the other pairs are found all the same', async () => {
    const { stored, records, completions, resolutions } = await built(plain, 3, 'pair')
    const last = records.at(-1)
    if (last === undefined) throw new Error('no records')
    const lacking: string[] = []
    const half = {
      ...stored,
      lookup: (key: Parameters<typeof stored.lookup>[0]) =>
        [...completions.entries.keys()].indexOf(key) < completions.entries.size / 2 ? undefined : completions.get(key),
      resolutions: { get: () => undefined },
      lacks: ({ second }: { second: { question: string } }) => void lacking.push(second.question),
    }
    assert.ok(resolutions.entries.size > 0)
    const first = records[0]
    assert.is(await findRecord(1, first?.text ?? '', half), undefined)
    assert.ok(lacking.length > 0)
    assert.equal((await findRecord(records.length, last.text, half))?.pair.second.question, last.pair[1])
  })
})
