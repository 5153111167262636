/**
 * `build --force` where everything is stored: each pair is looked up, its records are written, and all of it is merged.
 *
 *   npm run bench rebuild          targets: at least 60,000 cells/s, under 400 MB, flat from 100,000 to 1 M cells
 *
 * The floor is a plain loop over as many entries of such a store, one a cell (key, get, parse, write), in the same run. A build needs
 * one entry a pair, so it can be faster than that. Filling the stores is a first build of 1 M cells, twice: some minutes.
 */
import { measured, timed } from './child.mjs'
import { cellsOf, makeProject } from './project.mjs'
import { median, report } from './table.mjs'

const loop = new URL('loop.mjs', import.meta.url).pathname
const shapes = [
  { groups: 1, questions: 135 },
  { groups: 1, questions: 427 },
  { groups: 20, questions: 96 },
]
const rows = []
const peaks = []
for (const shape of shapes) {
  const project = makeProject(shape)
  const cells = cellsOf(shape)
  const perSecond = (ms) => (cells / ms) * 1000
  await timed([project.cli, 'build'], project.root)
  await timed([loop, 'fill', String(cells)], project.root)
  const [builds, loops] = [[], []]
  for (let round = 0; round < 3; round += 1) {
    loops.push(await timed([loop, 'run', String(cells)], project.root))
    builds.push(await measured([project.cli, 'build', '--force'], project.root))
  }
  project.remove()
  const speed = perSecond(median(builds.map(({ ms }) => ms)))
  const peak = Math.max(...builds.map(({ megabytes }) => megabytes))
  peaks.push(peak)
  const what = `rebuild, ${cells.toLocaleString('en')} cells, ${shape.groups} group${shape.groups > 1 ? 's' : ''}`
  rows.push(
    {
      what,
      measured: speed,
      floor: perSecond(median(loops)),
      unit: 'cells/s',
      target: '≥ 60,000',
      holds: speed >= 60_000,
    },
    { what: `${what}: memory`, measured: peak, unit: 'MB', target: '< 400', holds: peak < 400 },
  )
}
const [small, ...large] = peaks
rows.push({
  what: 'memory at 1 M cells against 100,000',
  measured: Math.max(...large),
  floor: small,
  unit: 'MB',
  target: '≤ 1.5 ×',
  holds: Math.max(...large) <= 1.5 * small,
})
report(rows)
