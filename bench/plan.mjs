/**
 * `fusionkit plan` where there is no state at all, after edits of the config, and at a million and ten million cells.
 *
 *   npm run bench plan          targets: cold, at 1,000 groups of 3 questions, at most 6 × `node -e 0`; seconds at any size, flat memory
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { measured, timed } from './child.mjs'
import { cellsOf, makeProject, settled } from './project.mjs'
import { median, report } from './table.mjs'

const rounds = Number(process.argv[2] ?? 11)
const rows = []
const said = (number) => number.toLocaleString('en')

const plan = ({ cli, root }) => timed([cli, 'plan'], root)

async function cold(groups, questions) {
  const project = makeProject({ groups, questions })
  const [floors, plans] = [[], []]
  for (let round = 0; round < rounds; round += 1) {
    floors.push(await timed(['-e', '0'], project.root))
    rmSync(join(project.root, '.fusionkit'), { recursive: true, force: true })
    plans.push(await plan(project))
  }
  project.remove()
  const [floor, ms] = [floors, plans].map(median)
  const what = `plan, never built, ${said(groups)} groups of ${questions} questions`
  rows.push({ what, measured: ms, floor, unit: 'ms', target: '≤ 6 ×', holds: ms <= 6 * floor })
}

const edits = [
  { what: 'a comment in the config', edit: (round) => `# ${round}\n`, target: '≤ 6 ×' },
  // every pair is looked up, every stored text is checked again, and one cell of each pair is missing
  {
    what: 'a new style',
    edit: (round) => `variants: { gentle: { prompt: 'Gently ${round}: {{ simple }}', style: fluid } }\n`,
  },
]

/** Everything is built and stored; then the config is edited. */
async function afterEdit(groups, questions) {
  const project = makeProject({ groups, questions })
  const config = join(project.root, 'fusion.config.yaml')
  await timed([project.cli, 'build'], project.root)
  await settled()
  await timed([project.cli, 'build'], project.root)
  const text = readFileSync(config, 'utf8')
  for (const { what, edit, target } of edits) {
    const [floors, plans] = [[], []]
    for (let round = 0; round < rounds; round += 1) {
      writeFileSync(config, `${text}${edit(round)}`)
      floors.push(await timed(['-e', '0'], project.root))
      plans.push(await plan(project))
    }
    const [floor, ms] = [floors, plans].map(median)
    const row = { what: `plan after ${what}, ${said(groups)} groups of ${questions}`, measured: ms, floor, unit: 'ms' }
    rows.push(target === undefined ? row : { ...row, target, holds: ms <= 6 * floor })
  }
  project.remove()
}

async function large(shapes) {
  const peaks = []
  for (const shape of shapes) {
    const project = makeProject(shape)
    const runs = []
    for (let round = 0; round < 3; round += 1) runs.push(await measured([project.cli, 'plan'], project.root))
    project.remove()
    const what = `plan, ${said(cellsOf(shape))} cells, ${shape.groups} group${shape.groups > 1 ? 's' : ''}`
    const seconds = median(runs.map(({ ms }) => ms)) / 1000
    const peak = Math.max(...runs.map(({ megabytes }) => megabytes))
    peaks.push(peak)
    rows.push(
      { what, measured: seconds, unit: 's', target: '≤ 5', holds: seconds <= 5 },
      { what: '  memory', measured: peak, unit: 'MB' },
    )
  }
  const [small, ...others] = peaks
  const most = Math.max(...others)
  rows.push({
    what: 'plan: memory at 10 M cells against 1 M',
    measured: most,
    floor: small,
    unit: 'MB',
    target: '≤ 1.5 ×',
    holds: most <= 1.5 * small,
  })
}

await cold(1000, 3)
await afterEdit(1000, 3)
await large([
  { groups: 20, questions: 96 },
  { groups: 200, questions: 96 },
  { groups: 1, questions: 1_350 },
])
report(rows)
