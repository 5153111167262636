/**
 * One question is edited: what did not change is copied from the last output, and merged by its index.
 *
 *   npm run bench edit          about half an hour
 *   FUSIONKIT_BENCH=small npm run bench edit          100,000 cells instead of a million, and no larger ones: a minute
 *
 * The floor of a million cells is a build where all pairs are resolved again from stored completions (the first one, and one with
 * `--force`, which believes no index, after the memo of pairs was removed); `--force` alone looks up one memo a pair. The floor of
 * the larger projects is such a build from memos. A million cells are asked of the rule engine
 * by fill.mjs, which puts the completions in place without a build; for the larger projects it puts memos in place, with made-up texts.
 * Resident memory is the peak of the process, mapped files included.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { measured, timed } from './child.mjs'
import { cellsOf, makeProject } from './project.mjs'
import { median, report } from './table.mjs'

const fill = new URL('fill.mjs', import.meta.url).pathname
const isSmall = process.env.FUSIONKIT_BENCH === 'small'
const rows = []
const shapes = isSmall
  ? [
      { shape: { groups: 20, questions: 31 }, share: 0.25 },
      { shape: { groups: 1, questions: 136 }, share: 0.5 },
    ]
  : [
      { shape: { groups: 20, questions: 96 }, share: 0.25 },
      { shape: { groups: 1, questions: 427 }, share: 0.5 },
    ]
for (const { shape, share } of shapes) rows.push(...(await againstCompletions(shape, share)))
if (!isSmall) {
  rows.push(...(await alone({ groups: 1, questions: 1000 })))
  rows.push(...(await alone({ groups: 1, questions: 1350 })))
}
report(rows)

async function againstCompletions(shape, share) {
  const project = makeProject(shape)
  await timed([fill, project.root, 'completions'], project.root)
  const whole = [await measured([project.cli, 'build'], project.root)]
  const edits = await edited(project)
  const memos = [await measured([project.cli, 'build', '--force'], project.root)]
  rmSync(join(project.root, '.fusionkit/store/pairs'), { recursive: true })
  whole.push(await measured([project.cli, 'build', '--force'], project.root))
  project.remove()
  const what = named('edit', shape)
  return [
    ...times(what, edits, whole, share),
    ...times(`${what}, --force from memos`, memos, whole),
    memory(what, edits),
    memory(`${what}, all of it from completions`, whole),
  ]
}

async function alone(shape) {
  const project = makeProject(shape)
  await timed([fill, project.root, 'pairs'], project.root)
  const whole = [await measured([project.cli, 'build'], project.root)]
  const edits = await edited(project)
  project.remove()
  const what = named('edit', shape)
  return [...times(what, edits, whole), memory(what, edits), memory(`${what}, all of it from memos`, whole)]
}

/** Another question each time. */
async function edited(project) {
  const edits = []
  for (let round = 0; round < 3; round += 1) {
    editQuestion(project.root, round)
    edits.push(await measured([project.cli, 'build'], project.root))
  }
  return edits
}

/** Another question in the middle of the first group: all that was asked for its pairs is asked anew. */
function editQuestion(root, round) {
  const path = join(root, 'questions/group-0001.jsonl')
  const lines = readFileSync(path, 'utf8').split('\n')
  const middle = Math.floor(lines.length / 2)
  lines[middle] = JSON.stringify({
    question: `What is the capital of region ${round + 1}?`,
    answer: `Answer number ${middle}.`,
  })
  writeFileSync(path, lines.join('\n'))
}

function named(what, shape) {
  return `${what}, ${cellsOf(shape).toLocaleString('en')} cells, ${shape.groups} group${shape.groups > 1 ? 's' : ''}`
}

/** Wall time, and the time of the processors. `share`: what is promised of it. */
function times(what, runs, floors, share) {
  return ['ms', 'cpuMs'].map((of) => {
    const [measured, floor] = [runs, floors].map((all) => median(all.map((each) => each[of])) / 1000)
    const promised = share === undefined ? {} : { target: `≤ ${share} ×`, holds: measured <= share * floor }
    return { what: of === 'ms' ? what : `${what}, of the processors`, measured, floor, unit: 's', ...promised }
  })
}

function memory(what, runs) {
  const peak = Math.max(...runs.map(({ megabytes }) => megabytes))
  return { what: `${what}: memory`, measured: peak, unit: 'MB', target: '≤ 400', holds: peak <= 400 }
}
