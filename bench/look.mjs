/**
 * The commands that only look, at 1,000 groups; and `explain` of the last record of a large group, and of the merged file.
 *
 *   npm run bench look            targets: 8 × `node -e 0` at 1,000 groups (half a second), 10 s for the last of 123,000 records
 *
 * To explain a record the pairs are resolved again up to it, so the last one takes longest. Memory grows over the
 * first few thousand, as the young heap does, and is flat from there on.
 */
import { measured, timed } from './child.mjs'
import { cellsOf, makeProject } from './project.mjs'
import { median, report } from './table.mjs'

const rows = []

const wide = makeProject({ groups: 1_000, questions: 3 })
await timed([wide.cli, 'build'], wide.root)
for (const words of [['status'], ['graph'], ['explain', 'merged'], ['explain', 'group-0500']]) {
  const [times, floors] = [[], []]
  for (let round = 0; round < 9; round += 1) {
    floors.push(await timed(['-e', '0'], wide.root))
    times.push(await timed([wide.cli, ...words], wide.root))
  }
  const [ms, floor] = [median(times), median(floors)]
  const what = `${words.join(' ')}, 1,000 groups`
  rows.push({ what, measured: ms, floor, unit: 'ms', target: '≤ 8 ×', holds: ms <= 8 * floor })
}
wide.remove()

const shape = { groups: 1, questions: 150 }
const large = makeProject(shape)
const records = cellsOf(shape)
await timed([large.cli, 'build'], large.root)
const memory = []
for (const [name, line] of [
  ['group-0001', 1],
  ['group-0001', Math.floor(records / 8)],
  ['group-0001', records],
  ['merged', records],
]) {
  const runs = []
  for (let round = 0; round < 3; round += 1)
    runs.push(await measured([large.cli, 'explain', `${name}:${line}`], large.root))
  const ms = median(runs.map((run) => run.ms))
  memory.push(median(runs.map(({ megabytes }) => megabytes)))
  const what = `explain ${name}:${line.toLocaleString('en')}`
  rows.push({ what, measured: ms, unit: 'ms', target: '≤ 10,000 ms', holds: ms <= 10_000 })
}
large.remove()
const [, eighth = 0, last = 0] = memory
rows.push({
  what: 'memory for the last record against that an eighth of the way',
  measured: last,
  floor: eighth,
  unit: 'MB',
  target: '≤ 1.5 ×',
  holds: last <= 1.5 * eighth,
})
report(rows)
