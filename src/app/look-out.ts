/** Which machine is this, and which processes run on it? The best that each system tells; what it does not tell is left out. */
import { execFile } from 'node:child_process'
import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { promisify } from 'node:util'
import { defined } from '../base/defined.js'
import type { LockOwner, LookOut } from '../store/lock-owner.js'
import { isAlive } from './is-alive.js'

/** What can be seen of owners of locks from this process. */
export async function lookOut(): Promise<LookOut> {
  const isLinux = process.platform === 'linux'
  const [machine, boot, processSpace] = isLinux
    ? await Promise.all([
        textOf(readFile('/etc/machine-id', 'utf8')),
        textOf(readFile('/proc/sys/kernel/random/boot_id', 'utf8')),
        textOf(readlink('/proc/self/ns/pid')),
      ])
    : [undefined, await bootSession(), undefined]
  return {
    host: hostname(),
    ...defined({ machine, boot, processSpace }),
    processOf: async (processId) => {
      if (!isAlive(processId)) return undefined
      return isLinux
        ? seenInProc(await textOf(readFile(`/proc/${processId}/stat`, 'utf8')))
        : seenByPs(await ps(processId))
    },
  }
}

type Seen = Pick<LockOwner, 'startedAt'>

/**
 * "42 (a name, with anything in it) S 1 …": the state is field 3, the start (in ticks since the machine was started) field 22.
 * `undefined`: it has ended, and only waits for its parent to take note of that.
 */
export function seenInProc(stat: string | undefined): Seen | undefined {
  const [state = '', ...rest] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? []
  return /^[ZX]/.test(state) ? undefined : startedAt(rest[18])
}

/** "S+   Mon Nov 30 02:06:58 2026": the state, and when it began. As `seenInProc`. */
export function seenByPs(line: string | undefined): Seen | undefined {
  const [, state = '', since] = /^\s*(\S+)\s+(.+?)\s*$/.exec(line ?? '') ?? []
  return /^[ZX]/.test(state) ? undefined : startedAt(since)
}

function startedAt(text: string | undefined): Seen {
  return text === undefined ? {} : { startedAt: text }
}

const run = promisify(execFile)
/** Systems that have no /proc and no `ps`. */
const isWindows = process.platform === 'win32'

async function ps(processId: number): Promise<string | undefined> {
  if (isWindows) return undefined
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' }
  return textOf(run('ps', ['-o', 'stat=,lstart=', '-p', `${processId}`], { env }).then(({ stdout }) => stdout))
}

async function bootSession(): Promise<string | undefined> {
  if (process.platform !== 'darwin') return undefined
  return textOf(run('sysctl', ['-n', 'kern.bootsessionuuid']).then(({ stdout }) => stdout))
}

async function textOf(read: Promise<string>): Promise<string | undefined> {
  const text = await read.catch(() => '')
  return text.trim() === '' ? undefined : text.trim()
}
