/**
 * A first build with the rule engine: nothing is stored, every cell is asked, checked, kept, written and merged.
 *
 *   npm run bench cold          target: at least 3,000 cells/s
 */
import { measured } from './child.mjs'
import { cellsOf, makeProject } from './project.mjs'
import { report } from './table.mjs'

const shape = { groups: 6, questions: 60 }
const project = makeProject(shape)
const { ms, megabytes } = await measured([project.cli, 'build'], project.root)
project.remove()
const cells = cellsOf(shape)
const perSecond = (cells / ms) * 1000
const what = `first build, ${cells.toLocaleString('en')} cells`
report([
  { what, measured: perSecond, unit: 'cells/s', target: '≥ 3,000', holds: perSecond >= 3_000 },
  { what: `${what}: memory`, measured: megabytes, unit: 'MB' },
])
