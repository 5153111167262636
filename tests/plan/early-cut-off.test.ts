/** An input that was made again with the same bytes stops the wave, at every level: source → cut → fusion → merged (contract 2). */
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'
import { inWorld, questions, type Run, type World } from '../support/world.js'

/** What is edited at each level: some of it changes bytes there, some does not. */
interface Shape {
  readonly source: {
    readonly seed: number
    readonly entries: number
    readonly blanks: string
    readonly unique: boolean
  }
  readonly cut: { readonly size: number; readonly limit: number }
  readonly fusion: {
    readonly words: string
    readonly style: string
    readonly attempts: number
    readonly column: string
  }
  /** Of a question file: its lines, with empty ones between them or not. */
  readonly file: { readonly last: string; readonly gap: string }
}

const first: Shape = {
  source: { seed: 1, entries: 6, blanks: ' ', unique: true },
  cut: { size: 3, limit: 6 },
  fusion: { words: 'Rephrase', style: 'fluid', attempts: 2, column: '{{ q1 }}' },
  file: { last: 'Who was Solon?', gap: '' },
}

/** A level with one of its keys changed. */
const edits = fc.oneof(
  ...[
    ['source', { seed: [1, 2], entries: [6, 7], blanks: ['', ' '], unique: [true, false] }] as const,
    ['cut', { size: [2, 3], limit: [6, 7, 99] }] as const,
    [
      'fusion',
      {
        words: ['Rephrase', 'Reword'],
        style: ['fluid', 'smooth'],
        attempts: [2, 3],
        column: ['{{ q1 }}', '{{ q2 }}', '{{q1}}'],
      },
    ] as const,
    ['file', { last: ['Who was Solon?', 'Who was Draco?'], gap: ['', '\n', '\n\n'] }] as const,
  ].flatMap(([level, keys]) =>
    Object.entries<readonly unknown[]>(keys).map(([key, values]) =>
      fc.constantFrom(...values).map((value) => ({ level, key, value })),
    ),
  ),
)

function edited(shape: Shape, { level, key, value }: { level: keyof Shape; key: string; value: unknown }): Shape {
  return { ...shape, [level]: { ...shape[level], [key]: value } }
}

function configOf({ source, cut, fusion }: Shape): string {
  return `version: 1
model: m
language: en
max_attempts: ${fusion.attempts}
sources:
  random:
    faker: { entries: ${source.entries}, seed: ${source.seed}, fields: { name: person.fullName }${source.unique ? ', unique: [name]' : ''} }
    question: "Who is {{${source.blanks}name${source.blanks}}}?"
    answer: "A person."
groups:
  topics: { files: in/law.jsonl }
  people: { source: random, size: ${cut.size}, limit: ${cut.limit} }
variants:
  simple: "Merge {{ q1 }} and {{ q2 }}"
  ${fusion.style}: "${fusion.words} {{ simple }}"
record: { answer: "${fusion.column}" }
checks: { echo: false }
`
}

const fusion = (group: string) => `dataset/fusion_datasets/${group}.jsonl`
const cutFile = (group: string) => `dataset/groups/people/${group}.jsonl`

const made = (...parts: readonly unknown[]): string => JSON.stringify(parts)

/** What each target is made of, as its level sees it: its own settings, and the bytes of what it reads now. */
function ingredients({ source, cut, fusion: own }: Shape, { disk }: World): ReadonlyMap<string, string> {
  const text = (path: string) => disk.text(path) ?? ''
  const rows = Math.min(source.entries, cut.limit)
  const people = Array.from({ length: Math.ceil(rows / cut.size) }, (_, at) => `people-${at + 1}`)
  return new Map([
    ['source:random', made(source)],
    ['groups:people', made(cut, text('dataset/sources/random.jsonl'))],
    ['law', made(own, text('in/law.jsonl'))],
    ...people.map((group) => [group, made(own, text(cutFile(group)))] as const),
    ['merged', made(['law', ...people].map((group) => [group, text(fusion(group))]))],
  ])
}

function textsOf({ disk }: World): Record<string, string | undefined> {
  return Object.fromEntries(disk.paths().map((path) => [path, disk.text(path)]))
}

/** Whether a target's bytes are what they were is told as it is. */
function assertTold({ events }: Run, before: Record<string, string | undefined>, { disk }: World): void {
  for (const event of events) {
    if (event.kind !== 'target-ended' || event.outcome.kind !== 'built' || event.target === 'groups:people') continue
    const { path, sameBytes } = event.outcome
    assert.is(sameBytes, disk.text(path) === before[path], `${event.target}: same bytes`)
  }
}

spec('a build runs what is made of something else than last time, and no more', (it) => {
  it('whichever settings of whichever levels are edited, and whatever comes of it (contract 2, 9)', async () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(edits, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
        async (steps) =>
          inWorld({}, '', async (world) => {
            let shape = first
            const last = new Map<string, string>()
            for (const step of [[], ...steps]) {
              for (const edit of step) shape = edited(shape, edit)
              world.config = configOf(shape)
              const { last: question, gap } = shape.file
              world.disk.put('in/law.jsonl', `${questions('What is a tort?')}${gap}${questions(question)}`)
              const before = textsOf(world)
              const run = await world.build()
              const now = ingredients(shape, world)
              const changed = [...now.keys()].filter((target) => last.get(target) !== now.get(target))
              assert.equal(run.ran.toSorted(), changed.sort())
              assertTold(run, before, world)
              for (const [target, made] of now) last.set(target, made)
            }
          }),
      ),
      { numRuns: soakRuns(8), includeErrorInReport: true },
    ))

  for (const [level, key, value, ran] of [
    ['source', 'blanks', '', ['source:random']],
    ['cut', 'limit', 99, ['groups:people']],
    ['fusion', 'attempts', 3, ['law', 'people-1', 'people-2']],
    ['file', 'gap', '\n', ['law']],
  ] as const)
    it(`one level alone, where its bytes stay: ${level} (contract 2)`, async () =>
      inWorld(
        { 'in/law.jsonl': `${questions('What is a tort?')}${questions(first.file.last)}` },
        configOf(first),
        async (world) => {
          await world.build()
          const shape = edited(first, { level, key, value })
          world.config = configOf(shape)
          world.disk.put(
            'in/law.jsonl',
            `${questions('What is a tort?')}${shape.file.gap}${questions(shape.file.last)}`,
          )
          const run = await world.build()
          assert.equal([run.ran, run.calls.length], [[...ran], 0])
        },
      ))
})
