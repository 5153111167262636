/** What did not change is copied from the last output: the same bytes as from scratch, whatever was done to it meanwhile (contract 39). */
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { BuildEvent } from '../../src/domain/event.js'
import type { CompletionRequest } from '../../src/domain/completion.js'
import { overrideLine } from '../../src/domain/override.js'
import { soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'
import { inStory } from '../support/story.js'
import { inWorld, type Run, type World } from '../support/world.js'

/** So many runs more: for a night. */

interface Project {
  readonly a: readonly number[]
  readonly b: readonly number[]
  readonly unique: 'pair' | 'group'
  readonly variants: readonly string[]
  readonly answer: string
  /** Which edition of each question it is. */
  readonly edition: Readonly<Record<number, number>>
  /** Of each group; `undefined`: all. */
  readonly sample: number | undefined
}

const first: Project = {
  a: [0, 1, 2, 3],
  b: [2, 3, 4],
  unique: 'pair',
  variants: ['fluid', 'brief'],
  answer: '{{ a1 }} {{ a2 }}',
  edition: {},
  sample: undefined,
}

const templates: Readonly<Record<string, string>> = {
  fluid: 'Fluid {{ simple }}',
  brief: 'Brief {{ simple }} of {{ q1 }}',
  odd: 'Odd {{ fluid }}',
}

function configOf({ unique, variants, answer, sample }: Project): string {
  const known = variants.filter((name) => name !== 'odd' || variants.includes('fluid'))
  return `version: 1
model: m
language: en
max_attempts: 2
unique: ${unique}
pairs: ${sample === undefined ? 'all' : `{ sample: ${sample}, seed: 1 }`}
groups: { topics: { files: "in/*.jsonl" } }
variants:
  simple: "Merge {{ q1 }} and {{ q2 }}"
${known.map((name) => `  ${name}: "${templates[name]}"\n`).join('')}
record: { question: "{{ text }}", answer: "${answer}", by: "{{ variant }}" }
checks: { echo: false, keeps_both: false, not_matches: ["bad"] }
output: { merged: all.jsonl, fusions: "out/{{ group }}.jsonl" }
`
}

/** A model that repeats itself, so that texts are taken, and says what a check rejects. */
const repetitive = ({ messages, attempt }: CompletionRequest): string => {
  const prompt = messages.at(-1)?.content ?? ''
  const number = prompt.split('').reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997, attempt)
  return number % 7 === 0 ? 'That is bad?' : `Question ${number % 23}?`
}

function put({ disk }: World, project: Project): void {
  for (const file of ['a', 'b'] as const) {
    const rows = project[file].map((nth) => {
      const edition = project.edition[nth] ?? 0
      return `${JSON.stringify({ question: `Where is ${nth} of edition ${edition}?`, answer: `Answer ${nth % 2}.` })}\n`
    })
    disk.put(`in/${file}.jsonl`, rows.join(''))
  }
}

const members = fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 2 })
const edits: fc.Arbitrary<(project: Project) => Project> = fc.oneof(
  members.map((a) => (project: Project) => ({ ...project, a })),
  members.map((b) => (project: Project) => ({ ...project, b })),
  fc.tuple(fc.nat(5), fc.nat(2)).map(([nth, to]) => (project: Project) => ({
    ...project,
    edition: { ...project.edition, [nth]: to },
  })),
  fc.constantFrom('pair' as const, 'group' as const).map((unique) => (project: Project) => ({ ...project, unique })),
  fc.shuffledSubarray(['fluid', 'brief', 'odd']).map((variants) => (project: Project) => ({ ...project, variants })),
  fc.constantFrom('{{ a1 }}', '{{ q2 }}', 'none').map((answer) => (project: Project) => ({ ...project, answer })),
  fc.constantFrom(3, 5, undefined).map((sample) => (project: Project) => ({ ...project, sample })),
)

const kept = ['index/a.pairs', 'index/a.records', 'index/b.pairs', 'index/b.records', '.fusionkit/rejected/a.jsonl']
const files = [...kept, '.fusionkit/rejected/b.jsonl', 'out/a.jsonl', 'out/b.jsonl', 'all.jsonl']

type Snapshot = ReadonlyMap<string, Buffer>

function snapshotOf({ disk }: World): Snapshot {
  return new Map(
    files.flatMap((path) => {
      const bytes = disk.bytes(path)
      return bytes === undefined ? [] : [[path, bytes]]
    }),
  )
}

/** What happens to files between two builds; they may also come back as an earlier build has left them. */
const mishaps: fc.Arbitrary<(world: World, earlier: readonly Snapshot[]) => void> = fc.oneof(
  fc.constant(() => {}),
  fc.constant((world: World) => world.forgetStore()),
  fc.constantFrom(...files).map(
    (path) =>
      ({ disk }: World) =>
        disk.remove(path),
  ),
  fc
    .tuple(fc.constantFrom(...files), fc.nat(), fc.constantFrom('flip', 'cut', 'add'))
    .map(([path, where, how]) => ({ disk }: World) => {
      const bytes = disk.bytes(path)
      if (bytes !== undefined && bytes.length > 0) disk.putBytes(path, damaged(bytes, where, how))
    }),
)

function damaged(bytes: Buffer, where: number, how: 'flip' | 'cut' | 'add'): Buffer {
  const at = where % Math.max(1, bytes.length)
  if (how === 'cut') return bytes.subarray(0, at)
  if (how === 'add') return Buffer.concat([bytes.subarray(0, at), Buffer.from('x'), bytes.subarray(at)])
  return Buffer.from(bytes.map((byte, index) => (index === at ? byte ^ 1 : byte)))
}

interface Outcome {
  readonly texts: Readonly<Record<string, string | undefined>>
  readonly tallies: Readonly<Record<string, unknown>>
}

function outcomeOf({ disk }: World, { events }: Run): Outcome {
  const outputs = [
    'out/a.jsonl',
    'out/b.jsonl',
    'all.jsonl',
    ...['a', 'b', 'merged'].map((name) => `.fusionkit/rejected/${name}.jsonl`),
  ]
  return {
    texts: Object.fromEntries(outputs.map((path) => [path, disk.text(path)])),
    tallies: Object.fromEntries(events.flatMap((event) => tallyOf(event))),
  }
}

/** Without what says how it came about. */
function tallyOf(event: BuildEvent): [string, unknown][] {
  if (event.kind !== 'target-ended' || event.outcome.kind !== 'built') return []
  const { reused: _, calls: __, ...tally } = event.outcome.tally
  return [[event.target, tally]]
}

async function fromScratch(project: Project): Promise<Outcome> {
  let outcome: Outcome | undefined
  await inWorld({}, configOf(project), async (world) => {
    world.answer = repetitive
    put(world, project)
    outcome = outcomeOf(world, await world.build())
  })
  return outcome ?? { texts: {}, tallies: {} }
}

/** Questions, one of them in editions. */
const twelve = (edition: number): string[] =>
  Array.from({ length: 12 }, (_, nth) => `Where is ${nth} of ${nth === 8 ? edition : 1}?`)

/** A built project, then an edit, and perhaps a mishap; what the next build does. */
async function edited(
  edit: (project: Project) => Project,
  check: (found: { readonly run: Run; readonly world: World }) => void,
  between: (world: World) => void = () => {},
  force = false,
): Promise<void> {
  await inWorld({}, configOf(first), async (world) => {
    put(world, first)
    await world.build()
    put(world, edit(first))
    world.config = configOf(edit(first))
    between(world)
    check({ run: await world.build({ force }), world })
  })
}

const looksUp =
  (pairs: number) =>
  ({ run }: { readonly run: Run }): void =>
    assert.is(run.lookedUp, pairs)

const reword = (project: Project) => ({ ...project, edition: { 1: 7 } })

spec('pairs that did not change', (it) => {
  it('come out as from scratch, whatever was edited, and whatever became of outputs and indexes', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(edits, mishaps), { minLength: 1, maxLength: 4 }), async (history) => {
        let project = first
        await inWorld({}, configOf(project), async (world) => {
          world.answer = repetitive
          put(world, project)
          await world.build()
          const earlier: Snapshot[] = []
          for (const [edit, mishap] of history) {
            project = edit(project)
            earlier.push(snapshotOf(world))
            mishap(world, earlier)
            put(world, project)
            world.config = configOf(project)
            const outcome = outcomeOf(world, await world.build())
            const expected = await fromScratch(project)
            for (const [path, text] of Object.entries(expected.texts))
              // a list of a target that had nothing to do is not looked at
              if (!path.startsWith('.fusionkit') || outcome.tallies[path.slice(20, -6)] !== undefined)
                assert.is(outcome.texts[path], text, path)
            for (const [target, tally] of Object.entries(outcome.tallies))
              assert.equal(tally, expected.tallies[target], target)
          }
        })
      }),
      { numRuns: soakRuns(12) },
    ))

  for (const nth of first.a)
    it(`are copied: an edit of question ${nth} of n looks up n − 1 pairs in each of its groups`, () =>
      edited(
        (project) => ({ ...project, edition: { [nth]: 7 } }),
        ({ run }) => assert.is(run.lookedUp, first.a.length - 1 + (first.b.includes(nth) ? first.b.length - 1 : 0)),
      ))

  it('are copied where a question is new, gone or elsewhere', async () => {
    await edited(
      ({ a, ...project }) => ({ ...project, a: [5, ...a] }),
      ({ run }) => assert.is(run.lookedUp, 4),
    )
    await edited(
      ({ a, ...project }) => ({ ...project, a: a.slice(1) }),
      ({ run }) => assert.is(run.lookedUp, 0),
    )
    // one pair is now the other way round
    await edited(
      (project) => ({ ...project, a: [0, 2, 1, 3] }),
      ({ run }) => assert.is(run.lookedUp, 1),
    )
  })

  it('are counted as reused, cell by cell', () =>
    edited(reword, ({ run: { events } }) => {
      const ends = events.flatMap((event) =>
        event.kind === 'target-ended' && event.target === 'a' ? [event.outcome] : [],
      )
      assert.equal(
        ends.map((end) => end.kind === 'built' && [end.tally.cells, end.tally.reused, end.tally.calls]),
        [[18, 9, 9]],
      )
      const progress = events.flatMap((event) =>
        event.kind === 'progress' && event.target === 'a' ? [event.done] : [],
      )
      assert.equal(progress, [0, 3, 6, 9, 12, 15, 18], 'at the start, and after each pair')
    }))

  it('are looked up where a setting changes all lines, under `--force`, and where each hangs on those before it', async () => {
    const all = looksUp(6 + 3)
    await edited((project) => ({ ...project, answer: '{{ a1 }}' }), all)
    await edited(
      (project) => project,
      all,
      () => {},
      true,
    )
    await edited((project): Project => ({ ...project, unique: 'group' }), all)
  })

  it('are looked up where there is nothing to copy: no output, an edited one, an index that is not whole', async () => {
    const all = looksUp(6)
    await edited(reword, all, ({ disk }) => disk.remove('out/a.jsonl'))
    await edited(reword, all, ({ disk }) => disk.put('out/a.jsonl', `${disk.text('out/a.jsonl')}{"question":"mine"}\n`))
    for (const index of ['index/a.pairs', 'index/a.records'])
      await edited(reword, all, ({ disk }) =>
        disk.putBytes(index, damaged(disk.bytes(index) ?? Buffer.of(), 70, 'flip')),
      )
  })

  it('an index that was deleted is made again by the next build of its target', () =>
    inWorld({}, configOf(first), async (world) => {
      put(world, first)
      await world.build()
      for (const index of kept) world.disk.remove(index)
      put(world, { ...first, edition: { 0: 1 } })
      assert.is((await world.build()).lookedUp, 6)
      put(world, { ...first, edition: { 0: 2 } })
      assert.is((await world.build()).lookedUp, 3)
      assert.ok(world.disk.stat('index/b.records'), 'merging has made what it missed')
    }))

  it('are copied beside those that the user says something of, also when that is taken back', async () => {
    const config = `${configOf(first)}overrides: words.jsonl\n`
    const word = { kind: 'text', text: 'Mine?' } as const
    const said = overrideLine({
      pair: ['Where is 0 of edition 0?', 'Where is 1 of edition 0?'],
      variant: 'fluid',
      word,
    })
    await inWorld({ 'words.jsonl': '' }, config, async (world) => {
      put(world, first)
      const before = outcomeOf(world, await world.build())
      world.disk.put('words.jsonl', said)
      assert.is((await world.build()).lookedUp, 1)
      assert.match(world.disk.text('out/a.jsonl') ?? '', '"question":"Mine?"')
      world.disk.put('words.jsonl', '')
      assert.is((await world.build()).lookedUp, 1)
      assert.equal(outcomeOf(world, await world.build({ force: true })).texts, before.texts)
    })
  })

  it('cost n − 1 pairs on real files, too, and with a model that is on trial while the first pairs are met', async () => {
    let fresh = {}
    await inStory({}, async (story) => {
      story.questions('questions/animals.jsonl', twelve(2))
      await story.build()
      fresh = story.outputs()
    })
    await inStory({}, async (story) => {
      story.questions('questions/animals.jsonl', twelve(1))
      await story.build()
      story.questions('questions/animals.jsonl', twelve(2))
      const { calls, outcome } = await story.build()
      assert.is(calls, 11 * 3)
      assert.is(outcome.tally.reused, (66 - 11) * 3)
      assert.equal(story.outputs(), fresh)
    })
  })
})
