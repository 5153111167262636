/**
 * Does memory grow with the number of calls? One build of 200,000 calls: the memory of its own (RssAnon; Linux alone says it) while
 * calls come, and the pages of the store that are mapped beside it, which the system takes back when it needs them.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { startFake } from './fake.mjs'
import { cellsOf, makeProject } from './project.mjs'
import { median, report } from './table.mjs'

const size = { groups: 1, questions: 191 }
const cells = cellsOf(size)

function megabytesOf(pid, what) {
  const [, kilobytes] = new RegExp(`^${what}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return (Number(kilobytes) * 1024) / 1e6
}

const fake = await startFake('--parallel', 16, '--call-ms', 0)
const engine = JSON.stringify({ kind: 'ollama', hosts: [fake.url], concurrency: 16 })
const project = makeProject({ ...size, engine })
const early = []
const late = []
let mapped = 0
try {
  const child = spawn(process.execPath, [project.cli, 'build'], { cwd: project.root, stdio: 'ignore' })
  const look = async () => {
    const { calls } = await fake.stats()
    if (child.exitCode !== null) return
    const own = megabytesOf(child.pid, 'RssAnon')
    if (calls > cells * 0.1 && calls < cells * 0.3) early.push(own)
    if (calls > cells * 0.8) late.push(own)
    mapped = Math.max(mapped, megabytesOf(child.pid, 'RssFile'))
  }
  const timer = setInterval(() => void look().catch(() => {}), 500)
  await once(child, 'exit')
  clearInterval(timer)
} finally {
  await fake.close()
  project.remove()
}
report([
  {
    what: `own memory at 80–100 % of ${cells} calls, against 10–30 %`,
    measured: median(late),
    floor: median(early),
    unit: 'MB',
    target: '≤ 1.2',
    holds: median(late) <= 1.2 * median(early),
  },
  { what: '  most of the store that was mapped', measured: mapped, unit: 'MB' },
])
