/** A command in a process of its own: how long it took, and how much memory it held at most. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Written by the process itself as it ends, since nobody else knows its peak on every system. */
const usage = `data:text/javascript,${encodeURIComponent(
  "import { writeSync } from 'node:fs'; process.on('exit', () => writeSync(3, JSON.stringify(process.resourceUsage())))",
)}`

/** Runs node with `args` in `cwd`; resolves with wall milliseconds. Throws where it does not exit with 0. */
export async function timed(args, cwd) {
  const { ms } = await run(args, cwd, ['ignore', 'ignore', 'pipe'])
  return ms
}

/** The same for any other program. */
export async function timedCommand(command, args, cwd) {
  const { ms } = await run(args, cwd, ['ignore', 'ignore', 'pipe'], command)
  return ms
}

/**
 * Also measures the peak of resident memory, in MB (10⁶ bytes), and the time of the processors, in ms: what others do on the machine
 * at the same time is hardly in it.
 */
export async function measured(args, cwd) {
  const { ms, used } = await run(['--import', usage, ...args], cwd, ['ignore', 'ignore', 'pipe', 'pipe'])
  const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(used)
  return { ms, megabytes: (maxRSS * 1024) / 1e6, cpuMs: (userCPUTime + systemCPUTime) / 1000 }
}

async function run(args, cwd, stdio, command = process.execPath) {
  const started = performance.now()
  const child = spawn(command, args, { cwd, stdio })
  let said = ''
  let used = ''
  child.stderr.on('data', (chunk) => (said = (said + String(chunk)).slice(-2_000)))
  child.stdio[3]?.on('data', (chunk) => (used += String(chunk)))
  const [code] = await once(child, 'exit')
  const ms = performance.now() - started
  if (child.stdio[3] && used === '') await once(child.stdio[3], 'close')
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${said}`)
  return { ms, used }
}
