/** What an edit costs: the calls that are counted, exactly; and that all is right afterwards (contract 39). */
import { readFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { digestOf } from '../../src/base/hash.js'
import { eachAlone } from '../support/batches.js'
import type { Respond } from '../support/fake-ollama/respond.js'
import { isSoak } from '../support/soak.js'
import { spec } from '../support/spec.js'
import { type Config, distinct, plainConfig } from '../support/story.js'
import {
  type Bench,
  type BenchBuild,
  firstWeights,
  inMemory,
  onDisk,
  type Template,
  templateOf,
  textOf,
} from './benches.js'
import { editTable, type Row, usual, type Way } from './edit-table.js'
import { valueOf } from './formula.js'

const merged = 'dataset/batch_fusion_generator/batch_fusion_dataset.jsonl'

/** One in three texts begins with "Well," on a first try: so checks have something to find, and a further try is good. */
const wavering: Respond = (body) => {
  const said = distinct(body)
  const [, asked = ''] = /(<q.*)/.exec(body.messages.at(-1)?.content ?? '') ?? []
  const isFirst = Number(body.options?.['temperature']) <= 0.2
  return isFirst && Number.parseInt(digestOf(asked).slice(2, 8), 16) % 3 === 0 ? `Well, ${textOf(said)}` : said
}
const respond = eachAlone(wavering)

const expected = ({ calls, under = {}, values }: Row, way?: Way): number =>
  valueOf((way && under[way]) ?? calls, { ...usual(way), ...values })

/** A built project: edited, planned, built, built from scratch elsewhere, built once more; then the edit is taken back. */
async function holds(row: Row, bench: Bench, respond: Respond, way?: Way): Promise<void> {
  const before = bench.inputs()
  const first = bench.outputs()
  row.to(bench)
  const after = bench.inputs()
  const planned = await bench.plan()
  const edited = await bench.build()
  assert.is(edited.calls, expected(row, way), 'the calls of the edit')
  assert.equal(changesOf(edited, first, bench), row.runs, 'what runs, and what comes out otherwise')
  assertPlanned(row.plan ?? (way !== undefined && row.under?.[way] ? 'most' : undefined), planned, edited.calls)
  await assertAsFromScratch(row, bench, respond)
  await assertNothingToDo(bench)
  if (row.isOfOutput) return assertRestored(edited)

  for (const path of Object.keys(after)) if (!(path in before)) bench.remove(path)
  for (const [path, text] of Object.entries(before)) bench.write(path, text)
  for (const [model, digest] of Object.entries(firstWeights)) bench.pull(model, digest)
  const undone = await bench.build()
  assert.is(undone.calls, 0, 'an edit that is taken back costs nothing')
  assertRestored(undone)
  const now = bench.outputs()
  for (const [path, text] of Object.entries(first)) assert.is(now[path], text, `${path} is as it was`)
  await assertNothingToDo(bench)
  if (!row.asksAnew) assert.is(bench.repeated(), 0, 'nothing is asked twice')
}

const isCut = (target: string) => target.includes(':')

function firstPath(target: string, path: string): string {
  return target === 'merged' ? merged : isCut(target) ? path : `dataset/fusion_datasets/${target}.jsonl`
}

/** Target → whether its bytes are others than they were, wherever they lie. */
function changesOf({ made }: BenchBuild, first: Readonly<Record<string, string>>, bench: Bench): Row['runs'] {
  const now = bench.outputs()
  return Object.fromEntries(
    [...made].map(([target, { path }]) => [target, now[path] === first[firstPath(target, path)] ? 'same' : 'other']),
  )
}

function assertPlanned(plan: Row['plan'], planned: number, calls: number): void {
  if (plan === 'least') assert.ok(planned <= calls, `plan says at least ${planned}, it took ${calls}`)
  else if (plan === 'most') assert.ok(planned >= calls, `plan says at most ${planned}, it took ${calls}`)
  else assert.is(planned, calls, 'what plan says')
}

async function assertAsFromScratch(row: Row, bench: Bench, respond: Respond): Promise<void> {
  const inputs = bench.inputs()
  const now = bench.outputs()
  await inMemory(
    respond,
    {},
    async (fresh) => {
      if (row.asksAnew) row.to(fresh)
      await fresh.build()
      for (const [path, text] of Object.entries(fresh.outputs())) assert.is(now[path], text, `${path} from scratch`)
    },
    inputs,
  )
}

async function assertNothingToDo(bench: Bench): Promise<void> {
  const { calls, made } = await bench.build()
  assert.equal([calls, [...made.keys()]], [0, []], 'a further build has nothing to do')
}

function assertRestored({ made }: BenchBuild): void {
  assert.equal(
    [...made].flatMap(([target, { restored }]) => (restored ? [] : [target])),
    [],
    'what runs is restored',
  )
}

spec('docs/increments.md', (it) => {
  it('has the rows that are tried here, and no other', () => {
    const page = readFileSync('docs/increments.md', 'utf8')
    const rows = page.split('\n').filter((line) => line.startsWith('|') && line.split('|').length === 5)
    const sections = [...new Set(editTable.map(({ section }) => section))]
    const expected = sections.flatMap((section) => [
      `| ${section} | calls | made again |`,
      '|---|---|---|',
      ...editTable.filter((row) => row.section === section).map(shown),
    ])
    assert.equal(rows.join('\n'), expected.join('\n'))
  })
})

const words = (formula: string) => formula.replaceAll('_', ' ')

/** A row as the page has it. */
function shown({ edit, calls, under = {}, runs }: Row): string {
  const batch = under['batch: true']
  return `| ${edit} | ${words(calls)}${batch === undefined ? '' : `; under \`batch: true\` ${words(batch)}`} | ${madeAgain(runs, calls === '0')} |`
}

function madeAgain({ merged: ofMerged, ...others }: Row['runs'], isFree: boolean): string {
  const groups = Object.entries(others).filter(([target]) => !isCut(target))
  const named = groups.length === 1 ? 'one group' : 'groups'
  const isSame = groups.every(([, change]) => change === 'same')
  if (!isFree && isSame) return `${named}; merged where an answer is another`
  const parts = [
    ...(Object.keys(others).some(isCut) ? ['the cut'] : []),
    ...(groups.length === 0 ? [] : [isSame ? `${named} (same bytes)` : named]),
    ...(ofMerged === undefined ? [] : [ofMerged === 'same' ? 'merged (same bytes)' : 'merged']),
  ]
  return parts.length === 0 ? 'nothing' : parts.join(', ')
}

let template: Promise<Template> | undefined
const plain: Config = { ...plainConfig(), engine: { kind: 'ollama' } }

/** Every row in `npm run soak`; else those that are about files and servers, and of the others one in three. */
function isOnDisk(row: Row, index: number): boolean {
  return isSoak || index % 3 === 0 || row.isOfOutput === true || row.asksAnew === true
}

async function inMemoryFrom(config: Config, row: Row, way?: Way): Promise<void> {
  await inMemory(respond, config, async (bench) => {
    row.start?.(bench)
    await bench.build()
    await holds(row, bench, respond, way)
  })
}

spec('an edit costs its calls and not one more, and taken back none (contract 2, 3, 5, 7, 39)', (it) => {
  for (const [index, row] of editTable.entries()) {
    if (!isOnDisk(row, index)) {
      it(`${row.edit}: ${row.calls} (in memory)`, async () => inMemoryFrom(plain, row))
      continue
    }
    it(`${row.edit}: ${row.calls}`, async () => {
      template ??= templateOf(respond)
      await onDisk(respond, row.start ? undefined : await template, async (bench) => {
        row.start?.(bench)
        if (row.start) await bench.build()
        await holds(row, bench, respond)
      })
    })
  }

  it('(the project that most rows begin with is cleared away)', async () => (await template)?.remove())
})

const ways: { readonly [way in Way]: (config: Config) => Config } = {
  'unique: group': (config) => ({ ...config, unique: 'group' }),
  'batch: true': (config) => ({ ...config, batch: true }),
  'several models': ({ variants, ...others }) => {
    const { fluid, ...rest } = variants as Config
    return { ...others, variants: { ...rest, fluid: { prompt: fluid, model: 'qwen3:4b' } } }
  },
}

for (const [turn, [way, configOf]] of Object.entries(ways).entries())
  spec(`an edit under ${way} costs the same, or what its row says`, (it) => {
    for (const row of editTable.filter((each, index) => isTried(each, index, way as Way, turn)))
      it(`${row.edit}: ${row.under?.[way as Way] ?? row.calls}`, async () =>
        inMemoryFrom(configOf(plain), row, way as Way))
  })

/** Every row under each way in `npm run soak`; else under one, in turn, and where a row says something of a way under that, too. */
function isTried(row: Row, index: number, way: Way, turn: number): boolean {
  return isSoak || index % Object.keys(ways).length === turn || row.under?.[way] !== undefined
}
