/**
 * `fusionkit build` with nothing to do, against `node -e 0`, `make` and `ninja` on as many files, in turns.
 *
 *   npm run bench no-op          target (contract 16): at 1,000 groups at most 2 ×, whatever the number of cells
 *
 * Also with a switch that makes the build judge every target, which is what the first such build after a change does; and with Ollama,
 * where the server is asked who it is.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { timed, timedCommand } from './child.mjs'
import { startFake } from './fake.mjs'
import { makeProject, settled } from './project.mjs'
import { median, report } from './table.mjs'
import { statLine } from '../dist/src/base/file-stat.js'

const rounds = Number(process.argv[2] ?? 21)
const rows = []

/** Medians of commands (name → a function that runs it once), in turns. */
async function inTurns(commands) {
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]))
  for (let round = 0; round < rounds; round += 1)
    for (const [name, run] of Object.entries(commands)) times[name].push(await run())
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, median(all)]))
}

/** Builds until it is known that there is nothing to do. */
async function makeQuiet({ cli, root }) {
  await timed([cli, 'build'], root)
  await settled()
  await timed([cli, 'build'], root)
}

const floorIn = (root) => () => timed(['-e', '0'], root)
const buildIn =
  ({ cli, root }, ...flags) =>
  () =>
    timed([cli, 'build', ...flags], root)

const out = (name) => `rival/${name}.out`

/** The same files as a Makefile and a ninja file see them: each output made of its input, one made of all. */
function writeRivals({ root }, groups) {
  const names = readdirSync(join(root, 'questions'))
    .slice(0, groups)
    .map((name) => name.replace('.jsonl', ''))
  mkdirSync(join(root, 'rival'))
  const all = names.map(out).join(' ')
  const make = names.map((name) => `${out(name)}: questions/${name}.jsonl\n\tcp $< $@\n`).join('')
  writeFileSync(join(root, 'Makefile'), `rival/all: ${all}\n\tcat $^ > $@\n${make}`)
  const ninja = names.map((name) => `build ${out(name)}: copy questions/${name}.jsonl\n`).join('')
  const rules = 'rule copy\n  command = cp $in $out\nrule join\n  command = cat rival/*.out > $out\n'
  writeFileSync(join(root, 'build.ninja'), `${rules}${ninja}build rival/all: join ${all}\ndefault rival/all\n`)
}

/** Those of the two that are there, with a first run done; for the others a row that says why they are left out. */
function rivalsIn({ root }) {
  const rivals = {}
  for (const name of ['make', 'ninja']) {
    try {
      execFileSync(name, ['-j2'], { cwd: root, stdio: 'ignore' })
      execFileSync(name, { cwd: root, stdio: 'ignore' })
      rivals[name] = () => timedCommand(name, [], root)
    } catch (error) {
      console.error(`${name} is left out: ${error.code === 'ENOENT' ? 'it is not installed' : error.message}`)
    }
  }
  return rivals
}

for (const groups of [5, 1000]) {
  const project = makeProject({ groups, questions: 3 })
  await makeQuiet(project)
  writeRivals(project, groups)
  const { floor, known, judged, ...rivals } = await inTurns({
    floor: floorIn(project.root),
    known: buildIn(project),
    judged: buildIn(project, '--accept-new-source'),
    ...rivalsIn(project),
  })
  project.remove()
  const what = `nothing to do, ${groups.toLocaleString('en')} groups`
  rows.push(
    { what, measured: known, floor, unit: 'ms', target: '≤ 2 ×', holds: known <= 2 * floor },
    { what: '  each judged', measured: judged, floor, unit: 'ms' },
    ...Object.entries(rivals).map(([name, ms]) => ({
      what: `  ${name} on the same files`,
      measured: ms,
      floor,
      unit: 'ms',
    })),
  )
}

await withOllama(1000)
await manyCells()
report(rows)

async function withOllama(groups) {
  const fake = await startFake('--parallel', 16, '--call-ms', 0)
  const engine = JSON.stringify({ kind: 'ollama', hosts: [fake.url], concurrency: 16 })
  const project = makeProject({
    groups,
    questions: 3,
    engine,
    config: 'variants: { simple: "Merge {{ q1 }} and {{ q2 }}" }\n',
  })
  try {
    await makeQuiet(project)
    const { floor, known } = await inTurns({ floor: floorIn(project.root), known: buildIn(project) })
    rows.push({
      what: `nothing to do, ${groups.toLocaleString('en')} groups, Ollama asked`,
      measured: known,
      floor,
      unit: 'ms',
    })
  } finally {
    await fake.close()
    project.remove()
  }
}

/**
 * As many files as 1,000 groups of 43 questions have, and as large: 9.9 million cells. They are not asked for: a small project is built,
 * its outputs are made as long as theirs would be (sparse), and their stats are noted as a build would have noted them. A build with
 * nothing to do cannot tell: it compares stats, and reads none of these files.
 */
async function manyCells() {
  const cellsOfGroup = 903 * 11
  const bytesOfRecord = 200
  const project = makeProject({ groups: 1000, questions: 3 })
  await makeQuiet(project)
  const at = (path) => join(project.root, path)
  const path = at('.fusionkit/state/fusion.config.yaml/up-to-date.json')
  const note = JSON.parse(readFileSync(path, 'utf8'))
  for (const file of note.files.filter((each) => each.startsWith('dataset/')))
    truncateSync(at(file), cellsOfGroup * bytesOfRecord * (file.includes('fusion_datasets') ? 1 : 1000))
  const stats = note.files.map((file) => statLine(at(file))).join('\n')
  const records = 1000 * cellsOfGroup
  writeFileSync(path, JSON.stringify({ ...note, stats, records, numbersAgain: `${note.targets} ${records}` }))
  const { floor, known } = await inTurns({ floor: floorIn(project.root), known: buildIn(project) })
  project.remove()
  const what = `nothing to do, 1,000 groups, ${(1000 * cellsOfGroup).toLocaleString('en')} cells`
  rows.push({ what, measured: known, floor, unit: 'ms', target: '≤ 2 ×', holds: known <= 2 * floor })
}
