/**
 * What the display costs: the processor's time of a reporter on a terminal of 100 columns that is told of 200 completions a second, less
 * that of the same feed without a display.
 *
 *   npm run bench live            target: 2 % of one core
 */
import { liveReporter } from '../dist/src/app/reporters/live.js'
import { report } from './table.mjs'

const perSecond = 200
const seconds = 10
const groups = ['animals', 'geography', 'history', 'music']
const cells = (perSecond * seconds) / groups.length

/** Takes what is drawn, as a terminal would that costs nothing. */
const screen = { write: () => {}, columns: 100, rows: 30, reflows: true, lend: () => () => {} }

/** Microseconds of user and system. */
async function fed(tell) {
  const before = process.cpuUsage()
  for (const target of groups) tell({ kind: 'target-started', target, reasons: [{ kind: 'never-built' }] })
  const begun = performance.now()
  for (let call = 0; call < perSecond * seconds;) {
    await new Promise((resolve) => setTimeout(resolve, 5))
    for (; call < Math.min(((performance.now() - begun) / 1000) * perSecond, perSecond * seconds); call += 1)
      tell(progress(call))
  }
  const { user, system } = process.cpuUsage(before)
  return user + system
}

function progress(call) {
  const done = Math.floor(call / groups.length)
  const text = `Would you mind telling me who patented the telephone in 1876, and where paper was first made, number ${call}?`
  const counts = { done, ahead: 3, cells, calls: done, reused: 0, rejected: 0 }
  return { kind: 'progress', target: groups[call % groups.length], ...counts, latest: { variant: 'fluid', text } }
}

const now = () => performance.now()
const reporter = liveReporter(screen, { color: true, now, merged: 'all.jsonl', called: {} })
await fed(() => {})
const without = await fed(() => {})
const withIt = await fed(reporter.tell)
reporter.close()
const share = (withIt - without) / (seconds * 10_000)
report([
  {
    what: `the display at ${perSecond} completions/s, 100 columns`,
    measured: Math.max(0, share),
    unit: '% of a core',
    target: '≤ 2 %',
    holds: share <= 2,
  },
])
