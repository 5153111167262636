/** A command in a process of its own: how long it took, and how much memory it held at most. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Written by the process itself as it ends, since nobody else knows its peak on every system. */
const peak = `data:text/javascript,${encodeURIComponent(
  "import { writeSync } from 'node:fs'; process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)))",
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

/** Also measures the peak of resident memory, in MB (10⁶ bytes). */
export async function measured(args, cwd) {
  const { ms, peakKiB } = await run(['--import', peak, ...args], cwd, ['ignore', 'ignore', 'pipe', 'pipe'])
  return { ms, megabytes: (Number(peakKiB) * 1024) / 1e6 }
}

async function run(args, cwd, stdio, command = process.execPath) {
  const started = performance.now()
  const child = spawn(command, args, { cwd, stdio })
  let said = ''
  let peakKiB = ''
  child.stderr.on('data', (chunk) => (said = (said + String(chunk)).slice(-2_000)))
  child.stdio[3]?.on('data', (chunk) => (peakKiB += String(chunk)))
  const [code] = await once(child, 'exit')
  const ms = performance.now() - started
  if (child.stdio[3] && peakKiB === '') await once(child.stdio[3], 'close')
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${said}`)
  return { ms, peakKiB }
}
