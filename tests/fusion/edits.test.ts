import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { Override } from '../../src/domain/override.js'
import type { Column } from '../../src/domain/project.js'
import type { CompiledRecipe } from '../../src/fusion/compile-recipe.js'
import { type Edits, editsOf, type KnownRecord, recordsOf } from '../../src/fusion/edits.js'
import { type Comparable, matchRecords } from '../../src/fusion/match-records.js'
import { withOverrides } from '../../src/fusion/override-file.js'
import { type KnownPair, overridesFor } from '../../src/fusion/overrides-for.js'
import { readOverrides } from '../../src/fusion/read-overrides.js'
import { wordsOf } from '../../src/fusion/words.js'
import { relPath } from '../../src/domain/path.js'
import { resolvePairs } from '../../src/run/resolve-pairs.js'
import { answering, completerOn, resolverOn } from '../support/hand-driven.js'
import { compiledOf, pairOf, recipeOf, templateOf } from '../support/recipes.js'
import { soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'
import {
  answersOf,
  askOf,
  compileRandom,
  overridesFor as someOverrides,
  randomVariants,
  randomWords,
  vName,
} from './random-recipes.js'

const path = relPath('overrides.jsonl')
const pairs = [pairOf('Who?', 'When?'), pairOf('Who?', 'Why?'), pairOf('When?', 'Why?')]

/** The columns of the recipes of these tests. */
const columns = async (): Promise<readonly Column[]> => (await recipeOf({ x: '{{ q1 }}' })).record

const allOf = (pairs: readonly KnownPair[], recipe: CompiledRecipe): readonly KnownRecord[] =>
  pairs.flatMap(({ pair, cells }) => recordsOf(pair, cells, recipe))

/** A group whose model answers by `seed`, and that can be built with other overrides: what is stored stays. */
function groupOf(recipe: CompiledRecipe, seed: number) {
  const lane = answering((request) => answersOf(seed)(askOf(request)))
  const completer = completerOn(lane)
  return {
    lookup: completer.lookup,
    build: async (overrides: readonly Override[]) => {
      const before = lane.asked.length
      const found: KnownPair[] = []
      const of = { ...recipe, words: wordsOf(overrides, recipe.order) }
      for await (const one of resolvePairs(pairs, of, resolverOn(completer))) if (one.kind === 'done') found.push(one)
      const records = allOf(found, recipe)
      return { pairs: found, records, text: textOf(records), calls: lane.asked.length - before }
    },
  }
}

const textOf = (records: readonly { readonly line: string }[]): string => records.map(({ line }) => line).join('')

/** What somebody does to some lines: another text, or none. */
const handEdits = fc.dictionary(fc.nat({ max: 17 }).map(String), fc.option(fc.constantFrom('One?', 'Two?', 'Mine!')), {
  maxKeys: 4,
  noNullPrototype: true,
})

function edited(records: readonly KnownRecord[], edits: Readonly<Record<string, string | null>>): string {
  return records
    .map(({ line }, index) => {
      const edit = edits[index]
      if (edit === undefined) return line
      return edit === null ? '' : `${JSON.stringify({ ...(JSON.parse(line) as object), question: edit })}\n`
    })
    .join('')
}

/** Pairs and variants whose text hangs on an edited one. */
function touchedBy({ edits }: Edits, recipe: CompiledRecipe): ReadonlySet<string> {
  const touched = new Set<string>()
  const mine = new Set(edits.filter(({ text }) => text !== undefined).map(({ record }) => nameOf(record)))
  for (const pair of pairs)
    for (const { index, parents } of recipe.order)
      if (parents.some((variant) => [mine, touched].some((set) => set.has(nameOf({ pair, variant })))))
        touched.add(nameOf({ pair, variant: index }))
  return touched
}

const nameOf = ({ pair, variant }: Pick<KnownRecord, 'pair' | 'variant'>): string =>
  `${pair.first.question} ${pair.second.question} ${vName(variant)}`

spec('records that were edited by hand', (it) => {
  it('are made again as they were edited, for no call but those of what reads an edited text (contract 36)', async () => {
    const record = await columns()
    await fc.assert(
      fc.asyncProperty(
        randomVariants,
        fc.constantFrom('pair' as const, 'group' as const),
        fc.nat(),
        randomWords,
        handEdits,
        async (variants, unique, seed, words, hand) => {
          const recipe = await compileRandom(variants, 3, { unique })
          const group = groupOf(recipe, seed)
          const present = someOverrides(words, ['Who?', 'Why?'])
          const before = await group.build(present)
          if (before.records.some(({ outcome }) => outcome.text === '')) return // such is never overridden
          const text = edited(before.records, hand)
          const found = editsOf(before.records, text, record, recipe)
          assert.ok(found)
          assert.equal(found.strays, [])
          const made = overridesFor(found.edits, before.pairs, present, recipe, group.lookup)
          const file = withOverrides(present.map((one) => withOverrides('', [one])).join(''), made.overrides)
          const read = readOverrides(Buffer.from(file), path)
          assert.equal(read.diagnostics, [])
          const after = await group.build(read.overrides)
          const touched = touchedBy(found, recipe)
          if (touched.size > 0) return
          assert.is(after.text, text)
          if (made.asked === 0) assert.is(after.calls, 0)
        },
      ),
      { numRuns: soakRuns(75) },
    )
  })

  it('take those with them that read an edited text, and hold all others of other pairs', async () => {
    const variants = { simple: 'S {{ q1 }} {{ q2 }}', fluid: 'F {{ simple }}', own: 'O {{ q1 }} {{ q2 }}' }
    const recipe = await compiledOf(variants)
    const lane = answering(({ messages }) => `${messages.at(-1)?.content} done?`)
    const completer = completerOn(lane)
    const build = async (overrides: readonly Override[]) => {
      const found: KnownPair[] = []
      const of = { ...recipe, words: wordsOf(overrides, recipe.order) }
      for await (const one of resolvePairs(pairs, of, resolverOn(completer))) if (one.kind === 'done') found.push(one)
      return found
    }
    const before = await build([])
    const records = allOf(before, recipe)
    const found = editsOf(records, edited(records, { 0: 'Mine?' }), await columns(), recipe)
    const made = overridesFor(found?.edits ?? [], before, [], recipe, completer.lookup)
    assert.equal(made, {
      overrides: [{ pair: ['Who?', 'When?'], variant: 'simple', word: { kind: 'text', text: 'Mine?' } }],
      pinned: 0,
      asked: 1,
    })
    lane.asked.length = 0
    const after = allOf(await build(made.overrides), recipe)
    assert.equal(
      lane.asked.map(({ messages }) => messages.at(-1)?.content),
      ['F Mine?'],
    )
    assert.is(textOf(after.slice(2)), textOf(records.slice(2)))
  })

  it('pin a record that would have got the text of one that was taken out', async () => {
    const recipe = await compiledOf({ simple: 'S {{ q1 }} {{ q2 }}', fluid: 'F {{ simple }}' })
    const lane = answering(({ attempt }) => (attempt === 1 ? 'Same?' : `Number ${attempt}?`))
    const completer = completerOn(lane)
    const found: KnownPair[] = []
    for await (const one of resolvePairs(pairs, recipe, resolverOn(completer))) if (one.kind === 'done') found.push(one)
    const records = allOf(found, recipe)
    const edits = editsOf(records, edited(records, { 0: null }), await columns(), recipe)
    const made = overridesFor(edits?.edits ?? [], found, [], recipe, completer.lookup)
    assert.equal(
      made.overrides.map(({ variant, word }) => [variant, word]),
      [
        ['simple', { kind: 'drop' }],
        ['fluid', { kind: 'text', text: 'Number 2?' }],
      ],
    )
    assert.is(made.pinned, 1)
  })
})

const plain = { simple: 'S {{ q1 }} {{ q2 }}', fluid: 'F {{ simple }}', brief: 'B {{ simple }}' }

/** A group of three pairs as it was built, with records of these columns. */
async function built(record: Readonly<Record<string, string>> = {}) {
  const made = await Promise.all(
    Object.entries(record).map(async ([name, text]): Promise<Column> => ({ name, value: await templateOf(text) })),
  )
  const own = made.length === 0 ? await columns() : made
  const recipe = await compiledOf(plain, { record: own })
  const lane = answering(({ messages }) => `${messages.at(-1)?.content} done?`)
  const found: KnownPair[] = []
  for await (const one of resolvePairs(pairs, recipe, resolverOn(completerOn(lane))))
    if (one.kind === 'done') found.push(one)
  const records = allOf(found, recipe)
  return { records, lines: records.map(({ line }) => line), of: (text: string) => editsOf(records, text, own, recipe) }
}

const whys = (edits: Edits | undefined) => edits?.strays.map(({ line, why }) => [line, why.kind])

spec('the edits of a file of records', (it) => {
  it('are none where lines are only written otherwise: blanks, keys, line ends, no last end', async () => {
    const { lines, of } = await built()
    const otherwise = lines.map((line) => {
      const { question, answer } = JSON.parse(line) as { question: string; answer: string }
      return JSON.stringify({ answer, question }, undefined, 1).replaceAll('\n', ' ')
    })
    assert.equal(of(`\uFEFF${otherwise.join('\r\n\r\n')}`), { edits: [], strays: [] })
  })

  it('are found where every line was edited, and one is gone besides', async () => {
    const { lines, of, records } = await built()
    const all = lines.map((line) => line.replace(' done?', ', or what?')).toSpliced(4, 1)
    const edits = of(all.join(''))?.edits ?? []
    assert.is(edits.find(({ text }) => text === undefined)?.record, records[4])
    assert.is(edits.length, lines.length)
    assert.ok(
      edits.every(
        ({ record, text }) => text === undefined || text === record.outcome.text.replace(' done?', ', or what?'),
      ),
    )
  })

  it('say of each line that is no edit of a text what it is, and never drop what it was made of', async () => {
    const { lines, of } = await built()
    const [first = '', second = '', third = ''] = lines
    const replaced = (line: string) => lines.with(0, line).join('')
    const cases: readonly (readonly [text: string, kind: string, line: number])[] = [
      [replaced(first.replace('Who? When?"}', 'Who? Never."}')), 'columns', 1],
      [replaced(first.replace('{', '{"note":"mine",')), 'columns', 1],
      [replaced(first.replace('"question":', '"text":')), 'columns', 1],
      [replaced(`${first.slice(0, -3)}\n`), 'no-record', 1],
      [replaced(`[${first.trim()}]\n`), 'no-record', 1],
      [replaced(first.replace(/"question":"[^"]*"/, '"question":" "')), 'blank', 1],
      [replaced(first.replace(/"question":"[^"]*"/, '"question":7')), 'columns', 1],
      [[second, third, ...lines.slice(3), first].join(''), 'moved', 9],
      [[...lines, '{"question":"Mine?","answer":"Yes."}'].join(''), 'added', 10],
      [[first, ...lines].join(''), 'added', 1],
    ]
    for (const [text, kind, line] of cases) {
      const edits = of(text)
      assert.equal([whys(edits), edits?.edits], [[[line, kind]], []], text)
    }
    const stray = of(replaced(first.replace('Who? When?"}', 'Who? Never."}')))?.strays[0]
    assert.equal(stray?.why, { kind: 'columns', columns: ['answer'] })
  })

  it('are read out of a column that says more than the text, and of several', async () => {
    const { lines, of } = await built({
      prompt: 'Q: {{ text }}!',
      answer: '{{ q1 }}',
      copy: '{{ text }}',
      by: '{{ model }} {{ attempt }}',
    })
    const [first = ''] = lines
    const both = first.replaceAll('done?', 'again?')
    assert.equal(
      of(lines.with(0, both).join(''))?.edits.map(({ text }) => text),
      ['S Who? When? again?'],
    )
    const one = first.replace('done?!', 'again?!')
    assert.equal(whys(of(lines.with(0, one).join(''))), [[1, 'columns']])
    const alone = await built({ prompt: 'Q: {{ text }}!', answer: '{{ q1 }}' })
    assert.equal(
      alone
        .of(alone.lines.with(0, alone.lines[0]?.replace('done?', 'again?') ?? '').join(''))
        ?.edits.map(({ text }) => text),
      ['S Who? When? again?'],
    )
  })

  it('are given up of a file that has nothing to do with the records', async () => {
    const { records, of } = await built()
    assert.equal(whys(of('hello\nworld\n')), [
      [1, 'no-record'],
      [2, 'no-record'],
    ])
    const many = Array.from({ length: 600 }, () => records).flat()
    const recipe = await compiledOf(plain)
    const other = Array.from({ length: 5_000 }, (_, index) => `{"question":"Number ${index}?"}\n`).join('')
    assert.is(editsOf(many, other, await columns(), recipe), undefined)
  })
})

/** 2,000 pairs of three records. */
const comparables = (said: (index: number) => string): Comparable[] =>
  Array.from({ length: 6_000 }, (_, index) => {
    const others = `pair ${Math.floor(index / 3)}`
    return { whole: `${others} ${said(index)}`, others, said: said(index) }
  })

spec('records and lines', (it) => {
  it('are matched where thousands were edited at once, and some are gone: pair by pair', () => {
    const records = comparables((index) => `which of all these is number ${index}`)
    const lines = comparables((index) => `well, which of them is number ${index}`)
    const gone = [7, 8, 300, 5_999]
    const matched = matchRecords(
      records,
      lines.filter((_, index) => !gone.includes(index)),
    )
    assert.equal(matched?.gone, gone)
    assert.equal(matched?.strays, [])
    assert.is(matched?.lines.get(9), 7)
    assert.is(matched?.lines.get(5_998), 5_995)
  })
})

spec('a file of overrides that is written to', (it) => {
  it('keeps its other lines as they are, and each cell its line', () => {
    const pair = ['Who?', 'When?'] as const
    const before = `\n{ "pair": ["Who? ", "When?"], "variant": "a", "drop": true }\r\nbroken\n{"pair":["Who?","When?"],"variant":"b","question":"x"}`
    const made: readonly Override[] = [
      { pair, variant: 'c', word: { kind: 'drop' } },
      { pair, variant: 'a', word: { kind: 'text', text: 'A' } },
    ]
    assert.is(
      withOverrides(before, made),
      `\n{"pair":["Who?","When?"],"variant":"a","question":"A"}\nbroken\n{"pair":["Who?","When?"],"variant":"b","question":"x"}\n{"pair":["Who?","When?"],"variant":"c","drop":true}\n`,
    )
    assert.is(withOverrides('', []), '')
  })
})
