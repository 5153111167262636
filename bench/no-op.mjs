/**
 * `fusionkit build` with nothing to do, against `node -e 0`, in turns.
 *
 *   npm run bench no-op          target (contract 16): at 1,000 groups at most 2 ×
 *
 * Also with a switch that makes the build judge every target, which is what the first such build after a change does.
 */
import { timed } from './child.mjs'
import { makeProject, settled } from './project.mjs'
import { median, report } from './table.mjs'

const rounds = 21
const rows = []
for (const groups of [5, 1000]) {
  const project = makeProject({ groups, questions: 3 })
  await timed([project.cli, 'build'], project.root)
  await settled()
  await timed([project.cli, 'build'], project.root)
  const times = { floor: [], known: [], judged: [] }
  for (let round = 0; round < rounds; round += 1) {
    times.floor.push(await timed(['-e', '0'], project.root))
    times.known.push(await timed([project.cli, 'build'], project.root))
    times.judged.push(await timed([project.cli, 'build', '--accept-new-source'], project.root))
  }
  project.remove()
  const [floor, known, judged] = [times.floor, times.known, times.judged].map(median)
  const what = `nothing to do, ${groups.toLocaleString('en')} groups`
  rows.push(
    { what, measured: known, floor, unit: 'ms', target: '≤ 2 ×', holds: known <= 2 * floor },
    { what: `${what}, each judged`, measured: judged, floor, unit: 'ms' },
  )
}
report(rows)
