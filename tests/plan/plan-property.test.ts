import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { overrideLine } from '../../src/domain/override.js'
import { CallFailed } from '../../src/engines/engine.js'
import { identityOf } from '../support/recipes.js'
import { soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'
import { inWorld, questions, type RunOptions, type World } from '../support/world.js'

interface Shape {
  readonly size: number
  readonly reword: string
  readonly attempts: number
  readonly merged: string
  readonly fusions: string
  readonly isReversed: boolean
  readonly column: string
}

const first: Shape = {
  size: 2,
  reword: 'Rephrase',
  attempts: 2,
  merged: 'all.jsonl',
  fusions: 'out/{{ group }}.jsonl',
  isReversed: false,
  column: '{{ q1 }}',
}

function configOf({ size, reword, attempts, merged, fusions, isReversed, column }: Shape): string {
  const groups = ['  topics: { files: "in/*.jsonl" }', `  cities: { source: atlas, size: ${size} }`]
  return `version: 1
model: m
language: en
max_attempts: ${attempts}
sources: { atlas: { files: data.jsonl } }
groups:
${(isReversed ? groups.toReversed() : groups).join('\n')}
variants:
  simple: "Merge {{ q1 }} and {{ q2 }}"
  fluid: "${reword} {{ simple }}"
record: { answer: "${column}" }
checks: { echo: false }
output: { merged: ${merged}, fusions: "${fusions}" }
overrides: mended.jsonl
`
}

const words = ['Rome', 'Oslo', 'Lima', 'Bern', 'Kyiv', 'Nice']
const rows = fc.uniqueArray(fc.constantFrom(...words), { minLength: 2, maxLength: 4 })

interface Edit {
  readonly name: string
  readonly to: (world: World, shape: Shape) => Shape | void
}

const edit = (name: string, to: Edit['to']): Edit => ({ name, to })
const changed = (name: string, change: Partial<Shape>): Edit => edit(name, (_world, shape) => ({ ...shape, ...change }))
const ask = (texts: readonly string[]) => questions(...texts.map((word) => `Where is ${word}?`))

/** What a user says of some cells; much of it says nothing, since nobody has that pair. */
const mends = fc.uniqueArray(
  fc.record({
    pair: fc.shuffledSubarray(words, { minLength: 2, maxLength: 2 }),
    variant: fc.constantFrom('simple', 'fluid'),
    word: fc.option(fc.constantFrom('Twice?', 'As I say?'), { nil: undefined }),
  }),
  { maxLength: 4, selector: ({ pair, variant }) => `${pair.join()} ${variant}` },
)

const mending = (lines: readonly { pair: string[]; variant: string; word: string | undefined }[]) =>
  lines.map(({ pair: [first, second], variant, word }) =>
    overrideLine({
      pair: [`Where is ${first}?`, `Where is ${second}?`],
      variant,
      word: word === undefined ? { kind: 'drop' } : { kind: 'text', text: word },
    }),
  )

/** What users do between two builds. */
const edits = fc.oneof(
  rows.map((texts) => edit(`data ${texts.join()}`, ({ disk }) => disk.put('data.jsonl', ask(texts)))),
  fc
    .tuple(fc.constantFrom('a', 'b'), rows)
    .map(([name, texts]) => edit(`${name} ${texts.join()}`, ({ disk }) => disk.put(`in/${name}.jsonl`, ask(texts)))),
  fc.constant(edit('no b', ({ disk }) => disk.remove('in/b.jsonl'))),
  fc.constantFrom('Rephrase', 'Reword').map((reword) => changed(reword, { reword })),
  fc.constantFrom(1, 2).map((size) => changed(`size ${size + 1}`, { size: size + 1 })),
  fc.constantFrom(1, 2).map((attempts) => changed(`attempts ${attempts}`, { attempts })),
  fc.constantFrom('all.jsonl', 'every.jsonl').map((merged) => changed(merged, { merged })),
  fc.constantFrom('out/{{ group }}.jsonl', 'fused/{{ group }}.jsonl').map((fusions) => changed(fusions, { fusions })),
  fc.boolean().map((isReversed) => changed(`reversed ${isReversed}`, { isReversed })),
  fc.constantFrom('{{ q1 }}', '{{ q2 }}', '{{ group }}').map((column) => changed(column, { column })),
  fc.constantFrom('m1', 'm2').map((id) => edit(id, ({ models }) => void models.set('m', identityOf(id)))),
  fc
    .constantFrom('out/a.jsonl', 'all.jsonl', 'out/cities-1.jsonl')
    .map((path) => edit(`rm ${path}`, ({ disk }) => disk.remove(path))),
  fc.constant(
    edit(
      'by hand',
      ({ disk }) => void (disk.text('out/a.jsonl') && disk.put('out/a.jsonl', '{"question":"mine","answer":""}\n')),
    ),
  ),
  mends.map((lines) =>
    edit(`mended ${JSON.stringify(lines)}`, ({ disk }) => disk.put('mended.jsonl', mending(lines).join(''))),
  ),
  fc.constant(edit('no store', (world) => world.forgetStore())),
)

const options = fc.oneof(
  { weight: 5, arbitrary: fc.constant<RunOptions>({}) },
  { weight: 1, arbitrary: fc.constant<RunOptions>({ force: true }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('a', 'cities', 'cities-1', 'merged').map((name): RunOptions => ({ names: [name] })),
  },
)

const start = {
  'in/a.jsonl': ask(['Rome', 'Oslo']),
  'in/b.jsonl': ask(['Lima', 'Bern']),
  'data.jsonl': ask(words),
  'mended.jsonl': '',
}

/** Some texts are duplicates, so that attempts differ. */
const answer: World['answer'] = ({ messages, attempt }) => {
  const prompt = messages.at(-1)?.content ?? ''
  return attempt === 1 && prompt.includes('Bern') ? 'Twice?' : `${prompt}, ${attempt}?`
}

spec('plan and build', (it) => {
  it('agree: what runs was planned as stale or maybe, and what was planned as stale runs (contract 19)', async () => {
    const steps = fc.array(
      fc.record({ edits: fc.array(edits, { maxLength: 3 }), options, busy: fc.integer({ min: 0, max: 4 }) }),
      {
        minLength: 1,
        maxLength: 4,
      },
    )
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        await inWorld(start, configOf(first), async (world) => {
          let shape = first
          for (const step of all) {
            for (const { to } of step.edits) shape = to(world, shape) ?? shape
            world.config = configOf(shape)
            world.answer = (request) => {
              if (step.busy === 0 && request.messages.at(-1)?.content.includes('Kyiv'))
                throw new CallFailed('busy', { mayPass: true })
              return answer(request)
            }
            const before = world.disk.paths().map((path) => [path, world.disk.text(path)])
            const plan = await world.plan(step.options)
            assert.equal(
              world.disk.paths().map((path) => [path, world.disk.text(path)]),
              before,
              'a plan writes nothing',
            )
            const { events } = await world.build(step.options)
            const started = new Set(
              events.flatMap((event) =>
                event.kind === 'target-ended' && event.outcome.kind !== 'blocked' ? [event.target] : [],
              ),
            )
            const planned = new Set(plan.map(({ target }) => target))
            const stale = plan.filter(({ state }) => state === 'stale').map(({ target }) => target)
            for (const target of started) assert.ok(planned.has(target), `${target} ran, and was not planned`)
            for (const target of stale) assert.ok(started.has(target), `${target} was planned, and did not run`)
          }
        })
      }),
      { numRuns: soakRuns(15) },
    )
  })

  it('make incrementally what a build from scratch makes (contract 39, 42)', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(edits, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
        async (all) => {
          await inWorld(start, configOf(first), async (world) => {
            world.answer = answer
            let shape = first
            for (const step of all) {
              for (const { to } of step) shape = to(world, shape) ?? shape
              world.config = configOf(shape)
              await world.build()
              const again = await world.build()
              assert.equal([again.ran, again.calls.length], [[], 0], 'a second build has nothing to do')
            }
            const inputs = Object.fromEntries(
              Object.keys(start).flatMap((path) => {
                const text = world.disk.text(path)
                return text === undefined ? [] : [[path, text] as const]
              }),
            )
            await inWorld(inputs, world.config, async (fresh) => {
              fresh.answer = answer
              for (const [name, identity] of world.models) fresh.models.set(name, identity)
              await fresh.build()
              for (const path of fresh.disk.paths().filter((each) => !each.startsWith('.fusionkit')))
                assert.is(world.disk.text(path), fresh.disk.text(path), path)
            })
          })
        },
      ),
      { numRuns: soakRuns(8) },
    )
  })

  it('agree on the cells whose text is not known yet; the same pair in two groups is asked once (contract 3)', async () => {
    await inWorld(start, configOf(first), async (world) => {
      const before = await world.plan()
      const sum = (of: 'cells' | 'toAsk') => before.reduce((total, target) => total + target[of], 0)
      assert.equal([sum('cells'), sum('toAsk')], [10, 10])
      assert.is((await world.build()).calls.length, 6)
      world.disk.remove('out/a.jsonl')
      const [again] = await world.plan()
      assert.equal([again?.target, again?.cells, again?.cached, again?.toAsk, again?.state], ['a', 2, 2, 0, 'stale'])
    })
  })

  it('of many cells looks at some pairs of each group, and says about the same, each time alike (contract 17)', async () => {
    const many = Array.from({ length: 24 }, (_, index) => `Where is town number ${index}?`)
    const files = { ...start, 'in/a.jsonl': questions(...many), 'in/b.jsonl': questions(...many.slice(0, 12)) }
    await inWorld(files, configOf(first), async (world) => {
      await world.build({ names: ['a'] })
      world.disk.put('in/a.jsonl', questions(...many.slice(0, 12), ...many.slice(12).map((text) => `${text} Now?`)))
      const exact = await world.plan()
      const some = await world.plan({ mostCounted: 300 })
      assert.equal(await world.plan({ mostCounted: 300 }), some)
      assert.equal(
        some.map(({ target, state, cells }) => [target, state, cells]),
        exact.map(({ target, state, cells }) => [target, state, cells]),
      )
      const [a, of] = [some, exact].map((plan) => plan.find(({ target }) => target === 'a'))
      assert.is(of?.approximate, undefined)
      assert.ok(a?.approximate === true && (a.sampledCells ?? 0) < a.cells && (a.sampledCells ?? 0) > 100)
      assert.ok(Math.abs((a?.toAsk ?? 0) - (of?.toAsk ?? 0)) < 0.15 * a.cells, `${a?.toAsk} for ${of?.toAsk}`)
      assert.is((a?.cached ?? 0) + (a?.toAsk ?? 0), a?.cells)
    })
  })
})
