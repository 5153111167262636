/** The command line in a process of its own, as users start it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { delimiter, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const cliPath = fileURLToPath(new URL('../../src/cli.js', import.meta.url))

export interface Ended {
  readonly code: number | null
  /** Data. */
  readonly stdout: string
  /** Messages. */
  readonly stderr: string
}

export interface Started {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves when it has said so, on stderr; rejects where it ends before. */
  said(words: string): Promise<void>
  /** The same, on stdout. */
  wrote(words: string): Promise<void>
  kill(signal: NodeJS.Signals): void
}

/** No server of this machine answers here, whatever runs on it. */
const nobody = 'http://127.0.0.1:9'

/** Where a command `fusionkit` is found: messages then name it without npx. */
export const installed = resolve('tests/support/path')

/** What a user's shell has, and no more of this machine's. */
export function plainEnvironment(env: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env
  return { PATH: `${installed}${delimiter}${PATH}`, HOME, OLLAMA_HOST: nobody, ...env }
}

export function startCli(args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}): Started {
  const child = spawn(process.execPath, [cliPath, ...args], {
    cwd,
    env: plainEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const printed = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => (printed[stream] += text))
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, ...printed }))
  })
  const heard = (stream: 'stdout' | 'stderr') => async (words: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (printed[stream].includes(words)) resolve()
      }
      child[stream].on('data', look)
      child.on('close', () => reject(new Error(`it ended without saying "${words}": ${printed[stream]}`)))
      look()
    })
  return { child, ended, said: heard('stderr'), wrote: heard('stdout'), kill: (signal) => void child.kill(signal) }
}
