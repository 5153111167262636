/**
 * A watch: how long from a saved edit to the first new question, and whether it stays as it is over 500 edits.
 *
 *   npm run bench watch          about three minutes
 *
 * The floor is a bare script that does what cannot be done without: it hears of the edit, waits until it has been quiet for 150 ms, and
 * asks.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { startFakeOllama } from '../dist/tests/support/fake-ollama/server.js'
import { makeProject } from './project.mjs'
import { median, report } from './table.mjs'

const latencyEdits = 15
const soakEdits = 500
const [early, quiet] = [50, 150]

const configOf = (url, word) => `version: 1
engine: { kind: ollama, hosts: ['${url}'] }
model: bench
groups:
  all: { files: 'questions/*.jsonl' }
variants:
  simple: 'Merge: <q1>{{ q1 }}</q1> <q2>{{ q2 }}</q2>'
  fluid: 'Rephrase ${word}: <q>{{ simple }}</q>'
`

/** Watches a project with so many groups; `edit` saves a new prompt and resolves when it is watched again. */
async function watching(groups, questions) {
  const server = await startFakeOllama({ models: { bench: {} }, numParallel: 8 })
  const { root, cli, remove } = makeProject({ groups, questions })
  const save = (word) => writeFileSync(join(root, 'fusion.config.yaml'), configOf(server.url, word))
  save('first')
  const child = spawn(process.execPath, [cli, 'watch', '--json'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  let idle
  const whenIdle = () => new Promise((resolve) => (idle = resolve))
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('{"kind":"watching"')) idle()
  })
  await whenIdle()
  return {
    root,
    server,
    pid: child.pid,
    edit: async (word) => {
      const watched = whenIdle()
      save(word)
      await watched
    },
    save,
    whenIdle,
    close: async () => {
      child.kill('SIGINT')
      await once(child, 'exit')
      await server.close()
      remove()
    },
  }
}

/** Milliseconds from each save to the first question that follows from it. */
async function latencies() {
  const { server, save, whenIdle, close } = await watching(100, 5)
  const found = []
  for (let n = 0; n < latencyEdits; n += 1) {
    const before = server.stats.calls
    const watched = whenIdle()
    const since = performance.now()
    save(`take-${n}`)
    await server.when(({ calls }) => calls > before)
    found.push(performance.now() - since)
    await watched
  }
  await close()
  return found
}

async function floors() {
  const server = await startFakeOllama({ models: { bench: {} }, numParallel: 8 })
  const { root, remove } = makeProject({ groups: 1, questions: 2 })
  const file = join(root, 'fusion.config.yaml')
  let timer
  const watcher = watch(root, () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      readFileSync(file, 'utf8')
      const body = JSON.stringify({
        model: 'bench',
        messages: [{ role: 'user', content: 'What is it?' }],
        stream: false,
      })
      void fetch(`${server.url}/api/chat`, { method: 'POST', body })
    }, quiet)
  })
  const found = []
  for (let n = 0; n < latencyEdits; n += 1) {
    const before = server.stats.calls
    const since = performance.now()
    writeFileSync(file, `# ${n}\n`)
    await server.when(({ calls, inFlight }) => calls > before && inFlight === 0)
    found.push(performance.now() - since)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  watcher.close()
  await server.close()
  remove()
  return found
}

const residentMb = (pid) => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024
const openFiles = (pid) => readdirSync(`/proc/${pid}/fd`).length

/** Median memory of the ten edits that end with each of these. */
async function soak() {
  const { pid, edit, close } = await watching(2, 5)
  const seen = { early: [], late: [] }
  let files = 0
  for (let n = 1; n <= soakEdits; n += 1) {
    await edit(`take-${n}`)
    if (n > early - 10 && n <= early) seen.early.push(residentMb(pid))
    if (n === early) files = openFiles(pid)
    if (n > soakEdits - 10) seen.late.push(residentMb(pid))
  }
  const result = { early: median(seen.early), late: median(seen.late), files, filesLate: openFiles(pid) }
  await close()
  return result
}

const [floor, own] = [median(await floors()), await latencies()]
const rows = [
  {
    what: 'watch: edit saved to first new question, 100 groups',
    measured: median(own),
    floor,
    unit: 'ms',
    target: '≤ 400 ms',
    holds: median(own) <= 400,
  },
  {
    what: 'the slowest of them',
    measured: Math.max(...own),
    floor,
    unit: 'ms',
    target: '≤ 400 ms',
    holds: Math.max(...own) <= 400,
  },
]
if (process.platform === 'linux') {
  const { early: before, late, files, filesLate } = await soak()
  rows.push(
    {
      what: `watch: memory after ${soakEdits} edits, floor: after ${early}`,
      measured: late,
      floor: before,
      unit: 'MB',
      target: '≤ 1.1 ×',
      holds: late <= before * 1.1,
    },
    {
      what: 'its open files',
      measured: filesLate,
      floor: files,
      unit: 'files',
      target: '≤ 1 ×',
      holds: filesLate <= files,
    },
  )
}
report(rows)
